/// Hears how far the reading of a cluster is.
pub trait Progress: Send + Sync {
    /// That many kinds will be listed.
    fn kinds(&self, count: u64);

    /// That many more objects of a kind are here.
    fn objects(&self, kind: &str, count: u64);

    /// A kind is through, whether it could be listed or not.
    fn listed(&self, kind: &str);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn kinds(&self, _: u64) {}

    fn objects(&self, _: &str, _: u64) {}

    fn listed(&self, _: &str) {}
}
