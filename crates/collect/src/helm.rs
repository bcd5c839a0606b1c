//! Charts, through the user's `helm`.

use std::ffi::OsString;
use std::path::Path;

use sekisho_finding::Origin;
use sekisho_value::Value;

use crate::RenderOptions;
use crate::command::{self, Bounds, Fault};

/// Why a chart was not rendered, and the next step.
pub(crate) type Reason = (String, String);

/// What `helm template` makes of a chart.
pub(crate) fn template(
    program: &Path,
    chart: &Path,
    shown: &str,
    home: &Path,
    options: &RenderOptions,
) -> Result<String, Reason> {
    let mut arguments: Vec<OsString> = ["template", &release(shown)].map(OsString::from).into();
    arguments.push(chart.into());
    arguments.push("--include-crds".into());
    for file in &options.values {
        arguments.push("--values".into());
        arguments.push(file.into());
    }
    if let Some(version) = &options.kubernetes_version {
        arguments.push("--kube-version".into());
        arguments.push(version.into());
    }
    let bounds =
        Bounds { time: options.time_limit, output: options.output_bytes, network: options.network };
    command::run(program, &arguments, home, bounds).map_err(|fault| reason(fault, shown))
}

fn reason(fault: Fault, shown: &str) -> Reason {
    let help = match &fault {
        Fault::Failed(said) if said.contains("missing in charts/") => {
            format!("fetch what it depends on first: `helm dependency build {shown}`")
        }
        Fault::Failed(_) => {
            format!("see what `helm template {shown}` says; it may need a values file")
        }
        _ => String::new(),
    };
    describe("helm", fault, help)
}

/// A fault in words, with the help that fits a program that said something.
pub(crate) fn describe(program: &str, fault: Fault, help: String) -> Reason {
    match fault {
        Fault::NotStarted(error) => (
            format!("`{program}` could not be started: {error}"),
            format!("see whether `{program}` runs by itself"),
        ),
        Fault::TooSlow(limit) => (
            format!("`{program}` took longer than the bound of {} seconds", limit.as_secs_f32()),
            "raise the bound on rendering time, or scan what it renders to".to_owned(),
        ),
        Fault::TooLong(most) => (
            format!("`{program}` wrote more than {most} bytes, the bound on rendered output"),
            "raise the bound on rendered output, or scan what it renders to".to_owned(),
        ),
        Fault::Failed(said) => (format!("`{program}` gave up: {said}"), help),
    }
}

/// Whether a chart only lends templates to others.
pub(crate) fn is_library(chart: &Value) -> bool {
    chart.str_at(&["type"]) == Some("library")
}

/// A release name that `helm` takes, from the name of the chart's folder.
fn release(shown: &str) -> String {
    let name = shown.rsplit('/').next().unwrap_or_default();
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(53)
        .collect();
    match plain.trim_matches('-') {
        "" => "release".to_owned(),
        plain => plain.to_owned(),
    }
}

/// Which template each line of a rendering comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Templates {
    /// The line of each mark, counted from 1, and the template in the chart.
    marks: Vec<(u32, String)>,
}

impl Templates {
    /// Reads the marks that `helm` puts above each document: `# Source: chart/templates/web.yaml`.
    pub(crate) fn of(text: &str) -> Self {
        let marks = (1..)
            .zip(text.lines())
            .filter_map(|(line, text)| {
                let path = text.strip_prefix("# Source: ")?.trim();
                // It begins with the chart's name, which need not be that of its folder.
                let inside = path.split_once('/').map_or(path, |(_, inside)| inside);
                Some((line, inside.to_owned()))
            })
            .collect();
        Self { marks }
    }

    /// The template of the document whose first node is on a line.
    pub(crate) fn at(&self, line: u32) -> Option<&str> {
        let after = self.marks.partition_point(|(mark, _)| *mark <= line);
        let (_, template) = self.marks.get(after.checked_sub(1)?)?;
        Some(template)
    }
}

/// Where an object of a chart comes from.
pub(crate) fn origin(chart: &str, template: Option<&str>) -> Origin {
    Origin {
        chart: Some(chart.to_owned()),
        template: template.map(str::to_owned),
        ..Origin::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_traced_to_templates() {
        let text = "---\n# Source: app/templates/a.yaml\nkind: A\n---\n# Source: app/charts/sub/templates/b.yaml\n\nkind: B\n";
        let templates = Templates::of(text);
        assert_eq!(templates.at(1), None);
        assert_eq!(templates.at(3), Some("templates/a.yaml"));
        assert_eq!(templates.at(7), Some("charts/sub/templates/b.yaml"));
    }

    #[test]
    fn release_names_are_taken_by_helm() {
        assert_eq!(release("charts/My_App"), "my-app");
        assert_eq!(release("."), "release");
        assert!(release(&"x".repeat(80)).len() <= 53);
    }
}
