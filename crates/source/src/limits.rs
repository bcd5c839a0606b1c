/// The bounds of reading. Passing one is a problem that names the bound; the defaults leave room for every
/// manifest that a cluster accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest text, in bytes. Default: 256 MiB, enough for the dump of a large cluster.
    pub text_bytes: usize,
    /// The most documents in a text. Default: 200,000.
    pub documents: u32,
    /// The most maps and lists inside each other. Default: 200; the deepest resource definitions in use
    /// stay below 60.
    pub depth: usize,
    /// The longest scalar, in bytes. Default: 16 MiB; etcd takes objects of 1.5 MiB.
    pub scalar_bytes: usize,
    /// The most nodes that anchors and aliases may add to a document, where a string counts once more
    /// for every 64 bytes. Default: 1,000,000.
    pub alias_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 256 << 20,
            documents: 200_000,
            depth: 200,
            scalar_bytes: 16 << 20,
            alias_nodes: 1_000_000,
        }
    }
}
