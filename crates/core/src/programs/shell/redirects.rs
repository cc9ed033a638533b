//! Where output goes: `>`, `>>`, `2>&1`, `<`.

use super::ShellHost;
use super::parse::Redirect;
use super::run::{Shell, Walk};
use crate::world::Stream;

impl Shell {
    /// Opens what the redirects of a command name.
    pub(super) fn open(
        &mut self,
        redirects: &[Redirect],
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) -> Result<Outlets, String> {
        let mut res = Outlets {
            out: Outlet::Stream(Stream::Out),
            err: Outlet::Stream(Stream::Err),
        };
        for redirect in redirects {
            let path = self.text(&redirect.target, host)?;
            let outlet = match redirect.operator {
                "<" => {
                    let text = host
                        .read_file(&path)
                        .ok_or_else(|| format!("can't open {path}: no such file"))?;
                    walk.stdin = Some(text);
                    continue;
                }
                ">&1" => res.out.clone(),
                ">&2" => res.err.clone(),
                operator => {
                    if path != "/dev/null" && operator == ">" {
                        host.write_file(&path, "", false)?;
                    }
                    Outlet::File(path)
                }
            };
            if redirect.descriptor == 2 {
                res.err = outlet;
            } else {
                res.out = outlet;
            }
        }
        Ok(res)
    }
}

#[derive(Clone, Debug)]
pub(super) enum Outlet {
    Stream(Stream),
    File(String),
}

pub(super) struct Outlets {
    out: Outlet,
    err: Outlet,
}

impl Outlets {
    pub fn of(&self, stream: Stream) -> &Outlet {
        match stream {
            Stream::Out => &self.out,
            Stream::Err => &self.err,
        }
    }
}
