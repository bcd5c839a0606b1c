use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

/// What to read and how.
pub struct Request {
    /// Files and folders as the user named them; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// What `-` reads from.
    pub stdin: Box<dyn Read + Send>,
    /// The folder that paths are called from, absolute; none is the working directory.
    pub here: Option<PathBuf>,
    /// Globs in the form of an ignore file; what they match below a folder is left out.
    pub exclude: Vec<String>,
    /// How objects are grouped.
    pub worlds: WorldRule,
    /// What is rendered and how.
    pub render: RenderOptions,
    /// The bounds.
    pub limits: Limits,
}

/// How objects are grouped into worlds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WorldRule {
    /// By folder, as the documentation of this crate says.
    #[default]
    Auto,
    /// All plain files below one named path are one world; rendered charts and kustomizations stay
    /// worlds of their own.
    PerPath,
    /// Everything is one world, rendered objects included.
    One,
    /// Files that match the globs of a world belong to it, the first that fits; the rest is grouped
    /// automatically. The globs are those of ignore files, relative to the named path.
    Named(Vec<NamedWorld>),
}

/// A world that the user made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedWorld {
    /// Its name.
    pub name: String,
    /// Which files belong to it.
    pub globs: Vec<String>,
}

/// Whether charts and kustomizations are rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RenderMode {
    /// Where the program for it is there.
    #[default]
    Auto,
    /// Never; each is reported as not rendered.
    Off,
}

/// What is rendered and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderOptions {
    /// Whether anything is rendered.
    pub mode: RenderMode,
    /// The longest time for one chart or kustomization. Default: 60 seconds.
    pub time_limit: Duration,
    /// The longest output of one chart or kustomization, in bytes. Default: 64 MiB.
    pub output_bytes: u64,
    /// Values files that every chart is rendered with, the last one winning.
    pub values: Vec<PathBuf>,
    /// The version that charts see as the cluster's, `1.36`; none leaves it to `helm`.
    pub kubernetes_version: Option<String>,
    /// Whether a renderer may fetch remote bases. Default: no.
    pub network: bool,
    /// The `helm` to use; none looks on the `PATH`.
    pub helm: Option<PathBuf>,
    /// The `kustomize` or `kubectl` to use; none looks on the `PATH`.
    pub kustomize: Option<PathBuf>,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            mode: RenderMode::Auto,
            time_limit: Duration::from_mins(1),
            output_bytes: 64 << 20,
            values: Vec::new(),
            kubernetes_version: None,
            network: false,
            helm: None,
            kustomize: None,
        }
    }
}

/// The bounds of a run. Passing one is a problem that names the bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The bounds of one text; long streams of documents are read in pieces, each a text.
    pub source: sekisho_source::Limits,
    /// The longest file, in bytes; also of standard input. Default: 1 GiB.
    pub file_bytes: u64,
    /// The most files. Default: 200,000.
    pub files: u64,
    /// The most bytes of all files together. Default: 4 GiB.
    pub total_bytes: u64,
    /// The most documents of all files together. Default: 2,000,000.
    pub documents: u64,
    /// The most folders inside each other. Default: 200.
    pub folder_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source: sekisho_source::Limits::default(),
            file_bytes: 1 << 30,
            files: 200_000,
            total_bytes: 4 << 30,
            documents: 2_000_000,
            folder_depth: 200,
        }
    }
}

impl Request {
    /// A request for paths with everything else by default and nothing on standard input.
    pub fn new(paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        Self {
            paths: paths.into_iter().map(Into::into).collect(),
            stdin: Box::new(std::io::empty()),
            here: None,
            exclude: Vec::new(),
            worlds: WorldRule::default(),
            render: RenderOptions::default(),
            limits: Limits::default(),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("paths", &self.paths)
            .field("here", &self.here)
            .field("exclude", &self.exclude)
            .field("worlds", &self.worlds)
            .field("render", &self.render)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
