use std::path::PathBuf;

use clap::{Args, Subcommand};
use sekisho_api::KubeVersion;

use super::{TextOrJson, parse_kubernetes_version};

/// Under the help of `can-i`.
const CAN_I_STATUS: &str = "\
Exit status: 0 allowed, 1 not allowed, 2 unknown because something could not be read, or bad usage. With \
--queries: 0 every line was answered, 2 a line was no question or something could not be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum RbacCommand {
    /// Whether somebody may do something, and which binding and rule say so
    #[command(name = "can-i", after_help = CAN_I_STATUS)]
    CanI(CanIArgs),
    /// Who may do something: users, groups and service accounts, where and by which rule
    #[command(name = "who-can")]
    WhoCan(WhoCanArgs),
    /// Everything that a subject may do, and where
    #[command(name = "what-can")]
    WhatCan(WhatCanArgs),
    /// Everybody that bindings name
    Subjects(RbacListArgs),
    /// Roles with the rules that they hold, aggregation resolved
    Roles(RbacRolesArgs),
    /// Rights that a change gives and takes, by subject
    #[command(after_help = DIFF_STATUS)]
    Diff(RbacDiffArgs),
    /// Rights that an audit log shows no use of, and the tightest roles that would do
    Tighten(TightenArgs),
    /// Who can become more than they are: by what, how far, and over whom up to every right
    #[command(after_help = ESCALATIONS_STATUS)]
    Escalations(EscalationsArgs),
}

/// Under the help of `diff`.
const DIFF_STATUS: &str = "\
Exit status: 0 nobody gains a right, 1 somebody does, 2 something could not be read, or bad usage.";

const ESCALATIONS_STATUS: &str = "\
Exit status: 0 nobody goes as far as --fail-on, 1 somebody does, 2 something could not be read. Parts of \
Kubernetes itself, and subjects that are bound to every right as such, do not count.

Rights are read from roles and bindings; pods and Secrets that are there tell whose tokens can be taken. \
Ways that rest on anything else are listed as not decided.";

/// Where roles and bindings come from.
#[derive(Debug, Args)]
pub(crate) struct RbacSource {
    /// Files and folders with roles and bindings, taken together as one cluster; `-` is standard input.
    /// Give it last: it takes all paths that follow
    #[arg(
        long,
        value_name = "PATH",
        num_args = 1..,
        required_unless_present_any = ["cluster", "snapshot"],
        conflicts_with_all = ["cluster", "snapshot"]
    )]
    pub(crate) from: Vec<PathBuf>,

    /// A file of `sekisho snapshot`
    #[arg(long, value_name = "FILE", help_heading = "Cluster", conflicts_with_all = ["cluster", "context", "kubeconfig"])]
    pub(crate) snapshot: Option<PathBuf>,

    /// Read a cluster
    #[arg(long, help_heading = "Cluster")]
    pub(crate) cluster: bool,

    /// The context of the kubeconfig [default: the current one]
    #[arg(long, value_name = "CONTEXT", help_heading = "Cluster", requires = "cluster")]
    pub(crate) context: Option<String>,

    /// The kubeconfig [default: KUBECONFIG, then ~/.kube/config, then the service account of the pod]
    #[arg(long, value_name = "FILE", help_heading = "Cluster", requires = "cluster")]
    pub(crate) kubeconfig: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: RbacReading,
}

/// How roles and bindings are read.
#[derive(Debug, Args)]
pub(crate) struct RbacReading {
    /// The Kubernetes version of the cluster [default: the newest known]
    #[arg(long, value_name = "VERSION", value_parser = parse_kubernetes_version)]
    pub(crate) kubernetes_version: Option<KubeVersion>,

    /// Do not render Helm charts and kustomizations
    #[arg(long)]
    pub(crate) no_render: bool,
}

/// What is asked for.
#[derive(Debug, Args)]
pub(crate) struct CanIArgs {
    /// `get`, `list`, `create`, `bind`, …; for paths the HTTP method
    #[arg(required_unless_present = "queries")]
    pub(crate) verb: Option<String>,

    /// `pods`, `pods/exec`, `deploy`, `deployments.apps`, a kind, or a path such as `/healthz`
    #[arg(value_name = "RESOURCE[/SUBRESOURCE]", required_unless_present = "queries")]
    pub(crate) resource: Option<String>,

    /// The object
    pub(crate) name: Option<String>,

    /// Who asks: a user, or `system:serviceaccount:NAMESPACE:NAME`
    #[arg(long = "as", value_name = "USER", required_unless_present = "queries")]
    pub(crate) user: Option<String>,

    /// A group of who asks; may be given again. Those that a server adds are added
    #[arg(long = "as-group", value_name = "GROUP", requires = "user")]
    pub(crate) groups: Vec<String>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// Questions, one JSON object a line; `-` is standard input. Groups are taken as complete and RBAC
    /// alone is asked
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["verb", "resource", "name", "user", "groups", "namespace", "all_namespaces"]
    )]
    pub(crate) queries: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) source: RbacSource,

    /// How to print the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

/// In which namespace.
#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    /// The namespace that is asked about
    #[arg(short, long, value_name = "NAMESPACE")]
    pub(crate) namespace: Option<String>,

    /// All namespaces at once, as `kubectl -A` asks
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub(crate) all_namespaces: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhoCanArgs {
    /// `get`, `list`, `create`, `bind`, …; for paths the HTTP method
    pub(crate) verb: String,

    /// `pods`, `pods/exec`, `deploy`, `deployments.apps`, a kind, or a path such as `/healthz`
    #[arg(value_name = "RESOURCE[/SUBRESOURCE]")]
    pub(crate) resource: String,

    /// The object; without it rules for certain objects are listed as well
    pub(crate) name: Option<String>,

    /// Only what holds in this namespace [default: wherever something holds]
    #[arg(short, long, value_name = "NAMESPACE")]
    pub(crate) namespace: Option<String>,

    #[command(flatten)]
    pub(crate) source: RbacSource,

    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct WhatCanArgs {
    /// User/NAME, Group/NAME, ServiceAccount/NAMESPACE/NAME, or the name of a user
    pub(crate) subject: String,

    /// A group that the subject is in as well; may be given again
    #[arg(long = "as-group", value_name = "GROUP")]
    pub(crate) groups: Vec<String>,

    #[command(flatten)]
    pub(crate) source: RbacSource,

    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct RbacListArgs {
    #[command(flatten)]
    pub(crate) source: RbacSource,

    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct RbacRolesArgs {
    /// Only roles of this name
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) list: RbacListArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RbacDiffArgs {
    /// File or folder as it was
    pub(crate) old: PathBuf,

    /// File or folder as it is
    pub(crate) new: PathBuf,

    #[command(flatten)]
    pub(crate) reading: RbacReading,

    /// How to print the difference
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DiffFormat,
}

/// How a difference is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code hosts
    Sarif,
}

#[derive(Debug, Args)]
pub(crate) struct TightenArgs {
    /// An audit log of the API server, one JSON event a line; `-` is standard input
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) audit_log: Vec<PathBuf>,

    /// Only this subject: User/NAME, ServiceAccount/NAMESPACE/NAME, or the name of a user
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) subject: Option<String>,

    #[command(flatten)]
    pub(crate) source: RbacSource,

    /// How to print the outcome; `yaml` is roles and bindings to apply
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TightenFormat,
}

/// How tight roles are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TightenFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// Roles and bindings, ready for `kubectl apply`
    Yaml,
}

#[derive(Debug, Args)]
pub(crate) struct EscalationsArgs {
    /// Only this one: User/NAME, Group/NAME, ServiceAccount/NAMESPACE/NAME, or the name of a user
    pub(crate) subject: Option<String>,

    /// Show parts of Kubernetes as well, whose users and groups begin with `system:`; JSON always does
    #[arg(long)]
    pub(crate) system: bool,

    /// How far somebody has to go for the exit status 1
    #[arg(long, value_name = "REACH", default_value = "cluster")]
    pub(crate) fail_on: FailOnReach,

    #[command(flatten)]
    pub(crate) source: RbacSource,

    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

/// How far an escalation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOnReach {
    /// Every right in the cluster, or a right over all namespaces.
    Cluster,
    /// A node, or further.
    Node,
    /// A role at a cloud provider, or further.
    Cloud,
    /// Anything.
    Namespace,
    /// The status is 0 whatever is found.
    Never,
}
