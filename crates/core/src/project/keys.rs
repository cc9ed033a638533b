//! The keys of each format, and which of them this program applies.

use super::Format;

/// Top-level keys of the Compose Specification.
pub const TOP_LEVEL_KEYS: &[&str] = &[
    "configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes",
];

/// Service keys of the Compose Specification and of the 2.x and 3.x formats.
pub const SERVICE_KEYS: &[&str] = &[
    "annotations",
    "attach",
    "blkio_config",
    "build",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "command",
    "configs",
    "container_name",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "credential_spec",
    "depends_on",
    "deploy",
    "develop",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "external_links",
    "extra_hosts",
    "gpus",
    "group_add",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "ipc",
    "isolation",
    "label_file",
    "labels",
    "links",
    "logging",
    "mac_address",
    "mem_limit",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "models",
    "network_mode",
    "networks",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "ports",
    "post_start",
    "pre_stop",
    "privileged",
    "profiles",
    "provider",
    "pull_policy",
    "read_only",
    "restart",
    "runtime",
    "scale",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "use_api_socket",
    "user",
    "userns_mode",
    "uts",
    "volume_driver",
    "volumes",
    "volumes_from",
    "working_dir",
];

/// Service keys of format v1. Source: `config_schema_v1.json` of docker-compose 1.29.
const V1_SERVICE_KEYS: &[&str] = &[
    "build",
    "cap_add",
    "cap_drop",
    "cgroup_parent",
    "command",
    "container_name",
    "cpu_quota",
    "cpu_shares",
    "cpuset",
    "devices",
    "dns",
    "dns_search",
    "dockerfile",
    "domainname",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "external_links",
    "extra_hosts",
    "hostname",
    "image",
    "ipc",
    "labels",
    "links",
    "log_driver",
    "log_opt",
    "mac_address",
    "mem_limit",
    "mem_swappiness",
    "memswap_limit",
    "net",
    "pid",
    "ports",
    "privileged",
    "read_only",
    "restart",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_signal",
    "tty",
    "ulimits",
    "user",
    "volume_driver",
    "volumes",
    "volumes_from",
    "working_dir",
];

/// The keys a service may have.
pub fn service_keys(format: Format) -> &'static [&'static str] {
    match format {
        Format::V1 => V1_SERVICE_KEYS,
        Format::Compose => SERVICE_KEYS,
    }
}

/// Whether this program applies a service key that the format knows.
pub(super) fn is_applied(key: &str) -> bool {
    matches!(
        key,
        "build"
            | "command"
            | "container_name"
            | "depends_on"
            | "deploy"
            | "dockerfile"
            | "domainname"
            | "entrypoint"
            | "env_file"
            | "environment"
            | "expose"
            | "external_links"
            | "extra_hosts"
            | "healthcheck"
            | "hostname"
            | "image"
            | "labels"
            | "links"
            | "net"
            | "network_mode"
            | "networks"
            | "ports"
            | "privileged"
            | "profiles"
            | "restart"
            | "scale"
            | "stdin_open"
            | "tty"
            | "user"
            | "volumes"
            | "volumes_from"
            | "working_dir"
    )
}

/// Keys under `build`.
pub(super) const BUILD_KEYS: &[&str] = &[
    "additional_contexts",
    "args",
    "cache_from",
    "cache_to",
    "context",
    "dockerfile",
    "dockerfile_inline",
    "entitlements",
    "extra_hosts",
    "isolation",
    "labels",
    "network",
    "no_cache",
    "platforms",
    "privileged",
    "provenance",
    "pull",
    "sbom",
    "secrets",
    "shm_size",
    "ssh",
    "tags",
    "target",
    "ulimits",
];

/// Keys under `healthcheck`.
pub(super) const HEALTHCHECK_KEYS: &[&str] = &[
    "disable",
    "interval",
    "retries",
    "start_interval",
    "start_period",
    "test",
    "timeout",
];

/// Keys of a dependency in the long form.
pub(super) const DEPENDENCY_KEYS: &[&str] = &["condition", "required", "restart"];

/// Keys of a port in the long form.
pub(super) const PORT_KEYS: &[&str] = &[
    "app_protocol",
    "host_ip",
    "mode",
    "name",
    "protocol",
    "published",
    "target",
];

/// Keys of a mount in the long form.
pub(super) const MOUNT_KEYS: &[&str] = &[
    "bind",
    "consistency",
    "image",
    "read_only",
    "source",
    "target",
    "tmpfs",
    "type",
    "volume",
];

/// Keys of a network in the file.
pub(super) const NETWORK_KEYS: &[&str] = &[
    "attachable",
    "driver",
    "driver_opts",
    "enable_ipv4",
    "enable_ipv6",
    "external",
    "internal",
    "ipam",
    "labels",
    "name",
];

/// Keys of a volume in the file.
pub(super) const VOLUME_KEYS: &[&str] = &["driver", "driver_opts", "external", "labels", "name"];

/// Keys of a service on a network.
pub(super) const SERVICE_NETWORK_KEYS: &[&str] = &[
    "aliases",
    "driver_opts",
    "gw_priority",
    "interface_name",
    "ipv4_address",
    "ipv6_address",
    "link_local_ips",
    "mac_address",
    "priority",
];
