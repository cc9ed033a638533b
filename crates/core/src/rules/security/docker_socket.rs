//! # docker-socket
//!
//! The engine's socket in a container. Whoever can talk to the engine can start a privileged container, so it is the host.

use crate::language::{Words, say};
use crate::project::MountKind;
use crate::rules::reading::is_true;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::FileRange;

pub(super) static RULE: Rule = Rule {
    code: "S002",
    name: "docker-socket",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "the socket of the engine in a container",
        fr: "le socket du moteur dans un conteneur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Whoever can talk to the engine can have it start a container with every right over the host: the socket is as good as root on the machine. Mounting it read-only changes nothing, since that protects the file and not what is said through it.",
        fr: "Qui peut parler au moteur peut lui faire lancer un conteneur qui a tous les droits sur l'hôte : le socket vaut root sur la machine. Le monter en lecture seule n'y change rien : cela protège le fichier, pas ce qui se dit à travers lui.",
    },
    wrong: "services:\n  proxy:\n    image: traefik:v3.1\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n",
    right: "services:\n  proxy:\n    image: traefik:v3.1\n    environment:\n      DOCKER_HOST: tcp://socket-proxy:2375\n",
    profile: None,
    fix: None,
};

/// Sockets by which a container engine is told what to do.
const SOCKETS: &[&str] = &[
    "docker.sock",
    "podman.sock",
    "containerd.sock",
    "crio.sock",
    "buildkitd.sock",
    "docker_engine",
];

fn is_socket(source: &str) -> bool {
    let name = source.rsplit(['/', '\\']).next().unwrap_or_default();
    SOCKETS.contains(&name)
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for service in cx.project.services.values() {
        let binds = service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Bind);
        for mount in binds.filter(|it| is_socket(&it.source)) {
            tell(cx, findings, &service.name.value, mount.range);
        }
    }
    for (name, service) in cx.loaded_services() {
        if let Some(socket) = service.get("use_api_socket").filter(|it| is_true(it)) {
            tell(cx, findings, name, socket.range);
        }
    }
}

fn tell(cx: &RuleContext<'_>, findings: &mut Findings, name: &str, range: FileRange) {
    let language = cx.language();
    findings
        .add(
            range,
            say!(
                language,
                "`{name}` holds the engine's socket, and with it the host",
                "`{name}` tient le socket du moteur, et par là l'hôte"
            ),
        )
        .help(say!(
            language,
            "put a proxy between them that lets only the needed requests through; read-only does not help",
            "placez entre eux un proxy qui ne laisse passer que les requêtes nécessaires ; la lecture seule n'y change rien"
        ));
}
