//! # fixed-address
//!
//! A fixed address that the engine refuses: outside of the network, taken, or on a network without a subnet of its own.

use crate::document::Node;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};
use crate::text::FileRange;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

pub(super) static RULE: Rule = Rule {
    code: "N005",
    name: "fixed-address",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a fixed address that a container cannot get",
        fr: "une adresse fixe qu'un conteneur ne peut pas obtenir",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine gives a fixed address only on a network whose subnet the file sets, only inside that subnet, and only to one container. The first address is the gateway's.",
        fr: "Le moteur ne donne une adresse fixe que sur un réseau dont le fichier choisit le sous-réseau, seulement dans ce sous-réseau, et à un seul conteneur. La première adresse est celle de la passerelle.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    networks:\n      front:\n        ipv4_address: 172.29.0.10\nnetworks:\n  front:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    networks:\n      front:\n        ipv4_address: 172.28.0.10\nnetworks:\n  front:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n",
    profile: None,
    fix: None,
};

/// IPv4 subnets of a network of the file.
struct Subnets<'a> {
    /// Address of the network, number of its fixed bits, gateway, and the text.
    all: Vec<(u32, u32, Option<u32>, &'a Node)>,
    has_unreadable: bool,
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut first_by_address: BTreeMap<(&str, Ipv4Addr), (&str, FileRange)> = BTreeMap::new();
    for (name, written) in cx.loaded_services() {
        let Some(service) = cx.project.services.get(name) else {
            continue;
        };
        let networks = written.get("networks").and_then(Node::as_map);
        for network in networks.into_iter().flatten() {
            let key = network.key.as_str();
            let Some(node) = network.value.get("ipv4_address") else {
                continue;
            };
            let Some(text) = node.as_str().filter(|it| !it.is_empty()) else {
                continue;
            };
            let Ok(address) = text.parse::<Ipv4Addr>() else {
                findings
                    .add(
                        node.range,
                        say!(
                            language,
                            "`{text}` is no IPv4 address",
                            "`{text}` n'est pas une adresse IPv4"
                        ),
                    )
                    .help(say!(
                        language,
                        "write four numbers up to 255: `172.28.0.10`",
                        "écrivez quatre nombres jusqu'à 255 : `172.28.0.10`"
                    ));
                continue;
            };
            let n = services::n_containers(cx, service);
            if n > 1 {
                findings
                    .add(
                        node.range,
                        say!(
                            language,
                            "{n} containers of `{name}` cannot all have the address {address}",
                            "{n} conteneurs de `{name}` ne peuvent pas tous avoir l'adresse {address}"
                        ),
                    )
                    .label(
                        services::scale_range(service),
                        say!(language, "{n} containers", "{n} conteneurs"),
                    )
                    .help(say!(
                        language,
                        "take the address out: the name `{name}` reaches them all",
                        "retirez l'adresse : le nom `{name}` les atteint tous"
                    ));
            }
            if let Some((other, range)) = first_by_address.get(&(key, address)) {
                findings
                    .add(
                        node.range,
                        say!(
                            language,
                            "{address} on network `{key}` is already that of `{other}`",
                            "{address} sur le réseau `{key}` est déjà celle de `{other}`"
                        ),
                    )
                    .label(*range, say!(language, "taken here", "prise ici"))
                    .help(say!(
                        language,
                        "choose another address for one of them",
                        "choisissez une autre adresse pour l'un des deux"
                    ));
            }
            first_by_address
                .entry((key, address))
                .or_insert((name, node.range));
            on_network(cx, findings, key, address, node.range);
        }
    }
}

fn on_network(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    key: &str,
    address: Ipv4Addr,
    range: FileRange,
) {
    let language = cx.language();
    let declared = cx.project.networks.get(key);
    let is_foreign = declared
        .is_some_and(|it| it.external || !matches!(it.driver.as_str(), "" | "bridge" | "default"));
    if is_foreign || (declared.is_none() && key != "default") {
        return;
    }
    let ipam = cx
        .loaded
        .document
        .get("networks")
        .and_then(|it| it.get(key))
        .and_then(|it| it.get("ipam"));
    if ipam
        .and_then(|it| it.get("driver"))
        .and_then(Node::as_str)
        .is_some_and(|it| it != "default")
    {
        return;
    }
    let subnets = subnets(ipam);
    if subnets.has_unreadable {
        return;
    }
    if subnets.all.is_empty() {
        let finding = findings
            .add(
                range,
                say!(
                    language,
                    "network `{key}` has no subnet of its own, so {address} cannot be asked for",
                    "le réseau `{key}` n'a pas de sous-réseau choisi : {address} ne peut pas être demandée"
                ),
            )
            .help(say!(
                language,
                "give the network one: `ipam: {{config: [{{subnet: 172.28.0.0/16}}]}}`; or take the address out",
                "donnez-en un au réseau : `ipam: {{config: [{{subnet: 172.28.0.0/16}}]}}` ; ou retirez l'adresse"
            ));
        // The default network may be nobody's line.
        if let Some(place) = declared
            .and_then(|it| it.range)
            .filter(|it| it.start < it.end)
        {
            finding.label(place, say!(language, "the network", "le réseau"));
        }
        return;
    }
    let bits = u32::from(address);
    let inside = subnets
        .all
        .iter()
        .find(|(base, prefix, ..)| bits & mask(*prefix) == *base);
    let Some((base, prefix, gateway, node)) = inside else {
        let written: Vec<&str> = subnets.all.iter().filter_map(|it| it.3.as_str()).collect();
        let written = written.join(", ");
        let finding = findings.add(
            range,
            say!(
                language,
                "{address} lies outside of network `{key}`, which is {written}",
                "{address} est hors du réseau `{key}`, qui est {written}"
            ),
        );
        let finding = match subnets.all.first() {
            Some((.., node)) => {
                finding.label(node.range, say!(language, "the subnet", "le sous-réseau"))
            }
            None => finding,
        };
        finding.help(say!(
            language,
            "choose an address inside the subnet",
            "choisissez une adresse dans le sous-réseau"
        ));
        return;
    };
    let message = if bits == gateway.unwrap_or(base + 1) {
        say!(
            language,
            "{address} is the gateway of network `{key}`",
            "{address} est la passerelle du réseau `{key}`"
        )
    } else if *prefix <= 30 && (bits == *base || bits == (*base | !mask(*prefix))) {
        say!(
            language,
            "{address} is the first or the last address of network `{key}`, which no container gets",
            "{address} est la première ou la dernière adresse du réseau `{key}`, qu'aucun conteneur n'obtient"
        )
    } else {
        return;
    };
    findings
        .add(range, message)
        .label(node.range, say!(language, "the subnet", "le sous-réseau"))
        .help(say!(
            language,
            "choose an address between them",
            "choisissez une adresse entre les deux bouts"
        ));
}

fn subnets(ipam: Option<&Node>) -> Subnets<'_> {
    let mut res = Subnets {
        all: Vec::new(),
        has_unreadable: false,
    };
    let config = ipam.and_then(|it| it.get("config")).and_then(Node::as_list);
    for item in config.into_iter().flatten() {
        let Some(node) = item.get("subnet") else {
            continue;
        };
        let text = node.as_str().unwrap_or_default();
        if text.contains(':') {
            continue;
        }
        let parsed = text.split_once('/').and_then(|(base, prefix)| {
            let base: Ipv4Addr = base.parse().ok()?;
            let prefix: u32 = prefix.parse().ok().filter(|it| *it <= 32)?;
            Some((u32::from(base) & mask(prefix), prefix))
        });
        match parsed {
            Some((base, prefix)) => {
                let gateway = item.get("gateway").and_then(Node::as_str);
                let gateway = gateway
                    .and_then(|it| it.parse::<Ipv4Addr>().ok())
                    .map(u32::from);
                res.all.push((base, prefix, gateway, node));
            }
            None => res.has_unreadable = true,
        }
    }
    res
}

fn mask(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix).unwrap_or(0)
}
