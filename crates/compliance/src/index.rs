use std::collections::HashMap;

use sekisho_finding::{CheckMeta, Reference};

use crate::{By, Framework};

/// A control by its framework's position among those that are assessed and its own in there.
pub(crate) type At = (usize, usize);

/// Which controls a check, or a reference of a single finding, stands for.
#[derive(Debug, Default)]
pub(crate) struct Index {
    by_reference: HashMap<Reference, Vec<At>>,
    by_slug: HashMap<&'static str, Vec<At>>,
}

impl Index {
    pub(crate) fn new(frameworks: &[&'static Framework]) -> Self {
        let mut index = Self::default();
        for (nth, framework) in frameworks.iter().enumerate() {
            for (place, control) in framework.controls().enumerate() {
                for by in &control.by {
                    let controls = match by {
                        By::Reference(reference) => index.by_reference.entry(*reference),
                        By::Check(slug) => {
                            index.by_slug.entry(slug).or_default().push((nth, place));
                            continue;
                        }
                    };
                    controls.or_default().push((nth, place));
                }
            }
        }
        index
    }

    /// The controls that a check stands for with all of its findings, each once.
    pub(crate) fn of_check(&self, check: &CheckMeta) -> Vec<At> {
        let slugs = check.former_slugs.iter().chain([&check.slug]);
        let by_slug = slugs.filter_map(|slug| self.by_slug.get(slug)).flatten();
        sorted(by_slug.chain(self.of_references(check.references)).copied().collect())
    }

    /// The controls that a single finding stands for beside those of its check.
    pub(crate) fn of_finding(&self, references: &[Reference], of_check: &[At]) -> Vec<At> {
        let own = self.of_references(references).copied();
        sorted(own.filter(|at| of_check.binary_search(at).is_err()).collect())
    }

    fn of_references<'a>(&'a self, references: &'a [Reference]) -> impl Iterator<Item = &'a At> {
        references.iter().filter_map(|reference| self.by_reference.get(reference)).flatten()
    }
}

fn sorted(mut controls: Vec<At>) -> Vec<At> {
    controls.sort_unstable();
    controls.dedup();
    controls
}
