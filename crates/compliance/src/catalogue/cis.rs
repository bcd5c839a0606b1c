//! CIS Kubernetes Benchmark, versions 1.8 to 1.12: one list of items, each with its number in every
//! version that has it and with whether that version assesses it automatically.

use sekisho_finding::Text;

use super::{cis_api_server, cis_control_plane, cis_node, cis_policy, judged_by};
use crate::{Control, Framework, Gap, Section};

/// A chapter of the benchmark.
pub(super) struct Chapter {
    pub(super) id: &'static str,
    pub(super) title: Text,
    pub(super) items: &'static [Item],
}

/// What the benchmark asks for, whatever its number.
pub(super) struct Item {
    /// `1.2.13(A)@1.8 1.2.12(A)@1.9/1.10`: its number, A for automated or M for manual, the versions.
    numbers: &'static str,
    title: Text,
    by: &'static str,
    gap: Option<Gap>,
}

impl Item {
    pub(super) const fn new(
        numbers: &'static str,
        en: &'static str,
        ja: &'static str,
        by: &'static str,
        gap: Option<Gap>,
    ) -> Self {
        Self { numbers, title: Text { en, ja }, by, gap }
    }

    /// Its number in a version, and whether it is assessed by hand there.
    fn number(&self, version: &str) -> Option<(&'static str, bool)> {
        self.numbers.split(' ').find_map(|part| {
            let (number, versions) = part.split_once('@')?;
            let (number, mode) = number.split_once('(')?;
            let has = versions.split('/').any(|known| known == version);
            has.then_some((number, mode == "M)"))
        })
    }
}

/// The versions: benchmark, the name on the command line, and what it was written for.
const VERSIONS: [(&str, &str, Text); 5] = [
    ("1.8", "cis-1.8", Text { en: "CIS 1.8", ja: "CIS 1.8" }),
    ("1.9", "cis-1.9", Text { en: "CIS 1.9", ja: "CIS 1.9" }),
    ("1.10", "cis-1.10", Text { en: "CIS 1.10", ja: "CIS 1.10" }),
    ("1.11", "cis-1.11", Text { en: "CIS 1.11", ja: "CIS 1.11" }),
    ("1.12", "cis-1.12", Text { en: "CIS 1.12", ja: "CIS 1.12" }),
];

/// One framework a version, the newest first.
pub(super) fn frameworks() -> Vec<Framework> {
    VERSIONS.iter().rev().map(|(version, name, short)| framework(version, name, *short)).collect()
}

fn framework(version: &'static str, name: &'static str, short: Text) -> Framework {
    let chapters = [
        cis_api_server::CHAPTERS,
        cis_control_plane::CHAPTERS,
        cis_node::CHAPTERS,
        cis_policy::CHAPTERS,
    ]
    .into_iter()
    .flatten();
    let sections = chapters.map(|chapter| section(chapter, version));
    Framework {
        name,
        short,
        title: Text { en: "CIS Kubernetes Benchmark", ja: "CIS Kubernetes ベンチマーク" },
        version,
        publisher: "Center for Internet Security",
        url: "https://www.cisecurity.org/benchmark/kubernetes",
        about: Text {
            en: "Every item of the benchmark. What needs the files and processes of a node, or the \
                 authorizer, is not judged from manifests. Items about what admission lets in are judged \
                 by the pods that are there.",
            ja: "ベンチマークの全項目です。ノードのファイルやプロセス、認可の評価が必要な項目は、マニフェストからは\
                 判定しません。アドミッションに関する項目は、実際にある Pod により判定します。",
        },
        evidence_only: false,
        sections: sections.filter(|section| !section.controls.is_empty()).collect(),
    }
}

fn section(chapter: &Chapter, version: &str) -> Section {
    let controls = chapter.items.iter().filter_map(|item| {
        let (id, manual) = item.number(version)?;
        // Without anything but its own row, a reason says all there is to say.
        let by = if item.gap == Some(Gap::Host) { Vec::new() } else { judged_by(item.by) };
        Some(Control { id, title: item.title, by, gap: item.gap, manual: Some(manual) })
    });
    let mut controls: Vec<Control> = controls.collect();
    controls.sort_by_key(|control| numbers(control.id));
    Section { id: chapter.id, title: chapter.title, controls }
}

/// `1.2.10` stands behind `1.2.9`.
fn numbers(id: &str) -> Vec<u32> {
    id.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_numbers_its_items_without_a_hole() {
        for framework in frameworks() {
            for section in &framework.sections {
                for (nth, control) in section.controls.iter().enumerate() {
                    let number = format!("{}.{}", section.id, nth + 1);
                    assert_eq!(control.id, number, "{}", framework.name);
                }
            }
        }
    }

    #[test]
    fn an_item_moves_with_the_versions() {
        let frameworks = frameworks();
        let title = |framework: &str, id: &str| {
            let framework = frameworks.iter().find(|known| known.name == framework).unwrap();
            framework.controls().find(|control| control.id == id).map(|control| control.title.en)
        };
        assert_eq!(title("cis-1.8", "1.2.16"), title("cis-1.12", "1.2.15"));
        assert_eq!(title("cis-1.11", "5.2.13"), title("cis-1.12", "5.2.12"));
        assert_eq!(title("cis-1.8", "5.7.4"), title("cis-1.12", "5.6.4"));
        assert_eq!(title("cis-1.8", "4.3.1"), None);
    }
}
