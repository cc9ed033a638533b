//! Where databases keep their data, by their images.

use crate::project::{Mount, Service};
use crate::rules::reading::{image_name, variables};

/// Images, and the folders in which each keeps its data; which one may depend on the version.
const DATABASES: &[(&str, &[&str])] = &[
    ("bitnami/mariadb", &["/bitnami/mariadb"]),
    ("bitnami/mongodb", &["/bitnami/mongodb"]),
    ("bitnami/mysql", &["/bitnami/mysql"]),
    ("bitnami/postgresql", &["/bitnami/postgresql"]),
    ("cassandra", &["/var/lib/cassandra"]),
    ("clickhouse/clickhouse-server", &["/var/lib/clickhouse"]),
    (
        "couchdb",
        &["/opt/couchdb/data", "/usr/local/var/lib/couchdb"],
    ),
    (
        "influxdb",
        &[
            "/var/lib/influxdb2",
            "/var/lib/influxdb",
            "/var/lib/influxdb3",
        ],
    ),
    ("mariadb", &["/var/lib/mysql"]),
    ("mcr.microsoft.com/mssql/server", &["/var/opt/mssql"]),
    ("mongo", &["/data/db"]),
    ("mysql", &["/var/lib/mysql"]),
    ("mysql/mysql-server", &["/var/lib/mysql"]),
    ("neo4j", &["/data"]),
    ("percona", &["/var/lib/mysql"]),
    ("pgvector/pgvector", &["/var/lib/postgresql/data"]),
    ("postgis/postgis", &["/var/lib/postgresql/data"]),
    ("postgres", &["/var/lib/postgresql/data"]),
    ("timescale/timescaledb", &["/var/lib/postgresql/data"]),
];

/// The folders in which a service keeps the data of a database, the likeliest first; none if it is no database that everybody
/// knows, or if it is told to keep it elsewhere.
pub(in crate::rules) fn data_folders(service: &Service) -> &'static [&'static str] {
    let Some(image) = &service.image else {
        return &[];
    };
    let name = image_name(&image.value);
    let Some((_, folders)) = DATABASES.iter().find(|it| it.0 == name) else {
        return &[];
    };
    if is_moved(service) || runs_something_else(service) {
        return &[];
    }
    match postgres_version(service) {
        Version::From18 => &["/var/lib/postgresql"],
        Version::Before18 | Version::Unknown => folders,
    }
}

/// Whether a service takes the image of a database for its tools: to back it up, or to fill it.
fn runs_something_else(service: &Service) -> bool {
    const SERVERS: &[&str] = &[
        "cassandra",
        "couchdb",
        "influxd",
        "mariadbd",
        "mongod",
        "mysqld",
        "neo4j",
        "postgres",
    ];
    let first = service.command.as_ref().and_then(|it| it.value.first());
    let is_server = first.is_none_or(|it| {
        let program = it.rsplit('/').next().unwrap_or_default();
        it.starts_with('-')
            || SERVERS.contains(&program)
            || program.starts_with("docker-entrypoint")
    });
    service.entrypoint.is_some() || !is_server
}

/// Whether a variable puts the data of PostgreSQL elsewhere.
pub(in crate::rules) fn is_moved(service: &Service) -> bool {
    let is_elsewhere =
        |path: &str| path.starts_with('/') && !path.starts_with("/var/lib/postgresql");
    variables(service).any(|it| it.name == "PGDATA" && is_elsewhere(it.value))
}

/// Which of the two layouts an image of PostgreSQL has: its folder moved with version 18.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Version {
    /// 17 and older: the data lies in `/var/lib/postgresql/data`, which is a volume.
    Before18,
    /// 18 and later: it lies below `/var/lib/postgresql`, which is a volume.
    From18,
    /// No number is named, or it is another image.
    Unknown,
}

/// The layout of the official image, and of those that put a version of it first in their tags.
pub(in crate::rules) fn postgres_version(service: &Service) -> Version {
    let reference = service.image.as_ref().map_or("", |it| it.value.as_str());
    if !matches!(image_name(reference), "postgres" | "postgis/postgis") {
        return Version::Unknown;
    }
    let name = reference.split('@').next().unwrap_or_default();
    let tag = name.rsplit_once(':').map_or("", |(_, tag)| tag);
    let digits = tag.split(|it: char| !it.is_ascii_digit()).next();
    match digits.and_then(|it| it.parse::<u32>().ok()) {
        Some(18..) => Version::From18,
        Some(_) => Version::Before18,
        None => Version::Unknown,
    }
}

/// Whether a mount holds a folder, or a part of it.
pub(in crate::rules) fn holds(mount: &Mount, folder: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        let outer = outer.trim_end_matches('/');
        inner
            .strip_prefix(outer)
            .is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    within(folder, &mount.target) || within(&mount.target, folder)
}
