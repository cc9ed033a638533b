//! Programs inside a container: they see its environment, its files and its networks.

use super::applets;
use super::shell::{self, Call, Ran, Shell, ShellHost, Trap};
use crate::world::{Container, NameServer, Reach, Time, World};
use std::collections::BTreeMap;

/// A container as its programs see it.
pub(super) struct Inside<'a> {
    world: &'a World,
    container: &'a Container,
    /// Files that this very process wrote.
    written: BTreeMap<String, String>,
    /// The user that `exec` names.
    pub user: Option<String>,
    /// The folder that `exec` names.
    pub working_dir: Option<String>,
    /// Names of the environment in its order.
    pub env_order: Vec<String>,
    /// Whether a program that nobody knows succeeds; `None` where it is refused.
    pub unknown_passes: Option<bool>,
    depth: usize,
}

/// No program starts another more deeply.
const MAX_DEPTH: usize = 16;

impl<'a> Inside<'a> {
    pub fn new(world: &'a World, container: &'a Container) -> Inside<'a> {
        let env = container.env();
        Inside {
            world,
            container,
            written: BTreeMap::new(),
            user: None,
            working_dir: None,
            env_order: env.iter().map(|it| it.name.to_string()).collect(),
            unknown_passes: None,
            depth: 0,
        }
    }

    /// Runs a program; what its shell traps comes in `traps`.
    pub fn run_with_traps(&mut self, call: &Call<'_>, traps: &mut Vec<Trap>) -> Ran {
        if let Some((script, arguments)) = applets::shell_script(call.argv) {
            return self.shell(&script, arguments, call, traps);
        }
        self.run(call)
    }

    fn shell(
        &mut self,
        script: &str,
        arguments: Vec<String>,
        call: &Call<'_>,
        traps: &mut Vec<Trap>,
    ) -> Ran {
        let name = arguments.first().cloned().unwrap_or_default();
        let script = match shell::parse(script) {
            Ok(it) => it,
            Err(why) => return Ran::err(2, format!("{name}: {why}\n")),
        };
        let mut shell = Shell::new(call.env.clone(), arguments);
        let res = shell::run(&script, &mut shell, self);
        traps.extend(shell.traps);
        res
    }
}

impl ShellHost for Inside<'_> {
    fn run(&mut self, call: &Call<'_>) -> Ran {
        if self.depth >= MAX_DEPTH {
            return Ran::err(1, "linkyard: programs are nested too deeply\n");
        }
        self.depth += 1;
        let res = match applets::shell_script(call.argv) {
            Some((script, arguments)) => self.shell(&script, arguments, call, &mut Vec::new()),
            None => applets::run(call, self),
        };
        self.depth -= 1;
        res
    }

    fn read_file(&self, path: &str) -> Option<String> {
        if let Some(it) = self.written.get(path) {
            return Some(it.clone());
        }
        let hostname = self.world.stack_owner(self.container).hostname();
        Some(match path {
            "/dev/null" => String::new(),
            "/etc/hosts" => self.container.hosts_text(),
            "/etc/hostname" => format!("{hostname}\n"),
            "/etc/resolv.conf" => match self.world.name_server(self.container) {
                NameServer::Embedded => "nameserver 127.0.0.11\noptions ndots:0\n".to_owned(),
                NameServer::OfHost => "nameserver 10.0.0.2\n".to_owned(),
            },
            "/etc/passwd" => "root:x:0:0:root:/root:/bin/sh\n".to_owned(),
            "/proc/1/environ" => self
                .container
                .env()
                .iter()
                .map(|it| format!("{}={}\0", it.name, it.value))
                .collect(),
            "/proc/1/cmdline" => super::command_line(self.world, self.container)
                .iter()
                .map(|it| format!("{it}\0"))
                .collect(),
            _ => return None,
        })
    }

    fn write_file(&mut self, path: &str, text: &str, appends: bool) -> Result<(), String> {
        if path == "/dev/null" || path == "/dev/stdout" || path == "/dev/stderr" {
            return Ok(());
        }
        let file = self.written.entry(path.to_owned()).or_default();
        if !appends {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }
}

impl applets::Surroundings for Inside<'_> {
    fn hostname(&self) -> String {
        self.world.stack_owner(self.container).hostname().to_owned()
    }

    fn addresses(&self) -> Vec<String> {
        let owner = self.world.stack_owner(self.container);
        owner
            .endpoints
            .values()
            .filter_map(|it| it.address.clone())
            .collect()
    }

    fn user(&self) -> String {
        let facts = self.world.images.get(&self.container.spec.image);
        let user = self.user.as_deref().or(self.container.spec.user.as_deref());
        let user = user
            .or(facts.map(|it| it.user.as_str()))
            .unwrap_or_default();
        let name = user.split(':').next().unwrap_or_default();
        if matches!(name, "" | "0") {
            "root".to_owned()
        } else {
            name.to_owned()
        }
    }

    fn working_dir(&self) -> String {
        let facts = self.world.images.get(&self.container.spec.image);
        let of_image = facts
            .map(|it| it.working_dir.as_str())
            .filter(|it| !it.is_empty());
        let of_container = self.container.spec.working_dir.as_deref();
        let dir = self.working_dir.as_deref().or(of_container).or(of_image);
        dir.unwrap_or("/").to_owned()
    }

    fn now(&self) -> Time {
        self.world.now()
    }

    fn lookup(&self, name: &str) -> Vec<String> {
        self.world.addresses_of(&self.container.name, name)
    }

    fn reach(&self, address: &str, port: u16) -> Reach {
        self.world.reach(&self.container.name, address, port)
    }

    fn is_alive(&self, address: &str) -> bool {
        self.world.is_alive(&self.container.name, address)
    }

    fn greeting(&self, address: &str, port: u16) -> Option<String> {
        let there = self.world.container_at(&self.container.name, address)?;
        Some(super::script::page_of(&there.spec.image, port))
    }

    fn env_order(&self) -> &[String] {
        &self.env_order
    }

    fn list(&self, path: &str) -> Option<Vec<String>> {
        let of_root = [
            "bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "var",
        ];
        let mounts = self
            .container
            .life
            .mounts
            .iter()
            .map(|it| it.target.as_str());
        let inside = |text: &str| {
            let rest = text.strip_prefix(path)?;
            let rest = if path == "/" {
                rest
            } else {
                rest.strip_prefix('/')?
            };
            rest.split('/')
                .next()
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
        };
        let mut res: Vec<String> = match path {
            "/" => of_root.iter().map(|it| (*it).to_owned()).collect(),
            "/etc" => ["hostname", "hosts", "passwd", "resolv.conf"]
                .iter()
                .map(|it| (*it).to_owned())
                .collect(),
            _ if of_root.iter().any(|it| path == format!("/{it}")) => Vec::new(),
            _ if mounts.clone().any(|it| it == path || inside(it).is_some()) => Vec::new(),
            _ => return None,
        };
        res.extend(mounts.filter_map(inside));
        res.extend(self.written.keys().filter_map(|it| inside(it)));
        res.sort();
        res.dedup();
        Some(res)
    }

    fn unknown(&mut self, program: &str) -> Ran {
        match self.unknown_passes {
            Some(true) => Ran::code(0),
            Some(false) => Ran::code(1),
            None if super::contents::lacks(self.world, &self.container.spec.image, program) => {
                Ran::err(127, format!("sh: {program}: not found\n"))
            }
            None => Ran::err(
                127,
                format!(
                    "linkyard: the simulation does not know the program `{program}` of image {}\n",
                    self.container.spec.image
                ),
            ),
        }
    }
}
