/// Hears how far reading is; called from several threads, so often that it must be cheap.
pub trait Progress: Sync {
    /// So many files have been found so far.
    fn found(&self, files: u64) {
        let _ = files;
    }

    /// A further file of so many bytes has been read.
    fn read(&self, bytes: u64) {
        let _ = bytes;
    }

    /// A chart or kustomization is being rendered, by its folder.
    fn rendering(&self, folder: &str) {
        let _ = folder;
    }
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
