//! A cluster, or a snapshot of one, as every command that takes either reads it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use sekisho_api::KubeVersion;
use sekisho_cluster::{Request, Taken, Target};

use crate::args::{LiveArgs, TargetArgs, parse_kubernetes_version};
use crate::environment::Environment;
use crate::progress::Bar;

/// What the options name; none where they name files.
pub(crate) fn read(args: &LiveArgs, environment: &Environment) -> anyhow::Result<Option<Taken>> {
    match &args.snapshot {
        Some(file) => open(file).map(Some),
        None if args.cluster => cluster(&args.target, environment).map(Some),
        None if [&args.target.context, &args.target.namespace].iter().any(|it| it.is_some())
            || args.target.kubeconfig.is_some() =>
        {
            Err(anyhow!(
                "--context, --namespace and --kubeconfig are about a cluster; add --cluster"
            ))
        }
        None => Ok(None),
    }
}

/// Reads a cluster, and tells on the way how far it is.
pub(crate) fn cluster(args: &TargetArgs, environment: &Environment) -> anyhow::Result<Taken> {
    let TargetArgs { context, namespace, kubeconfig } = args;
    let target = Target { kubeconfig: kubeconfig.clone(), context: context.clone() };
    let request = Request { target, namespace: namespace.clone() };
    let bar = Arc::new(Bar::new(environment.lang));
    let taken = sekisho_cluster::read(&request, Arc::clone(&bar) as _);
    bar.finish();
    taken.map_err(|error| anyhow!("{}; {}", error.message, error.help))
}

/// Reads a file of `sekisho snapshot`.
pub(crate) fn open(file: &Path) -> anyhow::Result<Taken> {
    let shown = file.display();
    #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
    let from = std::fs::File::open(file).with_context(|| format!("cannot read `{shown}`"))?;
    sekisho_cluster::open(from).with_context(|| format!("cannot use `{shown}`"))
}

/// The version that a server says it has, `v1.36.3` or `v1.33.1-eks-5e0fdde`, as far as it is known here.
pub(crate) fn version(said: &str) -> Option<KubeVersion> {
    let mut parts = said.trim_start_matches('v').split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    let minor: String = minor.chars().take_while(char::is_ascii_digit).collect();
    parse_kubernetes_version(&format!("{major}.{minor}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_providers_are_understood() {
        let minor = |said| version(said).map(KubeVersion::minor);
        assert_eq!(minor("v1.33.1-eks-5e0fdde"), Some(33));
        assert_eq!(minor("v1.34+"), Some(34));
        assert_eq!(minor("v0.0.0-master"), None);
        assert_eq!(minor(""), None);
    }
}
