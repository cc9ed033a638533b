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
pub(super) fn data_folders(service: &Service) -> &'static [&'static str] {
    let Some(image) = &service.image else {
        return &[];
    };
    let name = image_name(&image.value);
    let known = DATABASES.iter().find(|it| it.0 == name);
    let is_elsewhere =
        |path: &str| path.starts_with('/') && !path.starts_with("/var/lib/postgresql");
    let is_moved = variables(service).any(|it| it.name == "PGDATA" && is_elsewhere(it.value));
    known.filter(|_| !is_moved).map_or(&[], |it| it.1)
}

/// Whether a mount holds a folder, or a part of it.
pub(super) fn holds(mount: &Mount, folder: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        let outer = outer.trim_end_matches('/');
        inner
            .strip_prefix(outer)
            .is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    within(folder, &mount.target) || within(&mount.target, folder)
}
