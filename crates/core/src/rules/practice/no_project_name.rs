//! # no-project-name
//!
//! For those who ask: a file without `name`, whose project takes the name of its folder.

use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::rules::compose_range;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::Node;

pub(super) static RULE: Rule = Rule {
    code: "X003",
    name: "no-project-name",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a file without a project name",
        fr: "un fichier sans nom de projet",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Without `name` the project is called after its folder. In a folder of another name the same file makes new containers, networks and empty volumes beside the old ones; and two folders of one name, in different places, are one project.",
        fr: "Sans `name`, le projet porte le nom de son dossier. Dans un dossier d'un autre nom, le même fichier crée de nouveaux conteneurs, réseaux et volumes vides à côté des anciens ; et deux dossiers de même nom, en des lieux différents, sont un seul projet.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "name: site\nservices:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let root = cx.tree.root.as_ref().and_then(Node::as_mapping);
    let Some(root) = root.filter(|it| it.get("name").is_none()) else {
        return;
    };
    let services = root.get("services");
    let Some(services) = services.filter(|_| cx.profile.dialect == Dialect::V2) else {
        return;
    };
    findings
        .add(
            compose_range(services.key.range),
            say!(
                language,
                "the project is called after whatever folder the file lies in",
                "le projet porte le nom du dossier où se trouve le fichier, quel qu'il soit"
            ),
        )
        .help(say!(
            language,
            "write `name: NAME` at the top of the file",
            "écrivez `name: NOM` en tête du fichier"
        ));
}
