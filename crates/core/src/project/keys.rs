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
