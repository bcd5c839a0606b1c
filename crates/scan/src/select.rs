use sekisho_finding::CheckMeta;

/// Which checks are asked.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Slugs or ids; empty means all.
    only: Vec<&'static str>,
    /// Slugs or ids that are left out.
    skip: Vec<&'static str>,
}

/// A slug or id that no check has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCheck {
    /// What was asked for.
    pub name: String,
    /// The nearest slug there is.
    pub nearest: Option<&'static str>,
}

impl std::fmt::Display for UnknownCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no check", self.name)
    }
}

impl std::error::Error for UnknownCheck {}

impl Selection {
    /// The checks in `only` (all, if it is empty) without those in `skip`; slugs, former slugs and
    /// ids are understood. A name that no check has is an error: a typo must not pass for green.
    pub fn new(only: &[String], skip: &[String]) -> Result<Self, UnknownCheck> {
        let ids = |names: &[String]| names.iter().map(|name| Ok(find_check(name)?.id)).collect();
        Ok(Self {
            only: Result::from_iter::<Vec<_>>(ids(only))?,
            skip: Result::from_iter::<Vec<_>>(ids(skip))?,
        })
    }

    /// Whether a check is asked.
    pub fn asks(&self, check: &CheckMeta) -> bool {
        (self.only.is_empty() || self.only.contains(&check.id)) && !self.skip.contains(&check.id)
    }

    /// The checks that are left out, by id.
    pub fn disabled(&self) -> Vec<&'static CheckMeta> {
        all_checks().filter(|check| self.skip.contains(&check.id)).collect()
    }
}

/// Every check there is, by id: the controls of Pod Security Standards, the built-in ones, and what is
/// found while waivers are applied and states are compared.
pub fn all_checks() -> impl Iterator<Item = &'static CheckMeta> {
    let controls = sekisho_pss::CONTROLS.iter().map(|control| &control.meta);
    let checks = sekisho_checks::CHECKS.iter().map(|check| &check.meta);
    let waivers = sekisho_checks::waiver::WAIVER_CHECKS.iter().copied();
    let changes = sekisho_checks::change::CHANGE_CHECKS.iter().copied();
    controls.chain(checks).chain(waivers).chain(changes)
}

/// The check with a slug, a former slug or an id.
pub fn find_check(name: &str) -> Result<&'static CheckMeta, UnknownCheck> {
    let named = |check: &&CheckMeta| {
        check.slug == name
            || check.id.eq_ignore_ascii_case(name)
            || check.former_slugs.contains(&name)
    };
    all_checks()
        .find(named)
        .ok_or_else(|| UnknownCheck { name: name.to_owned(), nearest: nearest(name) })
}

/// The slug that differs least, if it differs little.
fn nearest(name: &str) -> Option<&'static str> {
    let (distance, slug) =
        all_checks().map(|check| (strsim::levenshtein(name, check.slug), check.slug)).min()?;
    (distance <= name.len().div_ceil(3)).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_check_is_an_error_with_the_nearest_name() {
        let error = Selection::new(&["privleged-container".to_owned()], &[]).unwrap_err();
        assert_eq!(error.nearest, Some("privileged-container"));
    }
}
