use std::collections::BTreeMap;

use sekisho_finding::{Audience, Finding, Lang, Outcome, Text};

/// What an intruder, or a fault, gains from a finding: the harm in one word, for summaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consequence {
    /// The node or the whole cluster is taken over.
    Takeover,
    /// Code runs that nobody ordered: malware, miners, swapped images.
    UnauthorisedCode,
    /// Credentials or data leak.
    DataLeak,
    /// An intruder moves on to other workloads.
    Spread,
    /// Workloads stop or starve.
    Outage,
    /// What happened cannot be told afterwards.
    LostTraces,
}

impl Consequence {
    /// All of them, the gravest first.
    pub const ALL: &'static [Self] = &[
        Self::Takeover,
        Self::UnauthorisedCode,
        Self::DataLeak,
        Self::Spread,
        Self::Outage,
        Self::LostTraces,
    ];

    /// The name as it stands in reports for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Takeover => "takeover",
            Self::UnauthorisedCode => "unauthorisedCode",
            Self::DataLeak => "dataLeak",
            Self::Spread => "spread",
            Self::Outage => "outage",
            Self::LostTraces => "lostTraces",
        }
    }

    /// The name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        let text = match self {
            Self::Takeover => Text {
                en: "takeover of nodes or cluster",
                ja: "ノードやクラスターの乗っ取り",
            },
            Self::UnauthorisedCode => {
                Text { en: "unauthorised code", ja: "不正なコードの実行" }
            }
            Self::DataLeak => Text { en: "data leak", ja: "情報漏えい" },
            Self::Spread => Text {
                en: "spread to other workloads",
                ja: "他のワークロードへの侵入拡大",
            },
            Self::Outage => Text { en: "outage", ja: "サービス停止" },
            Self::LostTraces => Text { en: "lost traces", ja: "痕跡の消失" },
        };
        text.get(lang)
    }

    /// The gravest consequence of the ATT&CK techniques that a finding stands for; without any, that of
    /// the area of the NSA/CISA guide; reliability findings end in an outage. None where neither says.
    pub fn of(finding: &Finding) -> Option<Self> {
        let by = |framework: &str, consequence: fn(&str) -> Option<Self>| {
            finding
                .all_references()
                .filter(|reference| reference.framework == framework)
                .filter_map(|reference| consequence(reference.control))
                .min()
        };
        let reliability = (finding.audience() == Audience::Reliability).then_some(Self::Outage);
        by("mitre", of_technique).or_else(|| by("nsa", of_area)).or(reliability)
    }

    /// How many findings that are `shown` lead to each consequence.
    pub fn count(outcome: &Outcome, shown: impl Fn(&Finding) -> bool) -> BTreeMap<Self, u64> {
        let mut counts = BTreeMap::new();
        for consequence in outcome.findings.iter().filter(|it| shown(it)).filter_map(Self::of) {
            *counts.entry(consequence).or_default() += 1;
        }
        counts
    }
}

/// By technique of ATT&CK, sub-techniques like their technique unless named.
fn of_technique(technique: &str) -> Option<Consequence> {
    use Consequence::{DataLeak, LostTraces, Outage, Spread, Takeover, UnauthorisedCode};
    let whole = technique.split('.').next().unwrap_or(technique);
    Some(match whole {
        "T1611" | "T1068" | "T1098" | "T1078" | "T1548" | "T1543" => Takeover,
        "T1609" | "T1610" | "T1525" | "T1204" | "T1190" | "T1195" | "T1053" | "T1612" | "T1556"
        | "T1036" => UnauthorisedCode,
        "T1048" | "T1552" | "T1528" | "T1557" | "T1040" | "T1565" | "T1550" | "T1110" => DataLeak,
        "T1046" | "T1133" | "T1021" | "T1090" | "T1057" | "T1613" | "T1069" => Spread,
        "T1485" | "T1490" | "T1496" | "T1498" | "T1499" => Outage,
        "T1070" | "T1562" => LostTraces,
        _ => return None,
    })
}

/// By area of the NSA/CISA guide.
fn of_area(area: &str) -> Option<Consequence> {
    use Consequence::{DataLeak, LostTraces, Outage, Spread, Takeover, UnauthorisedCode};
    Some(match area {
        "pod" | "node" | "rbac" | "authn" | "authz" => Takeover,
        "img" | "upg" => UnauthorisedCode,
        "sec" | "enc" | "cloud" => DataLeak,
        "net" | "ns" => Spread,
        "res" => Outage,
        "log" => LostTraces,
        _ => return None,
    })
}
