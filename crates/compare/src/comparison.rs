use std::sync::Arc;

use sekisho_finding::{CheckMeta, Lang, Message, ObjectRef, Scanner};

use crate::{Claim, Difference};

/// What came of a control and an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Found here, and not by the scanner.
    Missed,
    /// Raised by the scanner, and judged to be fine here.
    RaisedFalsely,
    /// Raised by the scanner, and not contradicted here: waived, a hint only, not decidable, not looked at,
    /// or told at another object.
    HeldBack,
}

impl Outcome {
    /// The name as it stands in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::RaisedFalsely => "raisedFalsely",
            Self::HeldBack => "heldBack",
        }
    }
}

/// In which way a scanner missed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missed {
    /// It says that the control holds.
    Passed,
    /// It says nothing of this control and this object, though it does of other objects.
    Silent,
    /// The control is nowhere in the report: perhaps it was not asked.
    NotAsked,
}

impl Missed {
    /// The name as it stands in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Silent => "silent",
            Self::NotAsked => "notAsked",
        }
    }
}

/// Why a row is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// How the scanner missed it.
    Missed(Missed),
    /// The checks looked at the object and found it good.
    Good,
    /// The control asks for what Kubernetes does not do, or no longer.
    Differs(Difference),
    /// Somebody decided that it is fine, for this reason; none where none was given.
    Waived(Option<String>),
    /// It is told as a hint of low confidence.
    Hint(Message),
    /// A check could give no verdict.
    Undecided,
    /// The checks do not look at this object: it is of a kind that they leave out.
    OutOfScope,
    /// It is told once, at the object that is the cause.
    Elsewhere(Arc<ObjectRef>),
}

impl Reason {
    /// The name as it stands in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Missed(how) => how.name(),
            Self::Good => "good",
            Self::Differs(_) => "differs",
            Self::Waived(_) => "waived",
            Self::Hint(_) => "hint",
            Self::Undecided => "undecided",
            Self::OutOfScope => "outOfScope",
            Self::Elsewhere(_) => "elsewhere",
        }
    }

    /// A sentence; what the checks look at is said by the checks.
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Missed(Missed::Passed), Lang::En) => "it says that this is fine".to_owned(),
            (Self::Missed(Missed::Passed), Lang::Ja) => "問題なしと判定している".to_owned(),
            (Self::Missed(Missed::Silent), Lang::En) => "it says nothing of this object".to_owned(),
            (Self::Missed(Missed::Silent), Lang::Ja) => {
                "このオブジェクトについて何も報告していない".to_owned()
            }
            (Self::Missed(Missed::NotAsked), Lang::En) => {
                "the control is nowhere in the report; perhaps it was not asked".to_owned()
            }
            (Self::Missed(Missed::NotAsked), Lang::Ja) => {
                "この項目はレポートのどこにもない。実行されなかった可能性がある".to_owned()
            }
            (Self::Good, Lang::En) => "looked at, and nothing of that is there".to_owned(),
            (Self::Good, Lang::Ja) => "調べたが、該当するものはない".to_owned(),
            (Self::Differs(difference), _) => difference.reason(lang).to_owned(),
            (Self::Waived(Some(reason)), Lang::En) => format!("waived: {reason}"),
            (Self::Waived(Some(reason)), Lang::Ja) => format!("除外済み: {reason}"),
            (Self::Waived(None), Lang::En) => "waived without a reason".to_owned(),
            (Self::Waived(None), Lang::Ja) => "理由なしで除外済み".to_owned(),
            (Self::Hint(message), Lang::En) => {
                format!("a hint of low confidence: {}", message.render(lang))
            }
            (Self::Hint(message), Lang::Ja) => {
                format!("確度の低い手がかり: {}", message.render(lang))
            }
            (Self::Undecided, Lang::En) => {
                "what the verdict rests on was not there to be read".to_owned()
            }
            (Self::Undecided, Lang::Ja) => "判定の根拠となるものが読めなかった".to_owned(),
            (Self::OutOfScope, Lang::En) => {
                "the checks that stand for it leave such an object out".to_owned()
            }
            (Self::OutOfScope, Lang::Ja) => {
                "対応するチェックは、このようなオブジェクトを対象にしていない".to_owned()
            }
            (Self::Elsewhere(object), Lang::En) => format!("told once, at {}", object.label()),
            (Self::Elsewhere(object), Lang::Ja) => {
                format!("原因である {} で一度だけ報告している", object.label())
            }
        }
    }
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// What a person calls the text; none for an object that is in no text.
    pub file: Option<String>,
    /// The line, counted from 1; none where the text is no longer what was read.
    pub line: Option<u32>,
}

/// One control and one object on which the two differ.
#[derive(Clone, Debug)]
pub struct Row {
    /// What came of it.
    pub outcome: Outcome,
    /// The scanner's control; several, where one finding stands for several of them.
    pub controls: Vec<String>,
    /// What the scanner calls the control; may be empty.
    pub title: String,
    /// The object.
    pub object: Arc<ObjectRef>,
    /// Where it stands; of what was missed, the field.
    pub spot: Spot,
    /// The checks that stand for the control.
    pub checks: Vec<&'static CheckMeta>,
    /// What the finding says; none where there is none.
    pub ours: Option<Message>,
    /// What the scanner says; may be empty.
    pub theirs: String,
    /// Why.
    pub reason: Reason,
}

/// A control that no check stands for.
#[derive(Clone, Debug)]
pub struct Unjudged {
    /// The control.
    pub control: String,
    /// What the scanner calls it; may be empty.
    pub title: String,
    /// The objects at which it does not hold, and where they stand.
    pub failed: Vec<(Arc<ObjectRef>, Spot)>,
    /// At how many objects it holds.
    pub passed: u64,
}

/// What two scans of the same files say.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The other scanner.
    pub tool: Scanner,
    /// Its version, where the report tells.
    pub version: Option<String>,
    /// Controls and objects on which both say that something is wrong.
    pub agreed: u64,
    /// Controls and objects on which both say that nothing is.
    pub both_good: u64,
    /// Controls and objects that the scanner was told to leave.
    pub skipped: u64,
    /// Where they differ: by outcome, control and object.
    pub rows: Vec<Row>,
    /// Controls in the report that no check stands for, by id.
    pub unjudged: Vec<Unjudged>,
    /// Findings that no control of the scanner stands for, by check: most first.
    pub beyond: Vec<(&'static CheckMeta, u64)>,
    /// Claims about objects that are not among those read here.
    pub unplaced: Vec<Claim>,
    /// Entries of the report that could not be understood.
    pub unread: u64,
}

impl Comparison {
    /// The rows of an outcome.
    pub fn rows(&self, outcome: Outcome) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.outcome == outcome)
    }
}
