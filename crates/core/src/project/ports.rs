//! Ports in their short form.

use crate::fault::PortFault;
use crate::port::{HostPort, Port, PortBinding, Protocol};

/// Reads `[[IP:]HOST[-HOST]:]CONTAINER[-CONTAINER][/PROTOCOL]`: one binding per container port.
///
/// # Errors
/// Why it is no port.
pub fn parse_binding(text: &str) -> Result<Vec<PortBinding>, PortFault> {
    let (text, protocol) = split_protocol(text)?;
    let (rest, container) = match text.rsplit_once(':') {
        Some((rest, container)) => (Some(rest), container),
        None => (None, text),
    };
    let (first, last) = parse_range(container)?;
    let (host_ip, host) = match rest {
        None => ("", None),
        Some(rest) => {
            let (ip, host) = match rest.rsplit_once(':') {
                Some((ip, host)) => (ip.trim_start_matches('[').trim_end_matches(']'), host),
                None => ("", rest),
            };
            if !ip.is_empty() && ip.parse::<std::net::IpAddr>().is_err() {
                return Err(PortFault::Form);
            }
            // `127.0.0.1::80` lets the engine pick; `:80` alone says nothing.
            if host.is_empty() && ip.is_empty() {
                return Err(PortFault::Form);
            }
            (
                ip,
                if host.is_empty() {
                    None
                } else {
                    Some(parse_range(host)?)
                },
            )
        }
    };
    let n_container = last - first + 1;
    let binding = |number, host_port| PortBinding {
        container: Port::new(number, protocol),
        host_ip: host_ip.to_owned(),
        host_port,
    };
    Ok(match host {
        None => (first..=last).map(|it| binding(it, None)).collect(),
        Some((host_first, host_last)) if n_container == 1 => {
            vec![binding(
                first,
                Some(HostPort {
                    first: host_first,
                    last: host_last,
                }),
            )]
        }
        Some((host_first, host_last)) if host_last - host_first + 1 == n_container => (first
            ..=last)
            .zip(host_first..=host_last)
            .map(|(it, host)| binding(it, Some(HostPort::one(host))))
            .collect(),
        Some(_) => return Err(PortFault::Lengths),
    })
}

/// Why `text` is no port; any reason if it is one to this reader.
pub(crate) fn port_fault(text: &str) -> PortFault {
    parse_binding(text).err().unwrap_or(PortFault::Form)
}

/// Reads `PORT[-PORT][/PROTOCOL]`.
///
/// # Errors
/// Why it is no port.
pub(super) fn parse_expose(text: &str) -> Result<impl Iterator<Item = Port> + use<>, PortFault> {
    let (text, protocol) = split_protocol(text)?;
    let (first, last) = parse_range(text)?;
    Ok((first..=last).map(move |it| Port::new(it, protocol)))
}

fn split_protocol(text: &str) -> Result<(&str, Protocol), PortFault> {
    match text.split_once('/') {
        None => Ok((text, Protocol::Tcp)),
        Some((text, protocol)) => Ok((text, protocol.parse().map_err(|()| PortFault::Protocol)?)),
    }
}

pub(super) fn parse_range(text: &str) -> Result<(u16, u16), PortFault> {
    let number = |text: &str| {
        if text.is_empty() || !text.bytes().all(|it| it.is_ascii_digit()) {
            return Err(PortFault::Form);
        }
        text.parse::<u16>().map_err(|_| PortFault::TooLarge)
    };
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(text)?, number(text)?),
    };
    if last < first {
        Err(PortFault::Backwards)
    } else {
        Ok((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        let got = match parse_binding(text) {
            Ok(bindings) => bindings
                .iter()
                .map(PortBinding::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            Err(fault) => format!("{fault:?}"),
        };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn short_forms() {
        check("80", "0.0.0.0:<any>->80/tcp");
        check("81:82", "0.0.0.0:81->82/tcp");
        check("127.0.0.1:83:84/udp", "127.0.0.1:83->84/udp");
        check("127.0.0.1::85", "127.0.0.1:<any>->85/tcp");
        check("[::1]:80:80", "::1:80->80/tcp");
        check("86-87", "0.0.0.0:<any>->86/tcp 0.0.0.0:<any>->87/tcp");
        check(
            "9000-9001:90-91",
            "0.0.0.0:9000->90/tcp 0.0.0.0:9001->91/tcp",
        );
        check("10-11:5", "0.0.0.0:10-11->5/tcp");
    }

    #[test]
    fn what_is_no_port() {
        check("80:abc", "Form");
        check(":80", "Form");
        check("x:1:2", "Form");
        check("", "Form");
        check("70000", "TooLarge");
        check("5-4", "Backwards");
        check("1-3:1-2", "Lengths");
        check("1/xyz", "Protocol");
        check("1/TCP", "Protocol");
    }
}
