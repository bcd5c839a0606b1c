//! Where a change to a rendered object belongs: in a value of its chart, or in a patch of its
//! kustomization.

use sekisho_finding::{Edit, Evidence, Message, ObjectRef, Text};
use sekisho_source::flow;
use sekisho_value::{Map, Route, Step, Value};

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
    "it is rendered from a kustomization: add this patch to `{file}`:\n{patch}",
    "kustomization から生成されたオブジェクトです。次のパッチを `{file}` に追加してください:\n{patch}",
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
        let file = format!("{}/kustomization.yaml", base.trim_end_matches('/'));
        return match value.and_then(|value| patch(object, value, edits)) {
            Some(patch) => Message::new(PATCH)
                .with("file", Evidence::new(file))
                .with("patch", Evidence::lines(&patch)),
            None => Message::new(RENDERED),
        };
    }
    let (Some(chart), Some(template)) = (&origin.chart, &origin.template) else {
        return Message::new(RENDERED);
    };
    let path = format!("{}/{template}", chart.trim_end_matches('/'));
    let source = reader.template(&path).unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    for edit in edits {
        for (value, line) in values(&source, edit) {
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

/// The values that a template puts at the field of an edit or around it, as `image.tag: 1.2`, each
/// with the line, counted from 1, that uses it.
///
/// A template is no YAML, so it is read by lines: keys by their indentation, actions by what they
/// name. What goes through a variable, a helper or a condition elsewhere is not seen.
fn values(template: &str, edit: &Edit) -> Vec<(String, usize)> {
    let keys: Vec<&str> = edit
        .route()
        .steps()
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
        .collect();
    let lines: Vec<&str> = template.lines().collect();
    // The deepest field on the way whose lines name a value: it, and what is missing below it.
    let mut best: Option<(usize, usize, String)> = None;
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let content = line.trim_start();
        let dashes = content.len() - content.trim_start_matches("- ").len();
        let indent = line.len() - content.len() + dashes;
        let content = content.trim_start_matches("- ");
        let action = action_value(content);
        if content.starts_with("{{") {
            // A block of YAML below the key that is open: `{{- toYaml .Values.x | nindent 8 }}`.
            let depth = matching(&open, &keys);
            let is_inside = depth == open.len() && depth > 0;
            if let Some(value) = action.filter(|_| is_inside && content.contains("toYaml"))
                && best.as_ref().is_none_or(|(known, ..)| depth > *known)
            {
                best = Some((depth, number, value));
            }
            continue;
        }
        let Some((key, rest)) = content.split_once(':') else { continue };
        if content.starts_with('#') || key.contains([' ', '{']) {
            continue;
        }
        open.retain(|(column, _)| *column < indent);
        open.push((indent, key.trim_matches('"')));
        let depth = matching(&open, &keys);
        if depth != open.len() {
            continue;
        }
        // `with .Values.x` around a block is written before or behind the key.
        let near = [
            action_value(rest),
            number.checked_sub(1).and_then(|at| lines.get(at)).and_then(|line| with_value(line)),
            lines.get(number + 1).and_then(|line| with_value(line)),
        ];
        if let Some(value) = near.into_iter().flatten().next()
            && best.as_ref().is_none_or(|(known, ..)| depth > *known)
        {
            best = Some((depth, number, value));
        }
    }
    let Some((depth, line, value)) = best else {
        return Vec::new();
    };
    let missing = keys.get(depth..).unwrap_or_default();
    // A whole pod spec from one value says nothing on where in it a list element is.
    let passes_list = edit.route().steps().iter().rev().take(missing.len() + 1);
    if passes_list.into_iter().any(|step| matches!(step, Step::Index(_))) && !missing.is_empty() {
        return vec![(format!("`{value}`"), line + 1)];
    }
    let path: Vec<&str> = std::iter::once(value.as_str()).chain(missing.iter().copied()).collect();
    let path = path.join(".");
    let said = match edit {
        Edit::Set { value, .. } => format!("`{path}: {}`", flow(value)),
        Edit::Remove { .. } | Edit::KeepLast { .. } => format!("`{path}` (remove)"),
    };
    vec![(said, line + 1)]
}

/// How many of the open keys are those on the way, from the first one on.
fn matching(open: &[(usize, &str)], keys: &[&str]) -> usize {
    open.iter().zip(keys).take_while(|((_, key), wanted)| key == *wanted).count()
}

/// The first `.Values.a.b` of an action, without `.Values.`.
fn action_value(text: &str) -> Option<String> {
    let (_, action) = text.split_once("{{")?;
    let (_, value) = action.split_once(".Values.")?;
    let end = value.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_')));
    let value = value.get(..end.unwrap_or(value.len()))?.trim_end_matches('.');
    (!value.is_empty()).then(|| value.to_owned())
}

fn with_value(line: &str) -> Option<String> {
    let content = line.trim_start().trim_start_matches("{{").trim_start_matches(['-', ' ']);
    if content.starts_with("with ") || content.starts_with("toYaml ") || content.starts_with("if ")
    {
        return action_value(line);
    }
    None
}

/// A JSON patch (RFC 6902) in a `patches` entry of a kustomization.
fn patch(object: &ObjectRef, value: &Value, edits: &[Edit]) -> Option<String> {
    let mut now = value.clone();
    let mut operations: Vec<String> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Set { route, value } => {
                let (at, value, op) = addition(&now, route, value)?;
                operations.push(format!(
                    "      - op: {op}\n        path: {at}\n        value: {}",
                    flow(&value)
                ));
                set(&mut now, &at, value)?;
            }
            Edit::Remove { route } => {
                route.find(&now)?;
                operations.push(format!("      - op: remove\n        path: {route}"));
                remove(&mut now, route)?;
            }
            Edit::KeepLast { .. } => return None,
        }
    }
    let mut target = String::new();
    let (group, version) = match object.api_version.split_once('/') {
        Some((group, version)) => (Some(group), version),
        None => (None, object.api_version.as_str()),
    };
    let fields = [
        ("group", group),
        ("version", Some(version)),
        ("kind", Some(object.kind.as_str())),
        ("namespace", object.namespace.as_deref()),
        ("name", Some(object.name.as_str())),
    ];
    for (key, field) in fields {
        if let Some(field) = field {
            target.push_str(&format!("      {key}: {field}\n"));
        }
    }
    Some(format!("patches:\n  - target:\n{target}    patch: |-\n{}", operations.join("\n")))
}

/// What to add where, so that maps that are missing on the way come with it.
fn addition(now: &Value, route: &Route, value: &Value) -> Option<(Route, Value, &'static str)> {
    let mut at = Route::root();
    let mut place = Some(now);
    let mut steps = route.steps().iter();
    for step in steps.by_ref() {
        at.push(step.clone());
        place = match (step, place?) {
            (Step::Key(key), value) => value.get(key),
            (Step::Index(index), value) => value.items().get(*index),
        };
        if place.is_none_or(Value::is_null) {
            break;
        }
    }
    let rest: Vec<&Step> = steps.collect();
    let op = if place.is_some() { "replace" } else { "add" };
    let wrapped = rest.iter().rev().try_fold(value.clone(), |value, step| match step {
        Step::Key(key) => Some(Value::Map(Map::from_entries(vec![(key.as_str().into(), value)]))),
        Step::Index(_) => None,
    })?;
    Some((at, wrapped, op))
}

fn set(now: &mut Value, route: &Route, value: Value) -> Option<()> {
    let (last, way) = route.steps().split_last()?;
    let parent = way.iter().try_fold(now, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.items_mut().get_mut(*index),
    })?;
    match last {
        Step::Key(key) => parent.set(key.as_str(), value),
        Step::Index(index) => *parent.items_mut().get_mut(*index)? = value,
    }
    Some(())
}

fn remove(now: &mut Value, route: &Route) -> Option<()> {
    let (last, way) = route.steps().split_last()?;
    let parent = way.iter().try_fold(now, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.items_mut().get_mut(*index),
    })?;
    match (parent, last) {
        (Value::Map(map), Step::Key(key)) => {
            map.remove(key)?;
        }
        (Value::Seq(items), Step::Index(index)) if *index < items.len() => {
            let mut rest = std::mem::take(items).into_vec();
            rest.remove(*index);
            *items = rest.into();
        }
        _ => return None,
    }
    Some(())
}
