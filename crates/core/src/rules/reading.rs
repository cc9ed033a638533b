//! What many rules read of a service, in whichever form its file writes it.

use super::RuleContext;
use crate::document::{Map, Node, Value};
use crate::project::Service;
use crate::text::{FileId, FileRange, TextSize};

impl RuleContext<'_> {
    /// A service of the loaded document.
    pub(super) fn loaded_service(&self, name: &str) -> Option<&Map> {
        self.loaded.document.get("services")?.get(name)?.as_map()
    }

    /// The text of a YAML file of the project at `range`; `None` in files of another kind.
    pub(super) fn yaml_slice(&self, range: FileRange) -> Option<&str> {
        let source = self.loaded.sources.get(usize::from(range.file.0))?;
        source.tree.as_ref()?;
        source
            .text
            .get(usize::from(range.start)..usize::from(range.end))
    }

    /// Whether what stands at `range` is written out there: a YAML file, without a variable and without an alias.
    pub(super) fn is_literal(&self, range: FileRange) -> bool {
        self.yaml_slice(range)
            .is_some_and(|it| !has_variable(it) && !it.starts_with('*') && !it.contains(": *"))
    }

    /// Where `part` stands inside `range`; all of it if it is not found there as it reads.
    pub(super) fn part_range(&self, range: FileRange, part: &str) -> FileRange {
        let found = self.yaml_slice(range).and_then(|it| it.find(part));
        found.map_or(range, |at| {
            let start = range.start + TextSize::new(at as u32);
            FileRange {
                start,
                end: start + TextSize::new(part.len() as u32),
                ..range
            }
        })
    }
}

/// Whether `range` lies in the file that fixes may change.
pub(super) fn is_fixable(range: FileRange) -> bool {
    range.file == FileId::COMPOSE
}

/// Whether a text refers to a variable; `$$` is a dollar.
pub(super) fn has_variable(text: &str) -> bool {
    text.contains('$') && text.replace("$$", "").contains('$')
}

/// The items of the list under `key`.
pub(super) fn items<'a>(map: &'a Map, key: &str) -> &'a [Node] {
    map.get(key).and_then(Node::as_list).unwrap_or_default()
}

/// The strings of the list under `key`, or the one string that stands there.
pub(super) fn strings<'a>(
    map: &'a Map,
    key: &str,
) -> impl Iterator<Item = (&'a str, FileRange)> + use<'a> {
    let node = map.get(key);
    let items = node.and_then(Node::as_list).unwrap_or_default();
    let one = node.filter(|it| it.as_str().is_some());
    items
        .iter()
        .chain(one)
        .filter_map(|it| Some((it.as_str()?, it.range)))
}

/// Whether a value is true, or a text that both tools take for it.
pub(super) fn is_true(node: &Node) -> bool {
    match &node.value {
        Value::Bool(it) => *it,
        Value::Str(it) => it == "true",
        _ => false,
    }
}

/// A variable of a service with a value.
pub(super) struct Variable<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) range: FileRange,
}

/// The variables of a service that have a value, those of its env files too.
pub(super) fn variables(service: &Service) -> impl Iterator<Item = Variable<'_>> {
    service.environment.iter().filter_map(|it| {
        let (name, value) = it.entry.split_once('=')?;
        Some(Variable {
            name,
            value,
            range: it.origin?,
        })
    })
}

/// What a service runs: entrypoint, command and health check.
pub(super) fn written_commands(service: &Service) -> impl Iterator<Item = (FileRange, &[String])> {
    let spoken = [&service.entrypoint, &service.command];
    let spoken = spoken
        .into_iter()
        .flatten()
        .map(|it| (it.range, it.value.as_slice()));
    let health = service.healthcheck.as_ref();
    spoken.chain(health.map(|it| (it.range, it.value.test.as_slice())))
}

/// The same with the words of scripts in them taken apart; only those with a word that has `part` in it.
pub(super) fn commands<'s>(
    service: &'s Service,
    part: &str,
) -> impl Iterator<Item = (FileRange, Vec<&'s str>)> {
    let has_part = move |it: &(FileRange, &[String])| it.1.iter().any(|it| it.contains(part));
    written_commands(service)
        .filter(has_part)
        .map(|(range, words)| {
            let mut res = Vec::with_capacity(words.len());
            for it in words {
                if it.is_empty() {
                    res.push("");
                } else {
                    res.extend(it.split_whitespace());
                }
            }
            (range, res)
        })
}

/// A number of bytes as both tools read it: `512m`, `1.5gb`, `1073741824`.
pub(super) fn bytes(node: &Node) -> Option<u64> {
    let text = match &node.value {
        Value::Int(it) => return u64::try_from(*it).ok(),
        Value::Str(it) => it.trim().to_ascii_lowercase(),
        _ => return None,
    };
    let unit_at = text
        .find(|it: char| !it.is_ascii_digit() && it != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(unit_at)?;
    let number: f64 = number.parse().ok()?;
    let factor = match unit.trim() {
        "" | "b" => 1.0,
        "k" | "kb" | "kib" => 1024.0,
        "m" | "mb" | "mib" => 1_048_576.0,
        "g" | "gb" | "gib" => 1_073_741_824.0,
        "t" | "tb" | "tib" => 1_099_511_627_776.0,
        _ => return None,
    };
    Some((number * factor) as u64)
}

/// The value below `keys`, one in the other.
pub(super) fn below<'a>(map: &'a Map, keys: &[&str]) -> Option<&'a Node> {
    let (first, rest) = keys.split_first()?;
    rest.iter()
        .try_fold(map.get(first)?, |node, key| node.get(key))
}

/// The name of an image without its registry's default parts, its tag and its digest: `postgres`, `bitnami/redis`.
pub(super) fn image_name(reference: &str) -> &str {
    let name = reference.split('@').next().unwrap_or_default();
    let mut name = match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => name,
    };
    for prefix in ["docker.io/", "index.docker.io/", "library/"] {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    name
}

/// The tag of an image, if it has one and no digest.
pub(super) fn image_tag(reference: &str) -> Option<&str> {
    let (_, tag) = reference.rsplit_once(':')?;
    (!tag.contains('/') && !reference.contains('@')).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::nowhere;

    #[test]
    fn sizes_are_read_as_the_tools_read_them() {
        let size = |it: &str| bytes(&Node::new(Value::str(it), nowhere()));
        assert_eq!(size("512m"), Some(536_870_912));
        assert_eq!(size("1.5GB"), Some(1_610_612_736));
        assert_eq!(size("100"), Some(100));
        assert_eq!(size("lots"), None);
    }

    #[test]
    fn an_image_has_a_name_and_perhaps_a_tag() {
        assert_eq!(
            image_name("docker.io/library/postgres:16@sha256:0"),
            "postgres"
        );
        assert_eq!(
            image_name("localhost:5000/team/app"),
            "localhost:5000/team/app"
        );
        assert_eq!(image_tag("localhost:5000/team/app"), None);
        assert_eq!(image_tag("localhost:5000/team/app:2"), Some("2"));
        assert_eq!(image_tag("app@sha256:0"), None);
    }

    #[test]
    fn a_doubled_dollar_is_no_variable() {
        assert!(has_variable("a${B}"));
        assert!(!has_variable("a$$B"));
    }
}
