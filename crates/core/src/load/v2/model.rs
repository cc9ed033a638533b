//! The types of Compose 2's model, as tables: which keys a section has, in the order in which the tool prints them.
//!
//! Source: `types` of compose-go 2.9.1.

/// Go's type of a whole number: it decides which texts and numbers are refused, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    I,
    I64,
    U16,
    U32,
    U64,
}

/// A type of the model. Where a value is empty, it is left out, unless its type says otherwise.
#[derive(Clone, Copy)]
pub(super) enum Type {
    Text,
    /// Left out when false.
    Flag,
    /// Kept when false.
    Bool,
    /// Kept when empty.
    WrittenText,
    /// Left out when 0.
    Int(Whole),
    /// Kept when 0.
    Number(Whole),
    /// Left out when 0.
    Float,
    /// The same, read by a type of its own.
    Cpus,
    Bytes,
    /// Kept when 0.
    WrittenBytes,
    /// Left out when 0.
    Delay,
    /// Kept when 0.
    Duration,
    Words,
    Texts,
    /// Kept when null.
    Variables,
    Mapping,
    Hosts,
    Options,
    /// Lists of texts by name.
    MultiOptions,
    Ulimits,
    FileMode,
    Count,
    Test,
    Ssh,
    /// A section, left out when nothing is in it.
    Section(&'static [(&'static str, Type)]),
    /// A section that is kept when it was written.
    Kept(&'static [(&'static str, Type)]),
    List(&'static Type),
    Dict(&'static Type),
    /// A mapping whose values may be null.
    Nullable(&'static Type),
}

use Type::*;
use Whole::{I, I64, U16, U32, U64};

const FILE_MOUNT: Type = Kept(&[
    ("source", Text),
    ("target", Text),
    ("uid", Text),
    ("gid", Text),
    ("mode", FileMode),
]);
const DEVICE_REQUEST: Type = Kept(&[
    ("capabilities", Texts),
    ("driver", Text),
    ("count", Count),
    ("device_ids", Texts),
    ("options", Mapping),
]);
const RESOURCE: Type = Kept(&[
    ("cpus", Cpus),
    ("memory", Bytes),
    ("pids", Int(I64)),
    ("devices", List(&DEVICE_REQUEST)),
    (
        "generic_resources",
        List(&Kept(&[(
            "discrete_resource_spec",
            Kept(&[("kind", WrittenText), ("value", Number(I64))]),
        )])),
    ),
]);
const UPDATE: Type = Kept(&[
    ("parallelism", Number(U64)),
    ("delay", Delay),
    ("failure_action", Text),
    ("monitor", Delay),
    ("max_failure_ratio", Float),
    ("order", Text),
]);
const HOOK: &[(&str, Type)] = &[
    ("command", Words),
    ("user", Text),
    ("privileged", Flag),
    ("working_dir", Text),
    ("environment", Variables),
];
// Go knows these fields by their own names only.
const THROTTLE: Type = List(&Kept(&[("path", WrittenText), ("rate", WrittenBytes)]));

pub(super) static SERVICE: &[(&str, Type)] = &[
    ("profiles", Texts),
    ("annotations", Mapping),
    ("attach", Bool),
    (
        "build",
        Kept(&[
            ("context", Text),
            ("dockerfile", Text),
            ("dockerfile_inline", Text),
            ("entitlements", Texts),
            ("args", Variables),
            ("provenance", Text),
            ("sbom", Text),
            ("ssh", Ssh),
            ("labels", Mapping),
            ("cache_from", Texts),
            ("cache_to", Texts),
            ("no_cache", Flag),
            ("additional_contexts", Mapping),
            ("pull", Flag),
            ("extra_hosts", Hosts),
            ("isolation", Text),
            ("network", Text),
            ("target", Text),
            ("secrets", List(&FILE_MOUNT)),
            ("shm_size", Bytes),
            ("tags", Texts),
            ("ulimits", Ulimits),
            ("platforms", Texts),
            ("privileged", Flag),
        ]),
    ),
    (
        "develop",
        Kept(&[(
            "watch",
            List(&Kept(&[
                ("path", WrittenText),
                ("action", WrittenText),
                ("target", Text),
                ("exec", Section(HOOK)),
                ("include", Texts),
                ("ignore", Texts),
                ("initial_sync", Flag),
            ])),
        )]),
    ),
    (
        "blkio_config",
        Kept(&[
            ("weight", Int(U16)),
            (
                "weight_device",
                List(&Kept(&[("path", WrittenText), ("weight", Number(U16))])),
            ),
            ("device_read_bps", THROTTLE),
            ("device_read_iops", THROTTLE),
            ("device_write_bps", THROTTLE),
            ("device_write_iops", THROTTLE),
        ]),
    ),
    ("cap_add", Texts),
    ("cap_drop", Texts),
    ("cgroup_parent", Text),
    ("cgroup", Text),
    ("cpu_count", Int(I64)),
    ("cpu_percent", Float),
    ("cpu_period", Int(I64)),
    ("cpu_quota", Int(I64)),
    ("cpu_rt_period", Int(I64)),
    ("cpu_rt_runtime", Int(I64)),
    ("cpus", Float),
    ("cpuset", Text),
    ("cpu_shares", Int(I64)),
    ("command", Words),
    ("configs", List(&FILE_MOUNT)),
    ("container_name", Text),
    (
        "credential_spec",
        Kept(&[("config", Text), ("file", Text), ("registry", Text)]),
    ),
    (
        "depends_on",
        Dict(&Kept(&[
            ("condition", Text),
            ("restart", Flag),
            ("required", Bool),
        ])),
    ),
    (
        "deploy",
        Kept(&[
            ("mode", Text),
            ("replicas", Number(I)),
            ("labels", Mapping),
            ("update_config", UPDATE),
            ("rollback_config", UPDATE),
            (
                "resources",
                Section(&[("limits", RESOURCE), ("reservations", RESOURCE)]),
            ),
            (
                "restart_policy",
                Kept(&[
                    ("condition", Text),
                    ("delay", Duration),
                    ("max_attempts", Number(U64)),
                    ("window", Duration),
                ]),
            ),
            (
                "placement",
                Section(&[
                    ("constraints", Texts),
                    ("preferences", List(&Kept(&[("spread", Text)]))),
                    ("max_replicas_per_node", Int(U64)),
                ]),
            ),
            ("endpoint_mode", Text),
        ]),
    ),
    ("device_cgroup_rules", Texts),
    (
        "devices",
        List(&Kept(&[
            ("source", Text),
            ("target", Text),
            ("permissions", Text),
        ])),
    ),
    ("dns", Texts),
    ("dns_opt", Texts),
    ("dns_search", Texts),
    ("dockerfile", Text),
    ("domainname", Text),
    ("entrypoint", Words),
    (
        "provider",
        Kept(&[("type", Text), ("options", MultiOptions)]),
    ),
    ("environment", Variables),
    (
        "env_file",
        List(&Kept(&[
            ("path", Text),
            ("required", Bool),
            ("format", Text),
        ])),
    ),
    ("expose", Texts),
    ("extends", Kept(&[("file", Text), ("service", Text)])),
    ("external_links", Texts),
    ("extra_hosts", Hosts),
    ("group_add", List(&Text)),
    ("gpus", List(&DEVICE_REQUEST)),
    ("hostname", Text),
    (
        "healthcheck",
        Kept(&[
            ("test", Test),
            ("timeout", Duration),
            ("interval", Duration),
            ("retries", Number(U64)),
            ("start_period", Duration),
            ("start_interval", Duration),
            ("disable", Flag),
        ]),
    ),
    ("image", Text),
    ("init", Bool),
    ("ipc", Text),
    ("isolation", Text),
    ("labels", Mapping),
    ("label_file", Texts),
    ("links", Texts),
    ("logging", Kept(&[("driver", Text), ("options", Options)])),
    ("log_driver", Text),
    ("log_opt", Options),
    ("mem_limit", Bytes),
    ("mem_reservation", Bytes),
    ("memswap_limit", Bytes),
    ("mem_swappiness", Bytes),
    ("mac_address", Text),
    (
        "models",
        Nullable(&Kept(&[("endpoint_var", Text), ("model_var", Text)])),
    ),
    ("net", Text),
    ("network_mode", Text),
    (
        "networks",
        Nullable(&Kept(&[
            ("aliases", Texts),
            ("driver_opts", Options),
            ("gw_priority", Int(I)),
            ("interface_name", Text),
            ("ipv4_address", Text),
            ("ipv6_address", Text),
            ("link_local_ips", Texts),
            ("mac_address", Text),
            ("priority", Int(I)),
        ])),
    ),
    ("oom_kill_disable", Flag),
    ("oom_score_adj", Int(I64)),
    ("pid", Text),
    ("pids_limit", Int(I64)),
    ("platform", Text),
    (
        "ports",
        List(&Kept(&[
            ("name", Text),
            ("mode", Text),
            ("host_ip", Text),
            ("target", Int(U32)),
            ("published", Text),
            ("protocol", Text),
            ("app_protocol", Text),
        ])),
    ),
    ("privileged", Flag),
    ("pull_policy", Text),
    ("read_only", Flag),
    ("restart", Text),
    ("runtime", Text),
    ("scale", Number(I)),
    ("secrets", List(&FILE_MOUNT)),
    ("security_opt", Texts),
    ("shm_size", Bytes),
    ("stdin_open", Flag),
    ("stop_grace_period", Duration),
    ("stop_signal", Text),
    ("storage_opt", Options),
    ("sysctls", Mapping),
    ("tmpfs", Texts),
    ("tty", Flag),
    ("ulimits", Ulimits),
    ("use_api_socket", Flag),
    ("user", Text),
    ("userns_mode", Text),
    ("uts", Text),
    ("volume_driver", Text),
    (
        "volumes",
        List(&Kept(&[
            ("type", Text),
            ("source", Text),
            ("target", Text),
            ("read_only", Flag),
            ("consistency", Text),
            (
                "bind",
                Kept(&[
                    ("selinux", Text),
                    ("propagation", Text),
                    ("create_host_path", Flag),
                    ("recursive", Text),
                ]),
            ),
            (
                "volume",
                Kept(&[("labels", Mapping), ("nocopy", Flag), ("subpath", Text)]),
            ),
            ("tmpfs", Kept(&[("size", Bytes), ("mode", Int(U32))])),
            ("image", Kept(&[("subpath", Text)])),
        ])),
    ),
    ("volumes_from", Texts),
    ("working_dir", Text),
    ("post_start", List(&Kept(HOOK))),
    ("pre_stop", List(&Kept(HOOK))),
];

/// A config or a secret.
pub(super) const CONFIG: &[(&str, Type)] = &[
    ("name", Text),
    ("file", Text),
    ("environment", Text),
    ("content", Text),
    ("external", Flag),
    ("labels", Mapping),
    ("driver", Text),
    ("driver_opts", Dict(&Text)),
    ("template_driver", Text),
];

/// The whole project.
pub(super) const ROOT: &[(&str, Type)] = &[
    // Not printed by the tool; kept for what is to be said about it.
    ("version", Text),
    ("name", Text),
    ("services", Dict(&Kept(SERVICE))),
    (
        "networks",
        Dict(&Kept(&[
            ("name", Text),
            ("driver", Text),
            ("driver_opts", Options),
            (
                "ipam",
                Section(&[
                    ("driver", Text),
                    (
                        "config",
                        List(&Kept(&[
                            ("subnet", Text),
                            ("gateway", Text),
                            ("ip_range", Text),
                            ("aux_addresses", Mapping),
                        ])),
                    ),
                    ("options", Options),
                ]),
            ),
            ("external", Flag),
            ("internal", Flag),
            ("attachable", Flag),
            ("labels", Mapping),
            ("enable_ipv4", Bool),
            ("enable_ipv6", Bool),
        ])),
    ),
    (
        "volumes",
        Dict(&Kept(&[
            ("name", Text),
            ("driver", Text),
            ("driver_opts", Options),
            ("external", Flag),
            ("labels", Mapping),
        ])),
    ),
    ("secrets", Dict(&Kept(CONFIG))),
    ("configs", Dict(&Kept(CONFIG))),
    (
        "models",
        Dict(&Kept(&[
            ("name", Text),
            ("model", Text),
            ("context_size", Int(I)),
            ("runtime_flags", Texts),
        ])),
    ),
];
