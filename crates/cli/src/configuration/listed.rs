//! What is in force, and from where: `sekisho config`.

use sekisho_checks::{ParameterKind, Parameters};
use serde_json::{Value, json};

use super::keys::{Key, Kind, keys};
use super::{Configuration, Given};
use crate::args::ScanArgs;

/// A setting in force.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) key: String,
    pub(crate) value: Value,
    pub(crate) source: Source,
}

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    CommandLine,
    File { name: String, line: u32 },
    Default,
}

/// Everything that is in force with these options, in the order of the documentation.
pub(crate) fn listed(configuration: &Configuration, args: &ScanArgs) -> Vec<Listed> {
    let mut rows = Vec::new();
    table(configuration, args, &keys(), "", &mut rows);
    let name = configuration.file.as_ref().map_or("", |file| &file.name);
    for section in configuration.sections() {
        let settings: serde_json::Map<String, Value> = section
            .settings
            .iter()
            .map(|setting| (setting.key.clone(), value(&setting.given)))
            .collect();
        rows.push(Listed {
            key: section.name.to_owned(),
            value: Value::Object(settings),
            source: Source::File { name: name.to_owned(), line: section.line },
        });
    }
    rows
}

fn table(
    configuration: &Configuration,
    args: &ScanArgs,
    keys: &[Key],
    prefix: &str,
    rows: &mut Vec<Listed>,
) {
    for key in keys {
        let path = format!("{prefix}{}", key.name);
        match &key.kind {
            Kind::Table(inner) => {
                table(configuration, args, inner, &format!("{path}."), rows);
            }
            Kind::Tables(_) => {}
            _ => {
                let on_line = on_command_line(&path, args);
                let setting = configuration.settings().iter().find(|it| it.key == path);
                let (value, source) = match (on_line, setting) {
                    // Checks that are left out add up.
                    (Some(Value::Array(mut own)), Some(setting)) if path == "disable" => {
                        if let Value::Array(given) = value(&setting.given) {
                            own.extend(given);
                        }
                        (Value::Array(own), Source::CommandLine)
                    }
                    (Some(value), _) => (value, Source::CommandLine),
                    (None, Some(setting)) => {
                        let name =
                            configuration.file.as_ref().map_or("", |file| &file.name).to_owned();
                        (value(&setting.given), Source::File { name, line: setting.line })
                    }
                    (None, None) => (default(&path, &key.kind), Source::Default),
                };
                rows.push(Listed { key: path, value, source });
            }
        }
    }
}

/// What an option says, if it was given.
fn on_command_line(key: &str, args: &ScanArgs) -> Option<Value> {
    let input = &args.input;
    let paths = |paths: &[std::path::PathBuf]| {
        let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        (!shown.is_empty()).then(|| json!(shown))
    };
    let path = |path: &Option<std::path::PathBuf>| {
        path.as_ref().map(|path| json!(path.display().to_string()))
    };
    match key {
        "fail_on" => args.fail_on.map(|it| json!(it.0.map_or("never", |it| it.name()))),
        "strict" => args.strict.then_some(json!(true)),
        "audience" => {
            let names: Vec<&str> = args.audience.iter().map(|it| it.name()).collect();
            (!names.is_empty()).then(|| json!(names))
        }
        "confidence" => args.confidence.map(|it| json!(it.name())),
        "kubernetes_version" => {
            input.kubernetes_version.map(|version| json!(format!("1.{}", version.minor())))
        }
        "admission_config" => path(&args.admission_config),
        "baseline" => path(&args.baseline),
        "waiver_files" => paths(&args.waivers),
        "disable" => (!args.skip_checks.is_empty()).then(|| json!(args.skip_checks)),
        "render.enabled" => input.no_render.then_some(json!(false)),
        "render.timeout" => input.render_timeout.map(|seconds| json!(seconds)),
        "render.helm_values" => paths(&input.helm_values),
        "worlds" if input.one_world => Some(json!("one")),
        "worlds" => {
            let worlds: serde_json::Map<String, Value> =
                input.worlds.iter().map(|it| (it.name.clone(), json!(it.globs))).collect();
            (!worlds.is_empty()).then_some(Value::Object(worlds))
        }
        _ => None,
    }
}

fn default(key: &str, kind: &Kind) -> Value {
    if let Some(name) = key.strip_prefix("parameters.") {
        let mut parameters = Parameters::default();
        let known = Parameters::all().into_iter().find(|parameter| parameter.name == name);
        return match known.map(|parameter| parameter.kind) {
            Some(ParameterKind::Texts(field)) => json!(field(&mut parameters)),
            Some(ParameterKind::Number(field)) => json!(field(&mut parameters)),
            Some(ParameterKind::Flag(field)) => json!(field(&mut parameters)),
            Some(ParameterKind::Text(field)) => json!(field(&mut parameters)),
            None => Value::Null,
        };
    }
    match (key, kind) {
        ("fail_on", _) => json!(crate::args::FAIL_ON.name()),
        ("confidence", _) => json!(crate::args::CONFIDENCE.name()),
        ("kubernetes_version", _) => {
            json!(format!("1.{}", sekisho_api::KubeVersion::default().minor()))
        }
        ("render.enabled", _) => json!(true),
        ("render.timeout", _) => json!(crate::args::RENDER_TIMEOUT),
        (_, Kind::Flag) => json!(false),
        (_, Kind::Texts | Kind::Checks | Kind::ManyOf(_)) => json!([]),
        (_, Kind::Severities | Kind::Worlds) => json!({}),
        _ => Value::Null,
    }
}

fn value(given: &Given) -> Value {
    match given {
        Given::Flag(flag) => json!(flag),
        Given::Number(number) => json!(number),
        Given::Text(text) => json!(text),
        Given::Texts(texts) => json!(texts),
        Given::Pairs(pairs) => {
            Value::Object(pairs.iter().map(|(key, given)| (key.clone(), value(given))).collect())
        }
    }
}
