use std::collections::{BTreeMap, HashMap, HashSet};

use sekisho_finding::{CheckMeta, Reference, controls_named};

use crate::occasional;

/// A check, and the controls that only some of its findings stand for.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The check.
    pub check: &'static CheckMeta,
    /// What some of its findings reference beside what the check does.
    pub narrower: Vec<Reference>,
}

/// Which checks stand for the controls of one scanner.
pub(crate) struct Catalogue<'a> {
    pub(crate) framework: &'static str,
    by_control: HashMap<String, Vec<&'static CheckMeta>>,
    /// Spellings that the report tells.
    spellings: &'a BTreeMap<String, String>,
}

impl<'a> Catalogue<'a> {
    pub(crate) fn new(
        framework: &'static str,
        checks: &[Judging],
        spellings: &'a BTreeMap<String, String>,
    ) -> Self {
        let spelt = |control: &'static str| {
            spellings.get(control).map_or(control, String::as_str).to_ascii_lowercase()
        };
        let mut by_control: HashMap<String, Vec<&'static CheckMeta>> = HashMap::new();
        for judging in checks {
            let of_check = judging.check.references.iter().chain(&judging.narrower);
            let of_check = of_check.filter(|it| it.framework == framework).map(|it| it.control);
            let occasional = occasional(judging.check.slug, framework);
            let controls: HashSet<String> = of_check.chain(occasional).map(spelt).collect();
            for control in controls {
                by_control.entry(control).or_default().push(judging.check);
            }
        }
        Self { framework, by_control, spellings }
    }

    /// The id of a control under which checks reference it; the spelling itself where none does.
    pub(crate) fn canonical(&self, spelling: &str) -> String {
        let spelling = self.spellings.get(spelling).map_or(spelling, String::as_str);
        let known = |control: &str| self.by_control.contains_key(&control.to_ascii_lowercase());
        let mut named = controls_named(self.framework, spelling);
        match named.find(|control| known(control)) {
            Some(control) => control.to_owned(),
            None if known(spelling) => spelling.to_owned(),
            None => controls_named(self.framework, spelling).next().unwrap_or(spelling).to_owned(),
        }
    }

    /// The checks that stand for a control, given by its canonical id.
    pub(crate) fn checks(&self, control: &str) -> &[&'static CheckMeta] {
        self.by_control.get(&control.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}
