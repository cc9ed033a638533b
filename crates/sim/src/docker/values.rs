//! The values of flags of `run` and `create`: links, ports, hosts, policies, times.

use crate::args::Parsed;
use crate::machine::DockerCli;
use linkyard_core::op::{ExtraHost, Healthcheck, LinkArg, RestartPolicy};
use linkyard_core::port::{HostPort, Port, PortBinding, Protocol};

/// Whether `--network` names a network that somebody created.
pub(super) fn is_user_network(name: &str) -> bool {
    !matches!(name, "host" | "none") && !name.starts_with("container:")
}

/// Whether the engine takes a volume of this name.
pub(super) fn is_volume_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-'))
}

/// The engine's refusal of a volume's name.
pub(super) fn bad_volume_name(name: &str) -> String {
    format!(
        "create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
    )
}

pub(super) const ALIASES_REFUSED: &str =
    "network-scoped aliases are only supported for user-defined networks";

pub(super) fn link(text: &str) -> Result<LinkArg, String> {
    let mut parts = text.split(':');
    let (source, alias, more) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if more.is_some() {
        return Err(format!(
            "invalid argument \"{text}\" for \"--link\" flag: bad format for links: {text}"
        ));
    }
    Ok(LinkArg {
        source: source.to_owned(),
        alias: alias.unwrap_or(source).to_owned(),
        origin: None,
    })
}

pub(super) fn extra_host(text: &str) -> Result<ExtraHost, String> {
    let (host, address) = text.split_once([':', '=']).ok_or_else(|| {
        format!("invalid argument \"{text}\" for \"--add-host\" flag: bad format for add-host: \"{text}\"")
    })?;
    let is_address = address == "host-gateway" || address.parse::<std::net::IpAddr>().is_ok();
    if !is_address {
        return Err(format!(
            "invalid argument \"{text}\" for \"--add-host\" flag: invalid IP address in add-host: \"{address}\""
        ));
    }
    Ok(ExtraHost {
        host: host.to_owned(),
        address: address.to_owned(),
        origin: None,
    })
}

/// `80`, `8000-8002`, `53/udp`.
pub(super) fn port_range(text: &str) -> Option<Vec<Port>> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let protocol: Protocol = protocol.parse().ok()?;
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then(|| (first..=last).map(|it| Port::new(it, protocol)).collect())
}

/// `80`, `8080:80`, `127.0.0.1:8080:80/udp`, `8000-8001:80-81`.
pub(super) fn bindings(text: &str) -> Result<Vec<PortBinding>, String> {
    let refuse =
        |why: String| format!("invalid argument \"{text}\" for \"-p, --publish\" flag: {why}");
    let mut parts: Vec<&str> = text.rsplitn(3, ':').collect();
    let container = parts.first().copied().unwrap_or_default();
    let (host, host_ip) = match parts.len() {
        1 => ("", ""),
        2 => (parts.remove(1), ""),
        _ => {
            let ip = parts.pop().unwrap_or_default();
            (parts.pop().unwrap_or_default(), ip)
        }
    };
    let host_ip = host_ip.trim_start_matches('[').trim_end_matches(']');
    if !host_ip.is_empty() && host_ip.parse::<std::net::IpAddr>().is_err() {
        return Err(refuse(format!("Invalid ip address: {host_ip}")));
    }
    let inside = port_range(container).ok_or_else(|| {
        let number = container.split('/').next().unwrap_or_default();
        match container.split_once('/') {
            Some((_, protocol)) if protocol.parse::<Protocol>().is_err() => {
                refuse(format!("Invalid proto: {protocol}"))
            }
            _ if number.is_empty() => refuse(format!("No port specified: {text}<empty>")),
            _ => refuse(format!("Invalid containerPort: {number}")),
        }
    })?;
    if host.is_empty() {
        return Ok(inside
            .into_iter()
            .map(|container| PortBinding {
                container,
                host_ip: host_ip.to_owned(),
                host_port: None,
            })
            .collect());
    }
    let outside = port_range(host).ok_or_else(|| refuse(format!("Invalid hostPort: {host}")))?;
    if inside.len() == 1 && outside.len() > 1 {
        let (first, last) = (outside.first(), outside.last());
        let range = first.zip(last).map(|(first, last)| HostPort {
            first: first.number,
            last: last.number,
        });
        return Ok(inside
            .into_iter()
            .map(|container| PortBinding {
                container,
                host_ip: host_ip.to_owned(),
                host_port: range,
            })
            .collect());
    }
    if inside.len() != outside.len() {
        return Err(refuse(format!(
            "Invalid ranges specified for container and host Ports: {container} and {host}"
        )));
    }
    Ok(inside
        .into_iter()
        .zip(outside)
        .map(|(container, host)| PortBinding {
            container,
            host_ip: host_ip.to_owned(),
            host_port: Some(HostPort::one(host.number)),
        })
        .collect())
}

/// `no`, `always`, `unless-stopped`, `on-failure:3`.
pub(super) fn restart_policy(cli: DockerCli, text: &str) -> Result<RestartPolicy, String> {
    let (name, retries) = text.split_once(':').unwrap_or((text, ""));
    let is_old = cli == DockerCli::V20_10;
    match name {
        "" | "no" => Ok(RestartPolicy::No),
        "always" => Ok(RestartPolicy::Always),
        "unless-stopped" => Ok(RestartPolicy::UnlessStopped),
        "on-failure" => match retries {
            "" => Ok(RestartPolicy::OnFailure { max_retries: 0 }),
            it => it
                .parse()
                .map(|max_retries| RestartPolicy::OnFailure { max_retries })
                .map_err(|_| {
                    let prefix = if is_old {
                        ""
                    } else {
                        "invalid restart policy format: "
                    };
                    format!("{prefix}maximum retry count must be an integer")
                }),
        },
        _ if is_old => Err(format!(
            "Error response from daemon: invalid restart policy '{name}'"
        )),
        _ => Err(format!(
            "Error response from daemon: invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
        )),
    }
}

pub(super) fn healthcheck(parsed: &Parsed) -> Result<Option<Healthcheck>, String> {
    if parsed.is_on("no-healthcheck") {
        return Ok(Some(Healthcheck {
            test: vec!["NONE".to_owned()],
            ..Healthcheck::default()
        }));
    }
    let names = [
        "health-cmd",
        "health-interval",
        "health-timeout",
        "health-retries",
        "health-start-period",
    ];
    if !names.iter().any(|it| parsed.is_given(it)) {
        return Ok(None);
    }
    let time = |name: &str| match parsed.value(name) {
        None => Ok(0),
        Some(it) => duration_ns(it).ok_or_else(|| {
            format!(
                "invalid argument \"{it}\" for \"--{name}\" flag: time: invalid duration \"{it}\""
            )
        }),
    };
    Ok(Some(Healthcheck {
        test: parsed
            .value("health-cmd")
            .map(|it| vec!["CMD-SHELL".to_owned(), it.to_owned()])
            .unwrap_or_default(),
        interval: time("health-interval")?,
        timeout: time("health-timeout")?,
        retries: parsed
            .number("health-retries")
            .and_then(|it| u32::try_from(it).ok())
            .unwrap_or(0),
        start_period: time("health-start-period")?,
    }))
}

/// `1m30s` in nanoseconds.
fn duration_ns(text: &str) -> Option<i64> {
    let mut res: f64 = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, after) = rest.split_at_checked(end)?;
        let unit_end = after
            .find(|it: char| it.is_ascii_digit() || it == '.')
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(unit_end)?;
        let factor = match unit {
            "ns" => 1.0,
            "us" | "µs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3_600e9,
            _ => return None,
        };
        res += number.parse::<f64>().ok()? * factor;
        rest = after;
    }
    (!text.is_empty()).then_some(res as i64)
}
