//! `cargo xtask cluster`: a real cluster for people, over the library that the tests use.

use std::process::ExitStatus;

use anyhow::{Context as _, Result, bail};
use sekisho_e2e::{Cluster, Options, Program, Programs, Unavailable, User, sweep};

/// The name of a cluster where none is given.
const NAME: &str = "default";

/// How the command is called.
pub(crate) const USAGE: &str = "\
usage: cargo xtask cluster up [OPTION…] [-- FLAG…]   starts one that stays; FLAGs are for the API server
       cargo xtask cluster down [--all]              ends it and removes everything of it
       cargo xtask cluster status                    tells which there are, and whether they run
       cargo xtask cluster exec -- COMMAND…          runs a command with KUBECONFIG set and kubectl on PATH

  --name NAME            which cluster; several can be up at once
  --version VERSION      the version of Kubernetes, such as v1.33.4
  --controllers          with controller manager and scheduler
  --node                 with a kubelet, containerd and running pods too, in namespaces of their own; needs root
  --audit FILE           an audit policy; the log is written to log/audit.log in the cluster's folder
  --audit-webhook URL    where audit events are sent too
  --encryption FILE      an EncryptionConfiguration
  --admission FILE       an AdmissionConfiguration
  --user NAME[:GROUP,…]  a user who logs in with a token; the kubeconfig is printed";

/// What the words of a command line say.
#[derive(Debug, Default)]
struct Words<'w> {
    name: Option<&'w str>,
    all: bool,
    options: Options,
    /// What follows `--`.
    rest: Vec<&'w str>,
}

/// Runs one of the commands; `false` if it found something to complain about.
pub(crate) fn run(words: &[&str]) -> Result<bool> {
    let Some((command, words)) = words.split_first() else {
        println!("{USAGE}");
        return Ok(true);
    };
    let mut words = parse(words)?;
    let name = words.name.unwrap_or(NAME);
    match *command {
        "up" => {
            words.options.api_server_flags =
                words.rest.iter().map(|flag| (*flag).to_owned()).collect();
            let cluster = Cluster::up(name, &words.options)?;
            eprintln!("Kubernetes {} at {}", cluster.version(), cluster.url());
            println!("{}", cluster.kubeconfig().display());
            for user in &words.options.users {
                println!("{}", cluster.kubeconfig_as(user)?.display());
            }
            Ok(true)
        }
        "down" => {
            for folder in sweep() {
                eprintln!("removed what a test left in {}", folder.display());
            }
            let names = if words.all { Cluster::names() } else { vec![name.to_owned()] };
            for name in &names {
                let there = Cluster::down(name)?;
                eprintln!(
                    "{}",
                    if there {
                        format!("cluster `{name}` is down")
                    } else {
                        format!("there is no cluster `{name}`")
                    }
                );
            }
            Ok(true)
        }
        "status" => Ok(status()),
        // Before the tests, so that none of them waits for a compiler.
        "programs" => programs(),
        "exec" => {
            let (program, args) = words.rest.split_first().context("no command follows `--`")?;
            let cluster = Cluster::open(name)?;
            let status = cluster.command(program)?.args(args).status();
            let status = status.with_context(|| format!("running `{program}`"))?;
            // As a shell does: the command's own complaint is enough.
            leave(status)
        }
        _ => bail!("`{command}` is no command\n{USAGE}"),
    }
}

/// Finds the programs of every kind of cluster, or compiles them. Where that cannot be, the tests say that they skip.
fn programs() -> Result<bool> {
    let programs = match Programs::find(Options::default().version, Program::ALL) {
        Ok(programs) => programs,
        Err(error) => {
            let reason = error.downcast::<Unavailable>()?;
            println!("  {reason}; until then the tests on a cluster say that they skip");
            return Ok(true);
        }
    };
    for program in Program::ALL {
        println!("  {:<24} {}", program.name(), programs.path(*program)?.display());
    }
    Ok(true)
}

fn status() -> bool {
    let names = Cluster::names();
    if names.is_empty() {
        eprintln!("no cluster is up");
    }
    let mut all_well = true;
    for name in &names {
        let mut cluster = match Cluster::open(name) {
            Ok(cluster) => cluster,
            Err(error) => {
                println!("{name}: {error:#}");
                all_well = false;
                continue;
            }
        };
        let is_well = cluster.is_well();
        all_well &= is_well;
        let word = if is_well { "ready" } else { "not ready" };
        println!("{name}: Kubernetes {} at {}, {word}", cluster.version(), cluster.url());
        println!("  {}", cluster.kubeconfig().display());
        for (program, runs) in cluster.programs() {
            println!("  {program}: {}", if runs { "runs" } else { "has ended" });
        }
    }
    all_well
}

fn leave(status: ExitStatus) -> Result<bool> {
    if let (false, None) = (status.success(), status.code()) {
        bail!("the command ended with {status}");
    }
    Ok(status.success())
}

fn parse<'w>(words: &[&'w str]) -> Result<Words<'w>> {
    let mut parsed = Words::default();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("`{word}` wants a value"));
        let file =
            |path: &str| std::fs::read_to_string(path).with_context(|| format!("reading `{path}`"));
        match word {
            "--name" => parsed.name = Some(value()?),
            "--all" => parsed.all = true,
            "--controllers" => parsed.options.controllers = true,
            "--node" => parsed.options.node = true,
            "--version" => parsed.options.version = value()?.parse()?,
            "--audit" => parsed.options.audit_policy = Some(file(value()?)?),
            "--audit-webhook" => parsed.options.audit_webhook = Some(value()?.to_owned()),
            "--encryption" => parsed.options.encryption = Some(file(value()?)?),
            "--admission" => parsed.options.admission = Some(file(value()?)?),
            "--user" => parsed.options.users.push(user(value()?)),
            "--" => {
                parsed.rest = words.by_ref().collect();
            }
            _ => bail!("`{word}` is no option\n{USAGE}"),
        }
    }
    Ok(parsed)
}

/// `NAME` or `NAME:GROUP,GROUP`; names of service accounts hold colons themselves, so the last one counts, and a name
/// without groups that has one ends in a colon.
fn user(text: &str) -> User {
    let (name, groups) = text.rsplit_once(':').unwrap_or((text, ""));
    User::new(name, &groups.split(',').filter(|group| !group.is_empty()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_before_and_flags_after_the_dashes() {
        let words = ["--name", "a", "--controllers", "--user", "bob:x,y", "--", "--v=4"];
        let parsed = parse(&words).unwrap();
        assert_eq!((parsed.name, parsed.options.controllers), (Some("a"), true));
        assert_eq!(parsed.options.users, [User::new("bob", &["x", "y"])]);
        assert_eq!(parsed.rest, ["--v=4"]);
    }

    #[test]
    fn an_unknown_option_is_named() {
        assert!(parse(&["--nod"]).unwrap_err().to_string().starts_with("`--nod` is no option"));
        assert_eq!(parse(&["--version"]).unwrap_err().to_string(), "`--version` wants a value");
    }
}
