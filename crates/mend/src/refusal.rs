use sekisho_finding::{Evidence, Message, Text};
use sekisho_source::EditError;

/// Why a fix was not made.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// It may break the workload, and only safe fixes were asked for.
    NotAsked {
        /// When it does.
        risk: Text,
    },
    /// The object was in no text: it comes from a live cluster.
    NoText,
    /// The text is no longer there, or it changed since it was read.
    Changed,
    /// The object is rendered; what to do instead.
    Rendered {
        /// Where the change belongs.
        advice: Message,
    },
    /// The text cannot be edited so that only this changes.
    Edit(EditError),
    /// The finding would still be there.
    Remains,
    /// Another finding would come.
    Brings {
        /// The slug of its check.
        check: &'static str,
    },
    /// The API server would refuse the object.
    Contradiction,
}

const fn text(en: &'static str, ja: &'static str) -> Text {
    Text { en, ja }
}

const NOT_ASKED: Text = text(
    "it may break the workload, so `--fix-unsafe` must ask for it. When it does, or when the finding is fine as it is: {en}",
    "ワークロードを壊す恐れがあるため、`--fix-unsafe` の指定が必要です。壊れる場合、または元のままで問題のない場合: {ja}",
);
const NO_TEXT: Text =
    text("the object is in no file", "オブジェクトがファイルに書かれたものではないため");
const CHANGED: Text = text(
    "the file is gone or was changed since it was read: scan again",
    "読み取り後にファイルが変更または削除されたため。もう一度スキャンしてください",
);
const SHARED: Text = text(
    "`{route}` is shared through an anchor, so other places would change too: edit the anchor by hand",
    "`{route}` がアンカーで共有されており、ほかの箇所も変わってしまうため。アンカーを手で直してください",
);
const NO_PLACE: Text = text(
    "nothing can be set at `{route}`: look at what stands on the way there",
    "`{route}` には値を設定できないため。そこまでの途中に書かれている内容を確認してください",
);
const ELSE: Text = text(
    "the text cannot be edited there without changing something else: edit it by hand",
    "その箇所を編集するとほかの内容まで変わってしまうため。手で直してください",
);
const REMAINS: Text =
    text("the finding would still be there afterwards", "適用しても検出が解消されないため");
const BRINGS: Text =
    text("`{check}` would be found afterwards", "適用すると `{check}` が新たに検出されるため");
const CONTRADICTION: Text = text(
    "the API server refuses `allowPrivilegeEscalation: false` beside `privileged: true` or CAP_SYS_ADMIN: take that away first",
    "`privileged: true` や CAP_SYS_ADMIN がある限り、API サーバーは `allowPrivilegeEscalation: false` を拒否するため。先にそちらを取り除いてください",
);

impl Refusal {
    /// Whether it stays when something else of the object is mended.
    pub(crate) fn is_lasting(&self) -> bool {
        !matches!(self, Self::Remains | Self::Brings { .. } | Self::Contradiction)
    }

    /// The reason in a sentence, with the next step where there is one.
    pub fn message(&self) -> Message {
        match self {
            Self::NotAsked { risk } => Message::new(NOT_ASKED)
                .with("en", Evidence::whole(risk.en))
                .with("ja", Evidence::whole(risk.ja)),
            Self::NoText => Message::new(NO_TEXT),
            Self::Changed => Message::new(CHANGED),
            Self::Rendered { advice } => advice.clone(),
            Self::Edit(EditError::Shared { route }) => {
                Message::new(SHARED).with("route", Evidence::new(route.field_path()))
            }
            Self::Edit(EditError::NoPlace { route }) => {
                Message::new(NO_PLACE).with("route", Evidence::new(route.field_path()))
            }
            Self::Edit(_) => Message::new(ELSE),
            Self::Remains => Message::new(REMAINS),
            Self::Brings { check } => Message::new(BRINGS).with("check", *check),
            Self::Contradiction => Message::new(CONTRADICTION),
        }
    }
}
