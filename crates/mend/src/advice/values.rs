//! Which value of a chart a field comes from, as far as its template tells.

use sekisho_finding::Edit;
use sekisho_source::flow;
use sekisho_value::Step;

/// A value that a template uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// The value and what is missing below it: `podSecurityContext.runAsNonRoot`.
    pub(super) path: String,
    /// What to do with it, `: true`; empty where only a person can tell.
    pub(super) change: String,
    /// The line of the template that uses it, counted from 1.
    pub(super) line: usize,
}

/// The value that a template puts at the field of an edit or nearest around it.
///
/// A template is no YAML, so it is read by lines: keys by their indentation, actions by what they
/// name. What goes through a variable, a helper or a condition elsewhere is not seen.
pub(super) fn used(template: &str, edit: &Edit) -> Option<Used> {
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
        let line_at = |number: Option<usize>| {
            let number = number?;
            Some((number, lines.get(number)?.trim_start()))
        };
        let starts = |content: &str, word: &str| {
            content.strip_prefix("{{").is_some_and(|rest| {
                rest.trim_start_matches(['-', ' '])
                    .strip_prefix(word)
                    .is_some_and(|rest| rest.starts_with(' '))
            })
        };
        // What stands behind the key; `with .Values.x` before it; a block from one value below it,
        // which may be inside a `with` of its own.
        let before = line_at(number.checked_sub(1)).filter(|(_, line)| starts(line, "with"));
        let below = line_at(Some(number + 1)).filter(|(_, line)| {
            let is_inner =
                line_at(Some(number + 2)).is_some_and(|(_, line)| starts(line, "toYaml"));
            starts(line, "toYaml") || (starts(line, "with") && is_inner)
        });
        let near = [Some((number, rest)), before, below.filter(|_| rest.trim().is_empty())];
        let mut values =
            near.into_iter().flatten().filter_map(|(at, line)| Some((at, action_value(line)?)));
        if let Some((at, value)) = values.next()
            && best.as_ref().is_none_or(|(known, ..)| depth > *known)
        {
            best = Some((depth, at, value));
        }
    }
    let (depth, line, value) = best?;
    let missing = keys.get(depth..).unwrap_or_default();
    let line = line + 1;
    // A whole list from one value says nothing on where in it an element is.
    let mut seen = 0;
    let mut rest = edit.route().steps().iter().skip_while(|step| {
        let is_behind = seen == depth;
        seen += usize::from(matches!(step, Step::Key(_)));
        !is_behind
    });
    if !missing.is_empty() && rest.any(|step| matches!(step, Step::Index(_))) {
        return Some(Used { path: value, change: String::new(), line });
    }
    let path: Vec<&str> = std::iter::once(value.as_str()).chain(missing.iter().copied()).collect();
    let change = match edit {
        Edit::Set { value, .. } => format!(": {}", flow(value)),
        Edit::Remove { .. } => ": null".to_owned(),
        Edit::KeepLast { .. } => String::new(),
        Edit::Rename { to, .. } => format!(" → {to}"),
    };
    Some(Used { path: path.join("."), change, line })
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

#[cfg(test)]
mod tests {
    use sekisho_value::{Route, Value};

    use super::*;

    const TEMPLATE: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      {{- with .Values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      hostNetwork: {{ .Values.network.host }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          resources: {{ toYaml .Values.resources | nindent 12 }}
          livenessProbe:
            httpGet:
              path: /
"#;

    fn value(keys: &[&str], value: Value) -> Option<String> {
        let mut route = Route::root();
        for key in keys {
            match key.parse::<usize>() {
                Ok(index) => route.push(index),
                Err(_) => route.push(*key),
            }
        }
        let used = used(TEMPLATE, &Edit::Set { route, value })?;
        Some(format!("{}{} ({})", used.path, used.change, used.line))
    }

    fn of<'k>(rest: &[&'k str]) -> Vec<&'k str> {
        [&["spec", "template", "spec", "containers", "0"], rest].concat()
    }

    #[test]
    fn the_nearest_value_around_a_field_is_named() {
        assert_eq!(
            value(&of(&["securityContext", "readOnlyRootFilesystem"]), true.into()).as_deref(),
            Some("securityContext.readOnlyRootFilesystem: true (18)")
        );
        assert_eq!(
            value(&["spec", "template", "spec", "securityContext", "runAsNonRoot"], true.into())
                .as_deref(),
            Some("podSecurityContext.runAsNonRoot: true (9)")
        );
        assert_eq!(
            value(&["spec", "template", "spec", "hostNetwork"], false.into()).as_deref(),
            Some("network.host: false (13)")
        );
        assert_eq!(
            value(&of(&["resources", "limits", "memory"]), "1Gi".into()).as_deref(),
            Some("resources.limits.memory: 1Gi (19)")
        );
    }

    #[test]
    fn a_field_that_no_value_reaches_has_none() {
        let probe =
            ["spec", "template", "spec", "containers", "0", "livenessProbe", "httpGet", "host"];
        assert_eq!(value(&probe, "x".into()), None);
        assert_eq!(value(&["spec", "template", "spec", "hostPID"], false.into()), None);
    }
}
