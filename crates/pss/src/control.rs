use std::fmt;

use sekisho_finding::{CheckMeta, Reference, Text};

use crate::controls;
use crate::offence::{Offence, Offences};
use crate::policy::{Level, Version};
use crate::remedy::Remedy;
use crate::view::Pod;

/// One control of the Pod Security Standards: what upstream calls a check.
#[derive(Clone, Copy)]
pub struct Control {
    /// Upstream's id: `hostNamespaces`.
    pub id: &'static str,
    /// The level that asks for it first; baseline controls hold at restricted too.
    pub level: Level,
    /// What changed in which version, the oldest first; never empty.
    pub revisions: &'static [Revision],
    /// Baseline controls that this one stands in for at restricted, by upstream's id.
    pub overrides: &'static [&'static str],
    /// Id, slug, severity and texts.
    pub meta: CheckMeta,
    /// References that stand for less than the control: only some failures carry them.
    pub narrower: &'static [Narrower],
    pub(crate) describe: Describe,
    pub(crate) remedy: Option<Remedy>,
}

/// The rule of a control from one policy version until the next revision.
#[derive(Clone, Copy)]
pub struct Revision {
    /// The first policy version with this rule: the `x` of `v1.x`.
    pub since: u64,
    /// What the rule brought.
    pub change: Text,
    pub(crate) find: Find,
}

/// References that only some failures of a control carry: what other catalogues judge piece by piece.
#[derive(Clone, Copy)]
pub struct Narrower {
    /// What they are.
    pub references: &'static [Reference],
    pub(crate) applies: Applies,
}

/// Whether a failure with these offences carries a reference.
pub(crate) type Applies = for<'v> fn(&Pod<'v>, &[Offence<'v>]) -> bool;

/// Adds to the list what the rule objects to, in the order of upstream's sentence.
pub(crate) type Find = for<'v> fn(&Pod<'v>, &mut Offences<'v>);

/// Upstream's reason and detail for offences, of which there is at least one.
pub(crate) type Describe = for<'v> fn(&Pod<'v>, &[Offence<'v>]) -> (&'static str, String);

impl Control {
    /// When its fix breaks a workload: in the cases of which the check says that the finding is fine, if
    /// nothing more is known.
    pub fn risk(&self) -> Text {
        self.remedy.and_then(|remedy| remedy.risk).unwrap_or(self.meta.fine)
    }
}

/// All controls in the order in which they are evaluated and reported.
pub static CONTROLS: [Control; 19] = [
    controls::app_armor_profile::CONTROL,
    controls::capabilities_baseline::CONTROL,
    controls::host_namespaces::CONTROL,
    controls::host_path_volumes::CONTROL,
    controls::host_ports::CONTROL,
    controls::host_probes::CONTROL,
    controls::privileged::CONTROL,
    controls::proc_mount::CONTROL,
    controls::se_linux_options::CONTROL,
    controls::seccomp_baseline::CONTROL,
    controls::sysctls::CONTROL,
    controls::windows_host_process::CONTROL,
    controls::allow_privilege_escalation::CONTROL,
    controls::capabilities_restricted::CONTROL,
    controls::proc_mount_restricted::CONTROL,
    controls::restricted_volumes::CONTROL,
    controls::run_as_non_root::CONTROL,
    controls::run_as_user::CONTROL,
    controls::seccomp_restricted::CONTROL,
];

impl Control {
    /// The control with upstream's id, Sekisho's id or the slug `name`.
    pub fn find(name: &str) -> Option<&'static Self> {
        CONTROLS
            .iter()
            .find(|control| [control.id, control.meta.id, control.meta.slug].contains(&name))
    }

    /// The first policy version that has this control.
    pub fn since(&self) -> Version {
        Version::Minor(self.revisions.first().map_or(0, |revision| revision.since))
    }

    /// The revision that holds in `v1.minor`; none where the control came later.
    pub fn revision(&self, minor: u64) -> Option<&'static Revision> {
        self.revisions.iter().rfind(|revision| revision.since <= minor)
    }
}

impl PartialEq for Control {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Control {}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Control").field(&self.id).finish()
    }
}

impl fmt::Debug for Narrower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Narrower").field("references", &self.references).finish_non_exhaustive()
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revision").field("since", &self.since).finish_non_exhaustive()
    }
}

/// A reference to another catalogue.
pub(crate) const fn reference(framework: &'static str, control: &'static str) -> Reference {
    Reference { framework, control }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn controls_stand_in_evaluation_order() {
        let mut sorted: Vec<(Level, &str)> = CONTROLS.iter().map(|c| (c.level, c.id)).collect();
        let listed = sorted.clone();
        sorted.sort_unstable();
        assert_eq!(listed, sorted);
    }

    #[test]
    fn ids_are_permanent_and_slugs_unique() {
        let mut slugs = HashSet::new();
        for (control, number) in CONTROLS.iter().zip(1..) {
            assert_eq!(control.meta.id, format!("SK-{number:04}"));
            assert!(slugs.insert(control.meta.slug), "{}", control.meta.slug);
            assert_eq!(Control::find(control.meta.slug), Some(control));
        }
    }

    #[test]
    fn revisions_grow_and_overrides_name_baseline_controls() {
        for control in &CONTROLS {
            assert!(control.revisions.is_sorted_by(|a, b| a.since < b.since), "{}", control.id);
            assert!(!control.revisions.is_empty());
            for id in control.overrides {
                assert_eq!(control.level, Level::Restricted);
                assert_eq!(Control::find(id).map(|c| c.level), Some(Level::Baseline));
            }
        }
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        for control in &CONTROLS {
            let meta = &control.meta;
            for text in [meta.title, meta.what, meta.why, meta.fix, meta.fine] {
                assert!(!text.en.is_empty() && !text.ja.is_empty(), "{}", control.id);
                assert!(text.ja.chars().any(|c| ('ぁ'..='ヿ').contains(&c)), "{}", text.ja);
            }
            let pss = format!("{}:{}", control.level, control.id);
            assert!(meta.references.iter().any(|r| r.framework == "pss" && r.control == pss));
        }
    }
}
