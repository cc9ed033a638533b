//! Where databases keep their data, by their images.

use crate::project::{Mount, Service};
use crate::rules::reading::{image_name, variables};

/// Images, and the folder in which each keeps its data.
const DATABASES: &[(&str, &str)] = &[
    ("bitnami/mariadb", "/bitnami/mariadb"),
    ("bitnami/mongodb", "/bitnami/mongodb"),
    ("bitnami/mysql", "/bitnami/mysql"),
    ("bitnami/postgresql", "/bitnami/postgresql"),
    ("cassandra", "/var/lib/cassandra"),
    ("clickhouse/clickhouse-server", "/var/lib/clickhouse"),
    ("couchdb", "/opt/couchdb/data"),
    ("influxdb", "/var/lib/influxdb"),
    ("mariadb", "/var/lib/mysql"),
    ("mcr.microsoft.com/mssql/server", "/var/opt/mssql"),
    ("mongo", "/data/db"),
    ("mysql", "/var/lib/mysql"),
    ("mysql/mysql-server", "/var/lib/mysql"),
    ("neo4j", "/data"),
    ("percona", "/var/lib/mysql"),
    ("pgvector/pgvector", "/var/lib/postgresql/data"),
    ("postgis/postgis", "/var/lib/postgresql/data"),
    ("postgres", "/var/lib/postgresql/data"),
    ("timescale/timescaledb", "/var/lib/postgresql/data"),
];

/// The folder in which a service keeps the data of a database; `None` if it is none that everybody knows.
pub(super) fn data_folder(service: &Service) -> Option<&str> {
    let name = image_name(&service.image.as_ref()?.value);
    let (_, folder) = DATABASES.iter().find(|it| it.0 == name)?;
    let moved = variables(service).find(|it| it.name == "PGDATA");
    Some(moved.map_or(*folder, |it| it.value))
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
