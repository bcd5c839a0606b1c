//! `sekisho config`.

use std::io::Write as _;

use sekisho_finding::Lang;
use serde_json::json;

use crate::Exit;
use crate::args::{ConfigArgs, TextOrJson};
use crate::configuration::{Configuration, Source, listed, schema, template};
use crate::environment::{Environment, stdout};

/// Prints what is in force and from where, a template, or the schema of the file.
pub(crate) fn run(args: &ConfigArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let mut out = stdout();
    if args.example {
        write!(out, "{}", template())?;
        out.flush()?;
        return Ok(Exit::Clean);
    }
    if args.schema {
        writeln!(out, "{}", serde_json::to_string_pretty(&schema())?)?;
        out.flush()?;
        return Ok(Exit::Clean);
    }
    let configuration = Configuration::load(args.scan.input.config.as_deref())?;
    // Patterns are looked at as well, so that a file that passes here can be used.
    configuration.policy()?;
    configuration.waivers(sekisho_finding::SourceId(0))?;
    let rows = listed(&configuration, &args.scan);
    let from = |source: &Source| match (source, environment.lang) {
        (Source::CommandLine, Lang::En) => "command line".to_owned(),
        (Source::CommandLine, Lang::Ja) => "コマンドライン".to_owned(),
        (Source::File { name, line }, _) => format!("{name}:{line}"),
        (Source::Default, Lang::En) => "default".to_owned(),
        (Source::Default, Lang::Ja) => "既定値".to_owned(),
    };
    match args.format {
        TextOrJson::Json => {
            let settings = rows.iter().map(|row| {
                let source = match &row.source {
                    Source::CommandLine => json!({ "from": "commandLine" }),
                    Source::Default => json!({ "from": "default" }),
                    Source::File { name, line } => {
                        json!({ "from": "file", "file": name, "line": line })
                    }
                };
                json!({ "key": row.key, "value": row.value, "source": source })
            });
            let file = configuration.file.as_ref().map(|file| &file.name);
            let all = json!({ "file": file, "settings": settings.collect::<Vec<_>>() });
            writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        }
        TextOrJson::Text => {
            let name = match (&configuration.file, environment.lang) {
                (Some(file), _) => file.name.clone(),
                (None, Lang::En) => {
                    "no sekisho.toml (`sekisho config --example` prints one)".to_owned()
                }
                (None, Lang::Ja) => {
                    "sekisho.toml なし（`sekisho config --example` で雛形を表示）".to_owned()
                }
            };
            writeln!(out, "# {name}")?;
            let lines: Vec<(String, String)> = rows
                .iter()
                .map(|row| (format!("{} = {}", row.key, row.value), from(&row.source)))
                .collect();
            let width = lines.iter().map(|(line, _)| line.chars().count()).filter(|it| *it < 60);
            let width = width.max().unwrap_or(0);
            for (line, source) in lines {
                writeln!(out, "{line:<width$}  # {source}")?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}
