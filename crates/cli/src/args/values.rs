//! Values of arguments that have a form of their own.

use linkyard_core::rules::{Family, Level, find_rule};

/// `SERVICE=N`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The service.
    pub service: String,
    /// How many containers.
    pub count: u32,
}

impl std::str::FromStr for Scale {
    type Err = String;
    fn from_str(text: &str) -> Result<Scale, String> {
        let (service, count) = text.split_once('=').ok_or("it must look like web=3")?;
        let count = count
            .parse()
            .map_err(|_| format!("`{count}` is not a number of containers"))?;
        if service.is_empty() {
            return Err("it must look like web=3".to_owned());
        }
        Ok(Scale {
            service: service.to_owned(),
            count,
        })
    }
}

/// `SERVICE` or `SERVICE#N`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerRef {
    /// The service.
    pub service: String,
    /// The container's number in the service, from 1.
    pub number: u32,
}

impl std::str::FromStr for ContainerRef {
    type Err = String;
    fn from_str(text: &str) -> Result<ContainerRef, String> {
        let (service, number) = match text.rsplit_once('#') {
            None => (text, 1),
            Some((service, number)) => match number.parse() {
                Ok(number) if number > 0 => (service, number),
                _ => {
                    return Err(format!(
                        "`{number}` is not the number of a container; they count from 1"
                    ));
                }
            },
        };
        Ok(ContainerRef {
            service: service.to_owned(),
            number,
        })
    }
}

/// `RULE=LEVEL`.
pub(super) fn rule_level(text: &str) -> Result<(String, Level), String> {
    let (name, level) = text
        .split_once('=')
        .ok_or("it must look like image-without-tag=off")?;
    let rule = find_rule(name)
        .ok_or_else(|| format!("no rule is called `{name}`; `linkyard rules` lists them"))?;
    let level: Level = level
        .parse()
        .map_err(|()| format!("`{level}` is no level; those are off, hint, warning and error"))?;
    if rule.family == Family::Invalid && level != Level::Error {
        return Err(format!(
            "`{name}` cannot be {}: the compose tool refuses the file because of what it finds",
            level.as_str()
        ));
    }
    Ok((rule.code.to_owned(), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_a_service_and_a_number() {
        assert_eq!(
            "web#2".parse(),
            Ok(ContainerRef {
                service: "web".to_owned(),
                number: 2
            })
        );
        assert_eq!(
            "web".parse(),
            Ok(ContainerRef {
                service: "web".to_owned(),
                number: 1
            })
        );
        assert!("web#0".parse::<ContainerRef>().is_err());
        assert!("web=x".parse::<Scale>().is_err());
    }
}
