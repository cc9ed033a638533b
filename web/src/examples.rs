//! The examples of the menu: the repository's own files, so that they are the ones that are tested and launched.

use crate::session::Draft;

/// An example.
pub struct Example {
    /// What the menu says.
    pub title: &'static str,
    /// One line more about it.
    pub about: &'static str,
    project: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// All examples. The page opens on the first.
pub const EXAMPLES: &[Example] = &[
    Example {
        title: "Four linked services",
        about: "redis, postgres as db, a backend and a frontend, with the links of the first Compose format",
        project: "four-tier",
        files: &[(
            "docker-compose.yml",
            include_str!("../../examples/four-tier/docker-compose.yml"),
        )],
    },
    Example {
        title: "The course's slide",
        about: "with its mistakes, to find and fix",
        project: "course-slide",
        files: &[
            (
                "docker-compose.yml",
                include_str!("../../examples/course-slide/docker-compose.yml"),
            ),
            (".env", include_str!("../../examples/course-slide/.env")),
        ],
    },
    Example {
        title: "Compose Specification",
        about: "the same four services on networks of their own, with health checks instead of links",
        project: "shop",
        files: &[("compose.yml", include_str!("../examples/specification.yml"))],
    },
];

impl Example {
    /// Its files as a draft of their own.
    pub fn draft(&self) -> Draft {
        let files = self
            .files
            .iter()
            .map(|&(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        let file_name = self
            .files
            .first()
            .map_or_else(String::new, |it| it.0.to_owned());
        Draft::new(self.project, &file_name, files)
    }
}
