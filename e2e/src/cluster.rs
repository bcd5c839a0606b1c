use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use sekisho_api::base64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::certificate::{Authority, Pair};
use crate::control_plane::{self, Addresses, ControlPlane};
use crate::daemon::{Daemon, Plan, Record};
use crate::folder::{self, Folder};
use crate::kubeconfig::{self, Login, Server};
use crate::node::{self, Image};
use crate::wait::until;
use crate::{Client, Options, Program, Programs, SWITCH, Unavailable, User, Version};

/// How long a control plane may take to be ready; it takes three seconds on an idle machine.
const READY: Duration = Duration::from_mins(2);

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    state: State,
    /// In the order in which they were started.
    daemons: Vec<Daemon>,
    programs: Programs,
    /// Whether the cluster ends with this value.
    is_owned: bool,
}

/// What is kept of a cluster in its folder, so that another process can find it.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    version: String,
    url: String,
    etcd: String,
    users: Vec<(String, Vec<String>)>,
    /// The process whose namespaces everything is in, where there is a node.
    holder: Option<i32>,
    daemons: Vec<Record>,
}

impl Cluster {
    /// Starts a cluster that ends with the value, or with this process.
    pub fn start(options: &Options) -> Result<Self> {
        // A port that was free may be taken by the time that a daemon asks for it.
        const TRIES: usize = 3;
        available().map_err(|reason| anyhow!(Unavailable(reason)))?;
        folder::sweep();
        require(options)?;
        let programs = Programs::find(options.version, &wanted(options))?;
        let mut tried = 1;
        loop {
            let folder = Folder::owned()?;
            match Self::start_in(folder.path, options, &programs, true) {
                Err(error)
                    if tried < TRIES && error.to_string().contains("address already in use") =>
                {
                    tried += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Starts a cluster for a test: `None`, with a line that says why, where there can be none.
    ///
    /// # Panics
    ///
    /// Where there could be one and it does not start.
    #[expect(clippy::panic, reason = "a test fails by panicking")]
    pub fn for_test(options: &Options) -> Option<Self> {
        match Self::start(options) {
            Ok(cluster) => Some(cluster),
            Err(error) => match error.downcast_ref::<Unavailable>() {
                Some(reason) => {
                    eprintln!("cluster: skipped, {reason}");
                    None
                }
                None => panic!("the cluster does not start: {error:#}"),
            },
        }
    }

    /// Starts a cluster that outlives this process; [`Cluster::down`] ends it. One of this name that is there and well is
    /// refused, and one that is not well is removed first.
    pub fn up(name: &str, options: &Options) -> Result<Self> {
        folder::sweep();
        let path = Folder::kept(name);
        if path.exists() {
            if Self::open(name).is_ok_and(|mut cluster| cluster.is_well()) {
                bail!("cluster `{name}` is up already; take it down first");
            }
            folder::remove(&path)?;
        }
        require(options)?;
        let programs = Programs::find(options.version, &wanted(options))?;
        let folder = Folder::create(path)?;
        Self::start_in(folder.path, options, &programs, false)
    }

    /// The cluster that was started under a name.
    pub fn open(name: &str) -> Result<Self> {
        let folder = Folder::kept(name);
        let text = fs::read_to_string(folder.join(STATE))
            .with_context(|| format!("there is no cluster `{name}`"))?;
        let mut state: State = serde_json::from_str(&text)?;
        let daemons = std::mem::take(&mut state.daemons).into_iter().map(Daemon::found).collect();
        let programs = Programs::find(state.version.parse()?, &[])?;
        Ok(Self { folder, state, daemons, programs, is_owned: false })
    }

    /// Ends the cluster of a name, well or not; `false` if there is none.
    pub fn down(name: &str) -> Result<bool> {
        let folder = Folder::kept(name);
        if !folder.exists() {
            return Ok(false);
        }
        if let Ok(mut cluster) = Self::open(name) {
            cluster.stop();
        }
        folder::remove(&folder)?;
        Ok(true)
    }

    /// The names of the clusters that were started to stay.
    pub fn names() -> Vec<String> {
        folder::kept_names()
    }

    fn start_in(
        folder: PathBuf,
        options: &Options,
        programs: &Programs,
        is_owned: bool,
    ) -> Result<Self> {
        let addresses = if options.node { Addresses::on_node() } else { Addresses::on_loopback()? };
        let users =
            options.users.iter().map(|user| (user.name.clone(), user.groups.clone())).collect();
        let state = State {
            version: options.version.to_string(),
            url: addresses.url(),
            etcd: addresses.etcd_url(),
            users,
            holder: None,
            daemons: Vec::new(),
        };
        // From here on the value's end takes everything with it that was started.
        let mut cluster =
            Self { folder, state, daemons: Vec::new(), programs: programs.clone(), is_owned: true };
        cluster.run(options, &addresses)?;
        cluster.is_owned = is_owned;
        Ok(cluster)
    }

    fn run(&mut self, options: &Options, addresses: &Addresses) -> Result<()> {
        let folder = self.folder.clone();
        let programs = self.programs.clone();
        if options.node {
            self.launch(node::holder())?;
            let holder = self.daemons.last().context("it was started")?.record.process.pid;
            node::Namespace::of(holder)?.furnish(&folder)?;
            self.state.holder = Some(holder);
        }
        let authority = Authority::create(folder.join("pki"))?;
        let tokens = authority.bare_key("service-accounts")?;
        let plane = ControlPlane {
            folder: &folder,
            options,
            programs: &programs,
            authority: &authority,
            addresses,
            tokens: &tokens,
        };
        let admin = authority.client("admin", "admin", Some("system:masters"))?;
        kubeconfig::write(&self.kubeconfig(), &plane.server(), &Login::Certificate(admin))?;
        self.launch(plane.etcd()?)?;
        self.launch(plane.api_server()?)?;
        self.wait_until_ready()?;
        if options.controllers || options.node {
            self.launch(plane.controller_manager()?)?;
            self.launch(plane.scheduler()?)?;
            self.wait_for_service_accounts()?;
        }
        if options.node {
            self.run_node(&plane)?;
        }
        Ok(())
    }

    fn run_node(&mut self, plane: &ControlPlane<'_>) -> Result<()> {
        let parts = node::Parts::find()?;
        let cgroups = node::create_cgroups(&self.folder)?;
        self.launch(node::containerd(&self.folder, &parts)?)?;
        let inside = self.namespace().context("a node has namespaces")?;
        until("an answer of containerd", READY, || {
            self.check()?;
            Ok(inside.run(&["ctr", "version"]).ok())
        })?;
        self.import(&Image::new(node::PAUSE, &["sleep", "2147483647"]))?;
        self.import(&Image::new(node::BUSYBOX, &["sh"]))?;
        self.launch(node::kubelet(plane, &cgroups)?)?;
        let client = self.client()?;
        until("readiness of the node", READY, || {
            self.check()?;
            let answer = client.get(&format!("/api/v1/nodes/{}", node::NAME))?;
            Ok((answer.status == 200 && is_ready(&answer.json()?)).then_some(()))
        })
    }

    /// Gives the node an image; pods that use it say `imagePullPolicy: Never`.
    pub fn import(&self, image: &Image) -> Result<()> {
        let inside = self.namespace().context("there is no node to take an image")?;
        let archive = self.folder.join("image.tar");
        image.write(&node::Parts::find()?.busybox, &archive)?;
        inside.run(&[
            "ctr",
            "--namespace",
            "k8s.io",
            "images",
            "import",
            &archive.display().to_string(),
        ])?;
        Ok(fs::remove_file(archive)?)
    }

    /// Fails if a program has ended.
    fn check(&mut self) -> Result<()> {
        self.daemons.iter_mut().try_for_each(Daemon::check)
    }

    fn namespace(&self) -> Option<node::Namespace> {
        self.state.holder.map(node::Namespace::known)
    }

    fn network(&self) -> Option<PathBuf> {
        self.namespace().map(|namespace| namespace.network())
    }

    /// Starts a program, in the node if there is one, and writes down that it is there before anything else happens.
    fn launch(&mut self, mut plan: Plan) -> Result<()> {
        if let Some(inside) = self.namespace() {
            plan.under(&inside.enter());
        }
        let detached = !self.folder_is_owned();
        self.daemons.push(plan.start(&self.folder, detached)?);
        self.state.daemons = self.daemons.iter().map(|daemon| daemon.record.clone()).collect();
        fs::write(self.folder.join(STATE), serde_json::to_string_pretty(&self.state)?)?;
        Ok(())
    }

    /// The API server is ready once its own hooks are through: roles, priority classes, system namespaces.
    fn wait_until_ready(&mut self) -> Result<()> {
        let client = self.client()?;
        until("readiness of the API server", READY, || {
            self.check()?;
            Ok(client.get("/readyz").ok().filter(|answer| answer.status == 200).map(|_| ()))
        })
    }

    /// No pod is admitted before its namespace has a service account, which a controller makes.
    fn wait_for_service_accounts(&mut self) -> Result<()> {
        let client = self.client()?;
        until("a service account by the controller manager", READY, || {
            self.check()?;
            let answer = client.get("/api/v1/namespaces/default/serviceaccounts/default")?;
            Ok((answer.status == 200).then_some(()))
        })
    }

    /// The folder under which everything of the cluster is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version of Kubernetes.
    pub fn version(&self) -> &str {
        &self.state.version
    }

    /// Where the API server is.
    pub fn url(&self) -> &str {
        &self.state.url
    }

    /// The kubeconfig of the administrator, who may do everything.
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.join("kubeconfig")
    }

    /// A kubeconfig for a user: with a token for one of [`Options::users`], and for any other one as the administrator who
    /// impersonates it, which gives the same rights.
    pub fn kubeconfig_as(&self, user: &User) -> Result<PathBuf> {
        let plain: String =
            user.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let groups = user.groups.join(",").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let path = self.folder.join(format!("{plain}.{groups}.kubeconfig"));
        kubeconfig::write(&path, &self.server(), &self.login(user))?;
        Ok(path)
    }

    /// A client that may do everything.
    pub fn client(&self) -> Result<Client> {
        Client::new(&self.server(), &Login::Certificate(self.admin()), self.network())
    }

    /// A client logged in as a user, as [`Cluster::kubeconfig_as`] does.
    pub fn client_as(&self, user: &User) -> Result<Client> {
        Client::new(&self.server(), &self.login(user), self.network())
    }

    /// The file to which audit events go, one a line, where there is an audit policy.
    pub fn audit_log(&self) -> PathBuf {
        control_plane::audit_log(&self.folder)
    }

    /// The bytes that etcd holds under a key, such as `/registry/secrets/default/a`.
    pub fn stored(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let client = Client::plain(&self.state.etcd, self.network());
        let query = json!({ "key": base64::encode(key.as_bytes()) });
        let answer = client.post("/v3/kv/range", &query)?.done()?.json()?;
        let value = answer.pointer("/kvs/0/value").and_then(|value| value.as_str());
        Ok(value.and_then(base64::decode))
    }

    /// The programs and whether they run.
    pub fn programs(&mut self) -> Vec<(String, bool)> {
        let daemons = self.daemons.iter_mut();
        daemons.map(|daemon| (daemon.record.name.clone(), daemon.is_running())).collect()
    }

    /// The output of a program of the cluster.
    pub fn log(&self, program: &str) -> PathBuf {
        self.folder.join("log").join(format!("{program}.log"))
    }

    /// Whether all programs run and the API server says that it is ready.
    pub fn is_well(&mut self) -> bool {
        self.daemons.iter_mut().all(Daemon::is_running)
            && self
                .client()
                .and_then(|client| client.get("/readyz"))
                .is_ok_and(|it| it.status == 200)
    }

    /// A command that finds the cluster: `KUBECONFIG` is set, and if it is `kubectl`, it is one that fits. Where there is a
    /// node, the command runs in its namespaces.
    pub fn command(&self, program: &str) -> Result<Command> {
        let mut folders = Vec::new();
        if program == Program::Kubectl.name() {
            let version: Version = self.state.version.parse()?;
            let kubectl = Programs::find(version, &[Program::Kubectl])?;
            folders.extend(kubectl.path(Program::Kubectl)?.parent().map(Path::to_path_buf));
        }
        folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let mut words = self.namespace().map(|inside| inside.enter()).unwrap_or_default();
        words.push(program.to_owned());
        let (first, rest) = words.split_first().context("a command has a name")?;
        let mut command = Command::new(first);
        command.args(rest);
        command.env("KUBECONFIG", self.kubeconfig()).env("PATH", std::env::join_paths(folders)?);
        Ok(command)
    }

    fn server(&self) -> Server {
        let authority = self.folder.join("pki").join("authority.crt");
        Server { url: self.state.url.clone(), authority }
    }

    fn admin(&self) -> Pair {
        let file = |name| self.folder.join("pki").join(name);
        Pair { certificate: file("admin.crt"), key: file("admin.key") }
    }

    fn login(&self, user: &User) -> Login {
        let is_it =
            |(name, groups): &&(String, Vec<String>)| *name == user.name && *groups == user.groups;
        match self.state.users.iter().find(is_it) {
            Some(_) => Login::Token(user.token()),
            None => Login::Impersonating(self.admin(), user.clone()),
        }
    }

    fn folder_is_owned(&self) -> bool {
        !folder::is_kept(&self.folder)
    }

    /// Ends the programs, the last started first. What does not end so is ended when the folder is removed.
    fn stop(&mut self) {
        for daemon in self.daemons.iter_mut().rev() {
            // There is nothing in the store that anybody will read.
            let ended = if daemon.record.name == "etcd" { daemon.kill() } else { daemon.stop() };
            if let Err(error) = ended {
                eprintln!("{error:#}");
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.is_owned {
            return;
        }
        self.stop();
        if let Err(error) = folder::remove(&self.folder) {
            eprintln!("{error:#}");
        }
    }
}

const STATE: &str = "state.json";

/// Fails where the machine lacks what this kind of cluster needs.
fn require(options: &Options) -> Result<()> {
    if options.node { node::Parts::find().map(|_| ()) } else { Ok(()) }
}

/// Whether a node says that it is ready, and nothing keeps pods away from it any more.
fn is_ready(node: &Value) -> bool {
    let conditions = node.pointer("/status/conditions").and_then(Value::as_array);
    let says = |condition: &Value, key, value| condition.get(key).is_some_and(|it| it == value);
    let mut conditions = conditions.into_iter().flatten();
    conditions.any(|it| says(it, "type", "Ready") && says(it, "status", "True"))
        && node.pointer("/spec/taints").is_none()
}

/// Whether clusters are wanted here, and why not.
pub fn available() -> Result<(), String> {
    match std::env::var(SWITCH) {
        Ok(value) if value == "none" => Err(format!("{SWITCH} is `none`")),
        _ => Ok(()),
    }
}

/// The programs that a kind of cluster consists of.
fn wanted(options: &Options) -> Vec<Program> {
    let mut wanted = vec![Program::Etcd, Program::ApiServer];
    if options.controllers || options.node {
        wanted.extend([Program::ControllerManager, Program::Scheduler]);
    }
    if options.node {
        wanted.extend([Program::Kubelet, Program::Kubectl]);
    }
    wanted
}
