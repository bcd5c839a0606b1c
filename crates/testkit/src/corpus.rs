use std::path::PathBuf;

/// Cases shown in full when they fail; the rest are counted.
const SHOWN: usize = 10;

/// The folder of a corpus under `SEKISHO_CORPORA`; says that it skips where there is none.
pub fn folder(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("SEKISHO_CORPORA") else {
        println!("corpus {name}: skipped, SEKISHO_CORPORA names no folder");
        return None;
    };
    let path = PathBuf::from(root).join(name);
    if path.exists() {
        Some(path)
    } else {
        println!("corpus {name}: skipped, `{}` is not there", path.display());
        None
    }
}

/// A run over recorded cases, counted; [`Corpus::finish`] fails if any case did.
#[derive(Debug)]
pub struct Corpus {
    name: String,
    passed: usize,
    failed: Vec<(String, String)>,
    skipped: usize,
}

impl Corpus {
    /// A run with a name for the closing line.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), passed: 0, failed: Vec::new(), skipped: 0 }
    }

    /// Counts a case.
    pub fn case(&mut self, id: &str, verdict: Result<(), String>) {
        match verdict {
            Ok(()) => self.passed += 1,
            Err(why) => self.failed.push((id.to_owned(), why)),
        }
    }

    /// Counts a case that a divergence entry explains.
    pub fn skip(&mut self, id: &str, reason: &str) {
        println!("corpus {}: {id} skipped: {reason}", self.name);
        self.skipped += 1;
    }

    /// Prints the closing line, and fails if any case did or if there was none at all.
    pub fn finish(self) {
        for (id, why) in self.failed.iter().take(SHOWN) {
            println!("FAILED {id}: {why}");
        }
        println!(
            "corpus {}: {} passed, {} failed, {} skipped",
            self.name,
            self.passed,
            self.failed.len(),
            self.skipped
        );
        assert!(self.failed.is_empty(), "{} cases of {} failed", self.failed.len(), self.name);
        assert!(self.passed > 0, "corpus {} holds no case", self.name);
    }
}
