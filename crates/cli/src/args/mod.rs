//! What may be typed after `linkyard`. Names and flags are docker compose's wherever both have the thing.

mod values;

pub use values::{ContainerRef, Scale};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use linkyard_core::language::Language;
use linkyard_core::profile::{Dialect, Engine};
use linkyard_core::rules::Level;
use std::net::SocketAddr;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  linkyard check                      say what is wrong with the compose file of this folder
  linkyard plan                       what `up` would do, step by step
  linkyard env web                    the environment of the first container of `web`
  linkyard hosts web#2                /etc/hosts of its second one
  linkyard up                         do it on Docker, and compare with the prediction
  linkyard sim script.sh              run docker and docker-compose commands on a simulated engine
  linkyard serve                      the same in the browser

Exit codes: 0 all is well, 1 the file has errors or a step failed, 2 wrong usage or a file that cannot be read.";

/// Shows what a compose file will do before anything runs, then does it and shows where reality differed.
#[derive(Debug, Parser)]
#[command(name = "linkyard", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub struct Cli {
    /// Flags before the command.
    #[command(flatten)]
    before: Shared,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// The shared flags, whether they stand before or after the command.
    pub fn shared(&self) -> Shared {
        self.before
            .clone()
            .merged_with(self.command.shared().clone())
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find mistakes in the compose file.
    Check(With<CheckArgs>),
    /// List the rules that `check` goes by.
    Rules(With<RulesArgs>),
    /// Print the page of a rule: why it matters, a wrong file and a right one.
    Explain(With<ExplainArgs>),
    /// Print the canonical model: every short form written out, variables filled in.
    Config(With<ConfigArgs>),
    /// Print the steps that `up` would take on an engine with nothing on it.
    Plan(With<PlanArgs>),
    /// Print the launch as docker commands, for a shell.
    Script(With<ScriptArgs>),
    /// Print what would run after `up`: containers, environments, hosts files, networks, ports.
    Predict(With<PredictArgs>),
    /// Print the environment that a container will have, one `K=V` a line.
    Env(With<ContainerArgs>),
    /// Print the /etc/hosts that a container will have, byte for byte.
    Hosts(With<ContainerArgs>),
    /// Launch on Docker, and compare with the prediction.
    Up(With<UpArgs>),
    /// Stop and remove what `up` made.
    Down(With<DownArgs>),
    /// List the project's containers on Docker.
    Ps(With<PsArgs>),
    /// Type docker and docker-compose commands at a simulated engine: nothing touches your Docker.
    Sim(With<SimArgs>),
    /// Serve the playground and the agent on this machine.
    Serve(With<ServeArgs>),
}

impl Command {
    fn shared(&self) -> &Shared {
        match self {
            Command::Check(it) => &it.shared,
            Command::Rules(it) => &it.shared,
            Command::Explain(it) => &it.shared,
            Command::Config(it) => &it.shared,
            Command::Plan(it) => &it.shared,
            Command::Script(it) => &it.shared,
            Command::Predict(it) => &it.shared,
            Command::Env(it) | Command::Hosts(it) => &it.shared,
            Command::Up(it) => &it.shared,
            Command::Down(it) => &it.shared,
            Command::Ps(it) => &it.shared,
            Command::Sim(it) => &it.shared,
            Command::Serve(it) => &it.shared,
        }
    }
}

/// Arguments of a command, together with the shared flags.
///
/// The flags are read at both places and merged, because clap's own global arguments drop the values
/// given before the command when the same flag also stands after it.
#[derive(Debug, Args)]
pub struct With<T: Args> {
    /// The command's own.
    #[command(flatten)]
    pub own: T,
    #[command(flatten)]
    shared: Shared,
}

/// Flags that every command takes, before or after its name.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Shared flags")]
pub struct Shared {
    /// Compose file; `-` is standard input. Default: the one in this folder or the nearest one above it
    #[arg(short = 'f', long = "file", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Project name. Default: COMPOSE_PROJECT_NAME, then the folder's name
    #[arg(
        short = 'p',
        long = "project",
        alias = "project-name",
        value_name = "NAME"
    )]
    pub project: Option<String>,
    /// File with variables, instead of `.env` in the project folder
    #[arg(long = "env-file", value_name = "FILE")]
    pub env_files: Vec<PathBuf>,
    /// Enable a profile of the file
    #[arg(long = "profile", value_name = "NAME")]
    pub profiles: Vec<String>,
    /// Folder that relative paths start from. Default: the folder of the compose file
    #[arg(long, value_name = "FOLDER")]
    pub project_directory: Option<PathBuf>,
    /// Docker Engine to imitate. Default: the running one for `up`, else 20.10 for v1 files and 28 for others
    #[arg(long, value_name = "VERSION", value_parser = engine_parser())]
    pub engine: Option<Engine>,
    /// Compose tool to imitate. Default: 1.29 for v1 files, 2 for others
    #[arg(long, value_name = "VERSION", value_parser = dialect_parser())]
    pub compose: Option<Dialect>,
    /// Output of `docker image inspect IMAGE…`, for the ports and variables of images; `-` is standard input
    #[arg(long, value_name = "FACTS.json")]
    pub images: Vec<PathBuf>,
    /// When to colour
    #[arg(long, value_name = "WHEN")]
    pub color: Option<ColorWhen>,
    /// Language of findings and rules. Default: that of the locale, else English
    #[arg(long, value_name = "LANGUAGE", value_parser = language_parser())]
    pub lang: Option<Language>,
}

fn language_parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::as_str))
        .try_map(|it| it.parse::<Language>())
}

fn engine_parser() -> impl TypedValueParser<Value = Engine> {
    PossibleValuesParser::new(Engine::ALL.map(Engine::as_str)).try_map(|it| it.parse::<Engine>())
}

fn dialect_parser() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new([Dialect::V1_29.as_str(), Dialect::V2.as_str()])
        .try_map(|it| it.parse::<Dialect>())
}

impl Shared {
    /// Lists go on, single values are replaced.
    fn merged_with(mut self, after: Shared) -> Shared {
        let Shared {
            files,
            project,
            env_files,
            profiles,
            project_directory,
            engine,
            compose,
            images,
            color,
            lang,
        } = after;
        self.files.extend(files);
        self.env_files.extend(env_files);
        self.profiles.extend(profiles);
        self.images.extend(images);
        Shared {
            files: self.files,
            project: project.or(self.project),
            env_files: self.env_files,
            profiles: self.profiles,
            project_directory: project_directory.or(self.project_directory),
            engine: engine.or(self.engine),
            compose: compose.or(self.compose),
            images: self.images,
            color: color.or(self.color),
            lang: lang.or(self.lang),
        }
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Each with its source line.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, which puts them on the lines of a pull request.
    Github,
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Write the safe fixes into the files; with `-f -`, print the fixed text
    #[arg(long)]
    pub fix: bool,
    /// With --fix: also those that are right in most cases only
    #[arg(long, requires = "fix")]
    pub unsafe_fixes: bool,
    /// Under each finding, what the compose tool itself prints about it
    #[arg(long)]
    pub explain: bool,
    /// Level of a rule, by code or name: off, hint, warning or error. Over those of `.linkyard.yml`
    #[arg(long = "rule", value_name = "RULE=LEVEL", value_parser = values::rule_level)]
    pub rules: Vec<(String, Level)>,
}

/// How rules are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// A table.
    #[default]
    Text,
    /// A JSON array.
    Json,
}

/// `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// How rules are listed
    #[arg(long, value_enum, default_value_t)]
    pub format: RulesFormat,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Code or name of a rule
    #[arg(value_name = "RULE")]
    pub rule: String,
}

/// How the model is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ConfigFormat {
    /// YAML that every YAML reader reads the same.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// How the model is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: ConfigFormat,
    /// Print only the names of the services
    #[arg(long, conflicts_with = "format")]
    pub services: bool,
}

/// `text` or `json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// One line a step: number, call, what it waits for, why.
    #[default]
    Text,
    /// The plan as the agent takes it.
    Json,
}

/// `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: PlanFormat,
    /// Print only the names of the services, in start order
    #[arg(long, conflicts_with = "format")]
    pub services: bool,
    /// Containers of a service
    #[arg(long, value_name = "SERVICE=N")]
    pub scale: Vec<Scale>,
    /// Only these, and what they need
    #[arg(value_name = "SERVICE")]
    pub only: Vec<String>,
}

/// `script`.
#[derive(Debug, Args)]
pub struct ScriptArgs {
    /// Containers of a service
    #[arg(long, value_name = "SERVICE=N")]
    pub scale: Vec<Scale>,
    /// Only these, and what they need
    #[arg(value_name = "SERVICE")]
    pub only: Vec<String>,
}

/// The one format of `predict`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PredictFormat {
    /// JSON.
    #[default]
    Json,
}

/// `predict`.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// How the world is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: PredictFormat,
    /// Containers of a service
    #[arg(long, value_name = "SERVICE=N")]
    pub scale: Vec<Scale>,
}

/// `env` and `hosts`.
#[derive(Debug, Args)]
pub struct ContainerArgs {
    /// The service, and which of its containers where it has several
    #[arg(value_name = "SERVICE[#N]")]
    pub container: ContainerRef,
    /// Say on standard error which values are not certain, and why. Default: when standard error is a terminal
    #[arg(long)]
    pub notes: bool,
    /// Containers of a service
    #[arg(long, value_name = "SERVICE=N")]
    pub scale: Vec<Scale>,
}

/// `up`.
#[derive(Debug, Args)]
pub struct UpArgs {
    /// Show the steps and carry them out on the simulated engine only
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before risky steps, such as giving a container the Docker socket
    #[arg(short = 'y', long)]
    pub yes: bool,
    /// Containers of a service
    #[arg(long, value_name = "SERVICE=N")]
    pub scale: Vec<Scale>,
    /// Only these, and what they need
    #[arg(value_name = "SERVICE")]
    pub only: Vec<String>,
}

/// `down`.
#[derive(Debug, Args)]
pub struct DownArgs {
    /// Remove the project's named volumes too, with what is in them
    #[arg(short = 'v', long)]
    pub volumes: bool,
    /// Show the steps only
    #[arg(long)]
    pub dry_run: bool,
}

/// How containers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PsFormat {
    /// A table.
    #[default]
    Table,
    /// A JSON array.
    Json,
}

/// `ps`.
#[derive(Debug, Args)]
pub struct PsArgs {
    /// Also those that do not run
    #[arg(short = 'a', long)]
    pub all: bool,
    /// How containers are listed
    #[arg(long, value_enum, default_value_t)]
    pub format: PsFormat,
}

/// How the steps of `sim` are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SimFormat {
    /// As a terminal shows them.
    #[default]
    Text,
    /// One JSON object a step: line, stdout, stderr, code, changes, world.
    Json,
}

const SIM_EXAMPLES: &str = "\
Examples:
  linkyard sim                        a prompt; `linkyard help` there says what Docker has no words for
  linkyard sim script.sh              one command a line; stops at the first that fails
  echo 'docker-compose up -d' | linkyard sim - --format json

The compose files, .env, Dockerfiles and other text files of the folder are there; nothing is written to the disk.
Exit code: that of the last command.";

/// `sim`.
#[derive(Debug, Args)]
#[command(after_help = SIM_EXAMPLES)]
pub struct SimArgs {
    /// File with commands, one a line; `-` is standard input. Default: a prompt, or standard input if it is no terminal
    #[arg(value_name = "SCRIPT")]
    pub script: Option<PathBuf>,
    /// How the steps are printed
    #[arg(long, value_enum, default_value_t)]
    pub format: SimFormat,
    /// Stop at the first command that fails, instead of going on as a shell does
    #[arg(short = 'e', long)]
    pub exit_on_error: bool,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port; only addresses of this machine itself are accepted
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    pub listen: SocketAddr,
    /// Do not open the browser
    #[arg(long)]
    pub no_open: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_of_the_arguments_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn shared_flags_count_before_and_after_the_command() {
        let cli = Cli::parse_from([
            "linkyard",
            "-f",
            "a",
            "-p",
            "x",
            "check",
            "-f",
            "b",
            "--project",
            "y",
        ]);
        let shared = cli.shared();
        assert_eq!(shared.files, [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(shared.project.as_deref(), Some("y"));
    }
}
