//! The keys of `sekisho.toml`: their names, the sort of value, and what they are for. Parser, template,
//! JSON Schema and suggestions come from this table.

use std::fmt::Write as _;

use sekisho_checks::{ParameterKind, Parameters};
use sekisho_finding::{Audience, Confidence, Severity};

/// The sort of value that a key takes.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Flag,
    /// A whole number that is not negative.
    Number,
    Text,
    Texts,
    /// A version of Kubernetes.
    Version,
    /// A day of the calendar.
    Day,
    /// A slug or id of a check.
    Check,
    Checks,
    OneOf(Vec<&'static str>),
    ManyOf(Vec<&'static str>),
    /// A table whose keys are checks, and whose values are severities.
    Severities,
    /// A table whose keys are names of worlds, and whose values are lists of globs.
    Worlds,
    /// A table with keys of its own.
    Table(Vec<Key>),
    /// Any number of such tables.
    Tables(Vec<Key>),
}

/// A key of the file, or of a table in it.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) doc: String,
    /// A value as it could stand in the file.
    pub(crate) example: &'static str,
    pub(crate) is_required: bool,
}

fn key(name: &'static str, kind: Kind, example: &'static str, doc: &str) -> Key {
    Key { name, kind, doc: doc.to_owned(), example, is_required: false }
}

fn required(name: &'static str, kind: Kind, example: &'static str, doc: &str) -> Key {
    Key { is_required: true, ..key(name, kind, example, doc) }
}

fn severities() -> Vec<&'static str> {
    Severity::ALL.iter().map(|severity| severity.name()).collect()
}

/// The severity that fails a run, or none.
fn thresholds() -> Vec<&'static str> {
    severities().into_iter().chain(["never"]).collect()
}

/// Everything that the file may say.
pub(crate) fn keys() -> Vec<Key> {
    let audiences = Audience::ALL.iter().map(|audience| audience.name()).collect();
    let frameworks =
        sekisho_compliance::frameworks().iter().map(|framework| framework.name).collect();
    let confidences = Confidence::ALL.iter().map(|confidence| confidence.name()).collect();
    vec![
        key(
            "fail_on",
            Kind::OneOf(thresholds()),
            "\"high\"",
            "Lowest severity that makes the exit status 1.",
        ),
        key(
            "strict",
            Kind::Flag,
            "false",
            "Let warnings fail as well: what was not rendered, comments that cannot be read.",
        ),
        key(
            "audience",
            Kind::ManyOf(audiences),
            "[\"reliability\"]",
            "Whose findings are shown beside those for security.",
        ),
        key(
            "confidence",
            Kind::OneOf(confidences),
            "\"medium\"",
            "Lowest confidence that is shown and may fail the run.",
        ),
        key(
            "kubernetes_version",
            Kind::Version,
            "\"1.34\"",
            "The version that objects are meant for.",
        ),
        key(
            "admission_config",
            Kind::Text,
            "\"admission.yaml\"",
            "Pod Security defaults and exemptions of the cluster: a file, from this folder.",
        ),
        key(
            "baseline",
            Kind::Text,
            "\"sekisho.baseline\"",
            "Known findings, as `--write-baseline` writes them: a file, from this folder.",
        ),
        key(
            "waiver_files",
            Kind::Texts,
            "[\".trivyignore\"]",
            "Waivers of other scanners: Trivy's ignore files and Kubescape's exceptions.",
        ),
        key(
            "disable",
            Kind::Checks,
            "[\"image-without-digest\"]",
            "Checks that are not asked (slugs or ids).",
        ),
        key("severity", Kind::Severities, "mutable-image-tag = \"low\"", "Severities by check."),
        key(
            "render",
            Kind::Table(vec![
                key(
                    "enabled",
                    Kind::Flag,
                    "true",
                    "Whether Helm charts and kustomizations are rendered.",
                ),
                key("timeout", Kind::Number, "30", "Seconds that rendering one of them may take."),
                key(
                    "helm_values",
                    Kind::Texts,
                    "[\"values-prod.yaml\"]",
                    "Values files for every Helm chart, from this folder.",
                ),
            ]),
            "",
            "How charts and kustomizations are rendered.",
        ),
        key(
            "worlds",
            Kind::Worlds,
            "prod = [\"clusters/prod/**\"]",
            "Files that belong together, by the name of their world; the first that fits counts. The globs are those of ignore files, from each scanned folder.",
        ),
        key(
            "frameworks",
            Kind::Table(vec![key(
                "names",
                Kind::ManyOf(frameworks),
                "[\"nsa\"]",
                "Frameworks that are scored.",
            )]),
            "",
            "Which frameworks are reported on control by control.",
        ),
        key("parameters", Kind::Table(parameters()), "", "What checks let you set."),
        key(
            "override",
            Kind::Tables(vec![
                required(
                    "paths",
                    Kind::Texts,
                    "[\"legacy/**\"]",
                    "The files, by globs as in ignore files, from this folder.",
                ),
                key(
                    "disable",
                    Kind::Checks,
                    "[\"writable-root-filesystem\"]",
                    "Checks whose findings in these files are waived.",
                ),
                key(
                    "severity",
                    Kind::Severities,
                    "{ run-as-root = \"low\" }",
                    "Severities by check in these files.",
                ),
                key(
                    "reason",
                    Kind::Text,
                    "\"is replaced in spring\"",
                    "Why; it stands with what is waived.",
                ),
            ]),
            "",
            "Other rules for some paths; of severities the last one that fits counts.",
        ),
        key(
            "waiver",
            Kind::Tables(vec![
                required(
                    "check",
                    Kind::Check,
                    "\"privileged-container\"",
                    "The check (slug or id).",
                ),
                key("reason", Kind::Text, "\"formats disks\"", "Why it is fine."),
                key("until", Kind::Day, "\"2027-03-31\"", "The last day on which it holds."),
                key(
                    "paths",
                    Kind::Texts,
                    "[\"storage/**\"]",
                    "Only in these files, from this folder.",
                ),
                key(
                    "kind",
                    Kind::Texts,
                    "[\"DaemonSet\"]",
                    "Only on objects of these kinds (globs).",
                ),
                key("namespace", Kind::Texts, "[\"storage\"]", "Only in these namespaces (globs)."),
                key("name", Kind::Texts, "[\"disk-*\"]", "Only on objects of these names (globs)."),
                key(
                    "container",
                    Kind::Texts,
                    "[\"format\"]",
                    "Only for findings about these containers (globs).",
                ),
            ]),
            "",
            "Findings that somebody decided are fine.",
        ),
    ]
}

/// The parameters of checks, as the checks declare them.
fn parameters() -> Vec<Key> {
    let one = |parameter: &sekisho_checks::Parameter| {
        let (kind, example) = match parameter.kind {
            ParameterKind::Texts(_) => (Kind::Texts, "[]"),
            ParameterKind::Number(_) => (Kind::Number, "2"),
            ParameterKind::Flag(_) => (Kind::Flag, "true"),
            ParameterKind::Text(_) => (Kind::Text, "\"\""),
        };
        let doc: Vec<&str> = parameter.doc.iter().map(|line| line.trim()).collect();
        key(parameter.name, kind, example, &doc.join(" "))
    };
    Parameters::all().iter().map(one).collect()
}

/// A template with every key, all of them commented out.
pub(crate) fn template() -> String {
    let mut text =
        "# sekisho.toml: what a repository fixes for `sekisho`. The command line wins over it.\n\
         # Every key is optional; what is commented out shows the form.\n"
            .to_owned();
    let keys = keys();
    let is_plain = |key: &&Key| {
        !matches!(key.kind, Kind::Table(_) | Kind::Tables(_) | Kind::Severities | Kind::Worlds)
    };
    // Plain keys come first: behind a table's head they would belong to the table.
    for key in keys.iter().filter(is_plain) {
        line(&mut text, key, true);
    }
    for key in keys.iter().filter(|key| !is_plain(key)) {
        comment(&mut text, &key.doc, true);
        match &key.kind {
            Kind::Table(inner) => {
                let _ = writeln!(text, "# [{}]", key.name);
                for key in inner {
                    line(&mut text, key, false);
                }
            }
            Kind::Tables(inner) => {
                let _ = writeln!(text, "# [[{}]]", key.name);
                for key in inner {
                    line(&mut text, key, false);
                }
            }
            _ => {
                let _ = writeln!(text, "# [{}]\n# {}", key.name, key.example);
            }
        }
    }
    text
}

fn line(text: &mut String, key: &Key, is_apart: bool) {
    comment(text, &key.doc, is_apart);
    let _ = writeln!(text, "# {} = {}", key.name, key.example);
}

fn comment(text: &mut String, doc: &str, is_apart: bool) {
    if is_apart {
        text.push('\n');
    }
    let mut column = 0;
    for word in doc.split_whitespace() {
        if column == 0 || column + word.chars().count() > 96 {
            *text += if column == 0 { "## " } else { "\n## " };
            column = 3;
        } else {
            text.push(' ');
        }
        *text += word;
        column += word.chars().count() + 1;
    }
    text.push('\n');
}

/// The JSON Schema of the file, for editors.
pub(crate) fn schema() -> serde_json::Value {
    let mut schema = object(&keys());
    if let Some(map) = schema.as_object_mut() {
        map.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("title".to_owned(), "sekisho.toml".into());
    }
    schema
}

fn object(keys: &[Key]) -> serde_json::Value {
    let properties: serde_json::Map<String, serde_json::Value> = keys
        .iter()
        .map(|key| {
            let mut schema = of(&key.kind);
            if let Some(map) = schema.as_object_mut() {
                map.insert("description".to_owned(), key.doc.as_str().into());
            }
            (key.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> =
        keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    serde_json::json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn of(kind: &Kind) -> serde_json::Value {
    use serde_json::json;
    let list = |of: serde_json::Value| json!({ "type": "array", "items": of });
    match kind {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": "integer", "minimum": 0 }),
        Kind::Text | Kind::Check => json!({ "type": "string" }),
        Kind::Version => json!({ "type": "string", "pattern": "^v?1\\.[0-9]+$" }),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Texts | Kind::Checks => list(json!({ "type": "string" })),
        Kind::OneOf(names) => json!({ "enum": names }),
        Kind::ManyOf(names) => list(json!({ "enum": names })),
        Kind::Severities => {
            json!({ "type": "object", "additionalProperties": { "enum": severities() } })
        }
        Kind::Worlds => json!({
            "type": "object",
            "additionalProperties": list(json!({ "type": "string" })),
        }),
        Kind::Table(keys) => object(keys),
        Kind::Tables(keys) => list(object(keys)),
    }
}
