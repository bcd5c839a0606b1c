//! The catalogues: one file a framework, controls in our own words.

mod cis;
mod cis_api_server;
mod cis_control_plane;
mod cis_node;
mod cis_policy;
mod cncf;
mod gdpr;
mod hipaa;
mod mitre;
mod nsa;
mod pci;
mod pss;
mod soc2;

use std::fmt;
use std::sync::LazyLock;

use sekisho_finding::{Reference, Text};

use crate::{By, Control, Framework, Gap, Section};

/// Other names of frameworks: what people are likely to write, and those without a version.
pub const ALIASES: &[(&str, &str)] = &[
    ("cis", "cis-1.12"),
    ("pss", "pss-restricted"),
    ("nsa-cisa", "nsa"),
    ("attack", "mitre"),
    ("mitre-attack", "mitre"),
    ("pci", "pci-dss"),
    ("pci-dss-4", "pci-dss"),
    ("pci-dss-4.0.1", "pci-dss"),
    ("soc-2", "soc2"),
];

/// Those that every run is measured by, without being asked.
const AT_A_GLANCE: [&str; 5] = ["nsa", "mitre", "cis-1.12", "pss-baseline", "pss-restricted"];

static FRAMEWORKS: LazyLock<Vec<Framework>> = LazyLock::new(|| {
    let mut all = vec![nsa::framework(), mitre::framework()];
    all.extend(cis::frameworks());
    all.extend(pss::frameworks());
    all.extend([
        cncf::framework(),
        pci::framework(),
        soc2::framework(),
        hipaa::framework(),
        gdpr::framework(),
    ]);
    all
});

/// Every framework, in the order in which they are listed.
pub fn frameworks() -> &'static [Framework] {
    &FRAMEWORKS
}

/// Those that the summary of every scan shows.
pub fn at_a_glance() -> Vec<&'static Framework> {
    frameworks().iter().filter(|framework| AT_A_GLANCE.contains(&framework.name)).collect()
}

/// The framework with a name or an [alias](ALIASES), in any case.
pub fn find(name: &str) -> Result<&'static Framework, UnknownFramework> {
    let lower = name.to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lower);
    let wanted = alias.map_or(lower.as_str(), |(_, name)| name);
    frameworks().iter().find(|framework| framework.name == wanted).ok_or_else(|| {
        let known = frameworks().iter().map(|framework| framework.name);
        let nearest = known.map(|known| (strsim::levenshtein(&lower, known), known)).min();
        let near = nearest.filter(|(distance, _)| *distance <= lower.len().div_ceil(3));
        UnknownFramework { name: name.to_owned(), nearest: near.map(|(_, known)| known) }
    })
}

/// A name that no framework has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFramework {
    /// What was asked for.
    pub name: String,
    /// The nearest name there is.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownFramework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no framework", self.name)
    }
}

impl std::error::Error for UnknownFramework {}

/// A control as the tables write it.
struct Row {
    id: &'static str,
    title: Text,
    by: &'static str,
    gap: Option<Gap>,
}

const fn row(
    id: &'static str,
    en: &'static str,
    ja: &'static str,
    by: &'static str,
    gap: Option<Gap>,
) -> Row {
    Row { id, title: Text { en, ja }, by, gap }
}

fn chapter(id: &'static str, title: Text, rows: &[Row]) -> Section {
    let control = |row: &Row| Control {
        id: row.id,
        title: row.title,
        by: judged_by(row.by),
        gap: row.gap,
        manual: None,
    };
    Section { id, title, controls: rows.iter().map(control).collect() }
}

/// What a list in a table names, by spaces: `P17` is a row of the control catalogue, `cis:5.2.7` an
/// item of the newest CIS benchmark, `cis11:5.2.9` of the one before, `pss:LEVEL:CHECK` a control of
/// the Pod Security Standards, `mitre:T1611` a technique; all else is the slug of a check.
fn judged_by(list: &'static str) -> Vec<By> {
    list.split_whitespace().map(judge).collect()
}

fn judge(token: &'static str) -> By {
    let reference = |framework, control| By::Reference(Reference { framework, control });
    match token.split_once(':') {
        Some(("cis", item)) => reference("cis-1.12", item),
        Some(("cis11", item)) => reference("cis-1.11", item),
        Some(("pss", control)) => reference("pss", control),
        Some(("mitre", technique)) => reference("mitre", technique),
        _ if token.starts_with(|first: char| first.is_ascii_uppercase()) => {
            reference("catalogue", token)
        }
        _ => By::Check(token),
    }
}
