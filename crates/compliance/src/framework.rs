use sekisho_finding::{CheckMeta, Lang, Reference, Text};

/// A catalogue of controls.
#[derive(Debug)]
pub struct Framework {
    /// The name on the command line and in reports: `nsa`, `cis-1.12`.
    pub name: &'static str,
    /// A name short enough for one line of many.
    pub short: Text,
    /// What it is called.
    pub title: Text,
    /// The edition that the controls are those of.
    pub version: &'static str,
    /// Who publishes it.
    pub publisher: &'static str,
    /// Where it is published.
    pub url: &'static str,
    /// What is listed here, and what a score over it means.
    pub about: Text,
    /// Whether a run over files or a cluster can only give evidence for its controls and never show
    /// that one is met: laws and audit criteria that mostly speak of people and procedures.
    pub evidence_only: bool,
    /// Its controls by chapter.
    pub sections: Vec<Section>,
}

/// A chapter of a framework.
#[derive(Debug)]
pub struct Section {
    /// Its number or short name there.
    pub id: &'static str,
    /// What it is about.
    pub title: Text,
    /// Its controls, in the order of the framework.
    pub controls: Vec<Control>,
}

/// A control of a framework, in our own words.
#[derive(Debug)]
pub struct Control {
    /// Its number in the framework, or where that has none, a permanent name of ours.
    pub id: &'static str,
    /// What it asks for.
    pub title: Text,
    /// What judges it; empty where nothing can.
    pub by: Vec<By>,
    /// What keeps it, or a part of it, from being judged.
    pub gap: Option<Gap>,
    /// Whether its publisher has it assessed by hand; none where the publisher does not say.
    pub manual: Option<bool>,
}

/// What judges a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The checks, and single findings of other checks, that stand for a control of a catalogue.
    Reference(Reference),
    /// The check with a slug.
    Check(&'static str),
}

/// Why a control, or a part of it, is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// Modes and owners of files, and processes, on the node itself.
    Host,
    /// Who may do what, which takes an authorizer over all roles and bindings.
    Authorizer,
    /// What only the running cluster shows.
    Cluster,
    /// Settings of a cloud account.
    Cloud,
    /// What is inside images.
    Image,
    /// What workloads do while they run.
    Runtime,
    /// The application's own code and data.
    Application,
    /// People, contracts and procedures.
    Organisation,
    /// There are checks for it, but none of them was asked.
    NotAsked,
}

impl Framework {
    /// All controls, in the order of the framework.
    pub fn controls(&self) -> impl Iterator<Item = &Control> {
        self.sections.iter().flat_map(|section| &section.controls)
    }
}

impl Control {
    /// Whether a check stands for this control with all of its findings.
    pub fn is_judged_by(&self, check: &CheckMeta) -> bool {
        self.by.iter().any(|by| match by {
            By::Reference(reference) => check.references.contains(reference),
            By::Check(slug) => check.slug == *slug || check.former_slugs.contains(slug),
        })
    }

    /// Whether what judges it leaves a part open.
    pub fn is_partial(&self) -> bool {
        !self.by.is_empty() && self.gap.is_some()
    }
}

impl Gap {
    /// Every reason that a catalogue gives.
    pub const ALL: &'static [Self] = &[
        Self::Host,
        Self::Authorizer,
        Self::Cluster,
        Self::Cloud,
        Self::Image,
        Self::Runtime,
        Self::Application,
        Self::Organisation,
        Self::NotAsked,
    ];

    /// The name as it stands in reports for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Authorizer => "authorizer",
            Self::Cluster => "cluster",
            Self::Cloud => "cloud",
            Self::Image => "image",
            Self::Runtime => "runtime",
            Self::Application => "application",
            Self::Organisation => "organisation",
            Self::NotAsked => "notAsked",
        }
    }

    /// What would be needed, in a phrase.
    pub const fn needs(self, lang: Lang) -> &'static str {
        let text = match self {
            Self::Host => Text {
                en: "needs the node: its files and processes",
                ja: "ノード上のファイルやプロセスの確認が必要",
            },
            Self::Authorizer => Text {
                en: "needs the authorizer: who may do what",
                ja: "認可の評価（誰が何をできるか）が必要",
            },
            Self::Cluster => Text {
                en: "needs the running cluster",
                ja: "稼働中のクラスターの確認が必要",
            },
            Self::Cloud => Text {
                en: "needs the settings of the cloud account",
                ja: "クラウドアカウントの設定の確認が必要",
            },
            Self::Image => Text {
                en: "needs the contents of images",
                ja: "イメージの中身の確認が必要",
            },
            Self::Runtime => Text {
                en: "needs to watch workloads run",
                ja: "ワークロードの実行時の監視が必要",
            },
            Self::Application => Text {
                en: "lies in the application's own code and data",
                ja: "アプリケーション自体のコードとデータに依存",
            },
            Self::Organisation => Text {
                en: "a matter of people, contracts and procedures",
                ja: "人、契約、手順による組織的な対策",
            },
            Self::NotAsked => Text {
                en: "its checks were not asked in this run",
                ja: "今回の実行では該当するチェックが対象外",
            },
        };
        text.get(lang)
    }
}
