//! The arithmetic of a legacy link: names and values of the variables that a recipient gets. Nothing else.
//!
//! Source of the rules: `daemon/links/links.go` of Engine 20.10 (unchanged to 27) and 28, each held to a running engine by the oracle tests.

use crate::port::Port;
use crate::profile::LinkEnv;
use crate::sort::SortOnce;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// Which rule of a link made a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkRule {
    /// `A_PORT`: the first exposed port.
    DefaultPort,
    /// `A_PORT_n_TCP` and its `_ADDR`, `_PORT`, `_PROTO`.
    Port,
    /// `…_START` and `…_END` of neighbouring ports.
    Range,
    /// `A_NAME`.
    Name,
    /// `A_ENV_K`: a copy of the source's own variable.
    CopiedVariable,
}

impl LinkRule {
    /// Whether such a variable may hold the source's address.
    pub fn holds_address(self) -> bool {
        !matches!(self, LinkRule::Name | LinkRule::CopiedVariable)
    }
}

/// One variable of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkVariable {
    /// Its name.
    pub name: CompactString,
    /// Its value.
    pub value: CompactString,
    /// The rule that made it.
    pub rule: LinkRule,
}

/// The prefix of all variables of a link: the alias after its last `/`, in capitals, with `_` for every `-`.
pub fn prefix(alias: &str) -> String {
    let last = alias.rsplit('/').next().unwrap_or(alias);
    if last.is_ascii() {
        let fold = |it: char| {
            if it == '-' {
                '_'
            } else {
                it.to_ascii_uppercase()
            }
        };
        return last.chars().map(fold).collect();
    }
    last.to_uppercase().replace('-', "_")
}

/// What every link to one source says of it, whatever the alias: names without their prefix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceVariables {
    style: LinkEnv,
    of_ports: Vec<LinkVariable>,
    copied: Vec<LinkVariable>,
}

impl SourceVariables {
    /// From the source's IPv4 address on the default bridge, which is empty while it has none; its exposed ports, of
    /// image, `expose` and the container side of `ports`; and its own environment as `K=V`, the user's variables before
    /// those of the image that were not overridden.
    pub fn new<'a>(
        style: LinkEnv,
        address: &str,
        ports: impl Iterator<Item = Port>,
        env: impl Iterator<Item = &'a str>,
    ) -> SourceVariables {
        let mut res = SourceVariables {
            style,
            of_ports: Vec::new(),
            copied: Vec::new(),
        };
        let mut block = Block {
            address,
            variables: Vec::new(),
        };
        let mut ports: Vec<Port> = ports.collect();
        match style {
            LinkEnv::None => return res,
            LinkEnv::ByNumber => {
                ports.order();
                block.ports_by_number(&ports);
            }
            LinkEnv::ByProtocol => {
                ports.order_by_key(|it| (it.protocol, it.number));
                block.ports_by_protocol(&ports);
            }
        }
        res.of_ports = std::mem::take(&mut block.variables);
        for entry in env {
            if let Some((key, value)) = entry.split_once('=')
                && key != "HOME"
                && key != "PATH"
            {
                block.push(&["_ENV_", key], value, LinkRule::CopiedVariable);
            }
        }
        res.copied = block.variables;
        res
    }

    /// All variables of the link of `recipient` under `alias`, in the engine's order.
    /// Engine 27 and older name some of them twice.
    pub fn of_link(&self, recipient: &str, alias: &str) -> impl Iterator<Item = LinkVariable> {
        let prefix = prefix(alias);
        let name = (self.style != LinkEnv::None).then(|| LinkVariable {
            name: compact(&[&prefix, "_NAME"]),
            value: compact(&["/", recipient, "/", alias]),
            rule: LinkRule::Name,
        });
        let with_prefix = move |it: &LinkVariable| LinkVariable {
            name: compact(&[&prefix, &it.name]),
            value: it.value.clone(),
            rule: it.rule,
        };
        let of_ports = self.of_ports.iter().map(with_prefix.clone());
        of_ports
            .chain(name)
            .chain(self.copied.iter().map(with_prefix))
    }
}

/// The parts as one text, without a detour.
fn compact(parts: &[&str]) -> CompactString {
    let length = parts.iter().map(|it| it.len()).sum();
    let mut res = CompactString::with_capacity(length);
    for part in parts {
        res.push_str(part);
    }
    res
}

struct Block<'a> {
    address: &'a str,
    variables: Vec<LinkVariable>,
}

impl Block<'_> {
    fn push(&mut self, name: &[&str], value: &str, rule: LinkRule) {
        self.variables.push(LinkVariable {
            name: compact(name),
            value: value.into(),
            rule,
        });
    }

    fn url(&self, port: Port, number: &str) -> CompactString {
        compact(&[port.protocol.as_str(), "://", self.address, ":", number])
    }

    fn default_port(&mut self, port: Port) {
        let url = self.url(port, &port.number.to_string());
        self.push(&["_PORT"], &url, LinkRule::DefaultPort);
    }

    fn port(&mut self, port: Port) {
        let number = port.number.to_string();
        let stem = compact(&["_PORT_", &number, "_", port.protocol.as_upper_str()]);
        self.push(&[&stem], &self.url(port, &number), LinkRule::Port);
        self.push(&[&stem, "_ADDR"], self.address, LinkRule::Port);
        self.push(&[&stem, "_PORT"], &number, LinkRule::Port);
        self.push(&[&stem, "_PROTO"], port.protocol.as_str(), LinkRule::Port);
    }

    /// Engine 27 and older: ranges first, of three ports or more, whatever their protocols.
    fn ports_by_number(&mut self, ports: &[Port]) {
        let Some(&first) = ports.first() else { return };
        self.default_port(first);
        let mut rest = ports;
        while let Some((&start, following)) = rest.split_first() {
            // The engine counts one further per port, even where two ports share a number:
            // 1/tcp, 1/udp, 3/tcp is a range to it.
            let mut expected = u32::from(start.number);
            let n_more = following
                .iter()
                .take_while(|it| {
                    let continues = u32::from(it.number) <= expected + 1;
                    expected += 1;
                    continues
                })
                .count();
            let end = following.get(..n_more).and_then(<[Port]>::last).copied();
            match end {
                Some(end) if n_more >= 2 => {
                    self.range_by_number(start, end);
                    rest = following.get(n_more..).unwrap_or_default();
                }
                _ => rest = following,
            }
        }
        for &port in ports {
            self.port(port);
        }
    }

    fn range_by_number(&mut self, start: Port, end: Port) {
        let (first, last) = (start.number.to_string(), end.number.to_string());
        let own = ["_PORT_", &first, "_", start.protocol.as_upper_str()].concat();
        let other = ["_PORT_", &first, "_", end.protocol.as_upper_str()].concat();
        let rule = LinkRule::Range;
        self.push(&[&own, "_START"], &self.url(start, &first), rule);
        self.push(&[&own, "_ADDR"], self.address, rule);
        self.push(&[&own, "_PROTO"], start.protocol.as_str(), rule);
        self.push(&[&own, "_PORT_START"], &first, rule);
        self.push(&[&other, "_END"], &self.url(end, &last), rule);
        self.push(&[&other, "_PORT_END"], &last, rule);
    }

    /// Engine 28: ranges of two ports or more of one protocol, written when the next port breaks them.
    fn ports_by_protocol(&mut self, ports: &[Port]) {
        let Some(&first) = ports.first() else { return };
        let (mut start, mut end) = (first, first);
        for (index, &port) in ports.iter().enumerate() {
            if index == 0 {
                self.default_port(port);
            }
            self.port(port);
            let continues = u32::from(port.number) == u32::from(end.number) + 1
                && port.protocol == end.protocol;
            if continues {
                end = port;
                if index + 1 < ports.len() {
                    continue;
                }
            }
            if end != start {
                let (first, last) = (start.number.to_string(), end.number.to_string());
                let stem = ["_PORT_", &first, "_", start.protocol.as_upper_str()].concat();
                let rule = LinkRule::Range;
                self.push(&[&stem, "_START"], &self.url(start, &first), rule);
                self.push(&[&stem, "_PORT_START"], &first, rule);
                self.push(&[&stem, "_END"], &self.url(end, &last), rule);
                self.push(&[&stem, "_PORT_END"], &last, rule);
            }
            (start, end) = (port, port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(style: LinkEnv, alias: &str, ports: &str, env: &[&str], want: Expect) {
        let ports = ports.split_whitespace().map(|it| it.parse().unwrap());
        let source = SourceVariables::new(style, "172.17.0.2", ports, env.iter().copied());
        let lines: Vec<String> = source
            .of_link("web", alias)
            .map(|it| format!("{}={}\n", it.name, it.value))
            .collect();
        want.assert_eq(&lines.concat());
    }

    #[test]
    fn without_ports_there_is_only_the_name() {
        check(
            LinkEnv::ByNumber,
            "db",
            "",
            &[],
            expect![[r#"
            DB_NAME=/web/db
        "#]],
        );
    }

    #[test]
    fn own_variables_are_copied_but_home_path_and_bare_names() {
        check(
            LinkEnv::ByProtocol,
            "my-db.x",
            "",
            &["A=1=2", "HOME=/x", "PATH=/y", "BARE", "TERM=z"],
            expect![[r#"
            MY_DB.X_NAME=/web/my-db.x
            MY_DB.X_ENV_A=1=2
            MY_DB.X_ENV_TERM=z
        "#]],
        );
    }

    #[test]
    fn old_engines_sort_by_number_so_that_udp_can_be_the_default() {
        check(
            LinkEnv::ByNumber,
            "db",
            "5432/tcp 53/udp 53/tcp",
            &[],
            expect![[r#"
            DB_PORT=tcp://172.17.0.2:53
            DB_PORT_53_TCP=tcp://172.17.0.2:53
            DB_PORT_53_TCP_ADDR=172.17.0.2
            DB_PORT_53_TCP_PORT=53
            DB_PORT_53_TCP_PROTO=tcp
            DB_PORT_53_UDP=udp://172.17.0.2:53
            DB_PORT_53_UDP_ADDR=172.17.0.2
            DB_PORT_53_UDP_PORT=53
            DB_PORT_53_UDP_PROTO=udp
            DB_PORT_5432_TCP=tcp://172.17.0.2:5432
            DB_PORT_5432_TCP_ADDR=172.17.0.2
            DB_PORT_5432_TCP_PORT=5432
            DB_PORT_5432_TCP_PROTO=tcp
            DB_NAME=/web/db
        "#]],
        );
    }

    #[test]
    fn two_neighbouring_ports_are_a_range_only_to_engine_28() {
        let has_range = |style, ports: &[u16]| {
            let ports = ports
                .iter()
                .map(|&it| Port::new(it, crate::port::Protocol::Tcp));
            let source = SourceVariables::new(style, "", ports, std::iter::empty());
            source
                .of_link("web", "db")
                .any(|it| it.rule == LinkRule::Range)
        };
        assert!(!has_range(LinkEnv::ByNumber, &[8000, 8001]));
        assert!(has_range(LinkEnv::ByNumber, &[8000, 8001, 8002]));
        assert!(has_range(LinkEnv::ByProtocol, &[8000, 8001]));
        assert!(!has_range(LinkEnv::ByProtocol, &[65535]));
    }

    #[test]
    fn the_range_of_engine_28_stands_after_the_port_that_follows_it() {
        check(
            LinkEnv::ByProtocol,
            "db",
            "8000/tcp 8001/tcp 9000/tcp",
            &[],
            expect![[r#"
            DB_PORT=tcp://172.17.0.2:8000
            DB_PORT_8000_TCP=tcp://172.17.0.2:8000
            DB_PORT_8000_TCP_ADDR=172.17.0.2
            DB_PORT_8000_TCP_PORT=8000
            DB_PORT_8000_TCP_PROTO=tcp
            DB_PORT_8001_TCP=tcp://172.17.0.2:8001
            DB_PORT_8001_TCP_ADDR=172.17.0.2
            DB_PORT_8001_TCP_PORT=8001
            DB_PORT_8001_TCP_PROTO=tcp
            DB_PORT_9000_TCP=tcp://172.17.0.2:9000
            DB_PORT_9000_TCP_ADDR=172.17.0.2
            DB_PORT_9000_TCP_PORT=9000
            DB_PORT_9000_TCP_PROTO=tcp
            DB_PORT_8000_TCP_START=tcp://172.17.0.2:8000
            DB_PORT_8000_TCP_PORT_START=8000
            DB_PORT_8000_TCP_END=tcp://172.17.0.2:8001
            DB_PORT_8000_TCP_PORT_END=8001
            DB_NAME=/web/db
        "#]],
        );
    }

    #[test]
    fn a_range_of_old_engines_mixes_protocols_and_counts_a_shared_number_twice() {
        check(
            LinkEnv::ByNumber,
            "d",
            "1/tcp 1/udp 3/tcp",
            &[],
            expect![[r#"
            D_PORT=tcp://172.17.0.2:1
            D_PORT_1_TCP_START=tcp://172.17.0.2:1
            D_PORT_1_TCP_ADDR=172.17.0.2
            D_PORT_1_TCP_PROTO=tcp
            D_PORT_1_TCP_PORT_START=1
            D_PORT_1_TCP_END=tcp://172.17.0.2:3
            D_PORT_1_TCP_PORT_END=3
            D_PORT_1_TCP=tcp://172.17.0.2:1
            D_PORT_1_TCP_ADDR=172.17.0.2
            D_PORT_1_TCP_PORT=1
            D_PORT_1_TCP_PROTO=tcp
            D_PORT_1_UDP=udp://172.17.0.2:1
            D_PORT_1_UDP_ADDR=172.17.0.2
            D_PORT_1_UDP_PORT=1
            D_PORT_1_UDP_PROTO=udp
            D_PORT_3_TCP=tcp://172.17.0.2:3
            D_PORT_3_TCP_ADDR=172.17.0.2
            D_PORT_3_TCP_PORT=3
            D_PORT_3_TCP_PROTO=tcp
            D_NAME=/web/d
        "#]],
        );
    }
}
