//! Mounts in their short form.

use super::MountKind;

/// Reads `[SOURCE:]TARGET[:MODE]`: kind, source, target and mode, or `None` if it has too many parts or no target.
pub(super) fn parse(text: &str) -> Option<(MountKind, &str, &str, &str)> {
    let mut parts = text.split(':');
    let (source, target, mode) = match (parts.next()?, parts.next(), parts.next()) {
        (target, None, _) => (None, target, ""),
        (source, Some(target), mode) => (Some(source), target, mode.unwrap_or_default()),
    };
    if target.is_empty() || source == Some("") || parts.next().is_some() {
        return None;
    }
    let source = source.unwrap_or_default();
    let kind = match source.chars().next() {
        None => MountKind::Anonymous,
        Some('/' | '.' | '~') => MountKind::Bind,
        Some(_) => MountKind::Volume,
    };
    Some((kind, source, target, mode))
}

/// The absolute host path of a bind: `~` is the user's home, everything else is relative to the project folder.
/// Where a folder is not known, as in the page, the path stays as written.
pub fn host_path(source: &str, working_dir: &str, home: &str) -> String {
    if let Some(rest) = source.strip_prefix('~') {
        return if home.is_empty() {
            source.to_owned()
        } else {
            format!("{home}{rest}")
        };
    }
    if source.starts_with('/') || working_dir.is_empty() {
        return source.to_owned();
    }
    let mut parts: Vec<&str> = working_dir.split('/').filter(|it| !it.is_empty()).collect();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            it => parts.push(it),
        }
    }
    format!("/{}", parts.join("/"))
}

/// `path` as it reads from `folder` on, without a slash before it; `None` if it lies elsewhere or the folder is not known.
pub(crate) fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return None;
    }
    let rest = path.strip_prefix(folder)?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest),
        None => rest.is_empty().then_some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_tell_their_kind() {
        assert_eq!(
            parse("~/configs:/etc/configs/:ro"),
            Some((MountKind::Bind, "~/configs", "/etc/configs/", "ro"))
        );
        assert_eq!(
            parse("data:/x"),
            Some((MountKind::Volume, "data", "/x", ""))
        );
        assert_eq!(parse("/x"), Some((MountKind::Anonymous, "", "/x", "")));
        assert_eq!(parse(":/x"), None);
        assert_eq!(parse("a:b:c:d"), None);
    }

    #[test]
    fn host_paths_become_absolute() {
        assert_eq!(host_path("./a/../b", "/p/q", "/h"), "/p/q/b");
        assert_eq!(host_path("../x", "/p/q", "/h"), "/p/x");
        assert_eq!(host_path("~/x", "/p", "/h"), "/h/x");
        assert_eq!(host_path("./x", "", ""), "./x");
    }

    #[test]
    fn a_folder_beside_the_project_is_not_below_it() {
        assert_eq!(below("/srv/shop/web", "/srv/shop"), Some("web"));
        assert_eq!(below("/srv/shop", "/srv/shop"), Some(""));
        assert_eq!(below("/srv/shop2/web", "/srv/shop"), None);
        assert_eq!(below("/srv", ""), None);
    }
}
