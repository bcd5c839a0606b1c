//! Where a change to a rendered object belongs: in a value of its chart, or in a patch of its
//! kustomization.

mod patch;
mod values;

use sekisho_finding::{Edit, Evidence, Message, ObjectRef, Text};
use sekisho_value::Value;

use self::values::Used;
use crate::Reader;

const fn text(en: &'static str, ja: &'static str) -> Text {
    Text { en, ja }
}

const VALUES: Text = text(
    "it is rendered from a chart: set {values} in the values of `{chart}` ({template})",
    "チャートから生成されたオブジェクトです。`{chart}` の値で {values} を設定してください({template})",
);
const TEMPLATE: Text = text(
    "it is rendered from a chart, whose values do not reach this field: change `{template}` of `{chart}`",
    "チャートから生成されたオブジェクトで、この項目に届く値がありません。`{chart}` の `{template}` を変更してください",
);
const PATCH: Text = text(
    "it is rendered from a kustomization: add this under `patches` in `{file}`:\n{patch}",
    "kustomization から生成されたオブジェクトです。`{file}` の `patches` に次の内容を追加してください:\n{patch}",
);
const RENDERED: Text = text(
    "the object is rendered: change what it is rendered from",
    "生成されたオブジェクトです。生成元を変更してください",
);

/// What to do instead of editing a rendered object.
pub(crate) fn advice(
    object: &ObjectRef,
    value: Option<&Value>,
    edits: &[Edit],
    reader: &dyn Reader,
) -> Message {
    let Some(origin) = object.origin.as_deref() else {
        return Message::new(RENDERED);
    };
    if let Some(base) = &origin.base {
        return of_kustomization(object, value, edits, base, reader);
    }
    let (Some(chart), Some(template)) = (&origin.chart, &origin.template) else {
        return Message::new(RENDERED);
    };
    let path = format!("{}/{template}", chart.trim_end_matches('/'));
    let source = reader.template(&path).unwrap_or_default();
    let below = below_sub_charts(template);
    let mut found: Vec<String> = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    for edit in edits {
        if let Some(Used { path, change, line }) = values::used(&source, edit) {
            let value = format!("`{below}{path}{change}`");
            if !found.contains(&value) {
                found.push(value);
            }
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    if found.is_empty() {
        return Message::new(TEMPLATE)
            .with("chart", Evidence::new(chart))
            .with("template", Evidence::new(template));
    }
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    Message::new(VALUES)
        .with("values", Evidence::new(found.join(", ")))
        .with("chart", Evidence::new(chart))
        .with("template", Evidence::new(format!("{template}:{}", lines.join(","))))
}

/// Where the values of a sub-chart stand among those of the chart around it: `charts/db/templates/…` is
/// `db.`.
fn below_sub_charts(template: &str) -> String {
    let parts: Vec<&str> = template.split('/').collect();
    let pairs = parts.iter().zip(parts.iter().skip(1));
    let names = pairs.step_by(2).take_while(|(folder, _)| **folder == "charts");
    names.flat_map(|(_, name)| [name, "."]).collect()
}

fn of_kustomization(
    object: &ObjectRef,
    value: Option<&Value>,
    edits: &[Edit],
    base: &str,
    reader: &dyn Reader,
) -> Message {
    let base = base.trim_end_matches('/');
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    let mut files = names.iter().map(|name| format!("{base}/{name}"));
    let found = files.find_map(|file| Some((reader.template(&file)?, file)));
    let (text, file) =
        found.unwrap_or_else(|| (String::new(), format!("{base}/kustomization.yaml")));
    let patch = value.and_then(|value| patch::entry(object, value, edits, &text));
    match patch {
        Some(patch) => Message::new(PATCH)
            .with("file", Evidence::new(file))
            .with("patch", Evidence::lines(&patch)),
        None => Message::new(RENDERED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_sub_charts_stand_below_their_names() {
        assert_eq!(below_sub_charts("templates/a.yaml"), "");
        assert_eq!(below_sub_charts("charts/db/templates/a.yaml"), "db.");
        assert_eq!(below_sub_charts("charts/db/charts/x/templates/a.yaml"), "db.x.");
    }
}
