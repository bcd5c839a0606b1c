//! `sekisho`: parse the options, call one use case, render, and tell by the exit status.

mod args;
mod baseline;
mod commands;
mod configuration;
mod environment;
mod exceptions;
mod progress;
mod since;
mod written;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command, PssCommand};
use configuration::Configuration;
use environment::{Environment, complain};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Nothing at or above the severity that was asked for.
    Clean,
    /// Findings.
    Findings,
    /// Bad usage, or something that was meant to be read could not be read.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Trouble => 2,
        })
    }
}

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    let environment = Environment::new(&cli);
    match run(&mut cli, &environment) {
        Ok(exit) => exit.into(),
        // Whoever reads has seen enough: `sekisho scan … | head` is no failure.
        Err(error) if is_broken_pipe(&error) => Exit::Clean.into(),
        Err(error) => {
            complain(&error);
            Exit::Trouble.into()
        }
    }
}

fn run(cli: &mut Cli, environment: &Environment) -> anyhow::Result<Exit> {
    match &mut cli.command {
        Command::Scan(args) => commands::scan::run(args, environment),
        Command::Snapshot(args) => commands::snapshot::run(args, environment),
        Command::Pss(PssCommand::Check(args)) => {
            configured(&mut args.input)?;
            commands::pss_check::run(args, environment)
        }
        Command::Pss(PssCommand::Admit { cases }) => commands::pss_admit::run(cases),
        Command::Pss(PssCommand::Plan(args)) => {
            configured(&mut args.input)?;
            commands::pss_plan::run(args, environment)
        }
        Command::Rbac(command) => commands::rbac::run(command, environment),
        Command::Compare(args) => {
            configured(&mut args.input)?;
            commands::compare::run(args, environment)
        }
        Command::Config(args) => commands::config::run(args, environment),
        Command::Checks(args) => commands::checks::list(args, environment),
        Command::Frameworks(args) => commands::frameworks::run(args, environment),
        Command::Explain(args) => commands::checks::explain(args, environment),
        Command::Schema => commands::about::schema(),
        Command::Completions { shell } => commands::about::completions(*shell),
        Command::Man { folder } => commands::about::man(folder.as_deref()),
    }
}

/// Fills in what the configuration file says of what is read.
fn configured(args: &mut args::InputArgs) -> anyhow::Result<()> {
    Configuration::load(args.config.as_deref())?.fill_input(args);
    Ok(())
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let of_io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        of_io.or_else(|| cause.downcast_ref::<serde_json::Error>()?.io_error_kind())
    };
    error.chain().any(|cause| kind(cause) == Some(std::io::ErrorKind::BrokenPipe))
}
