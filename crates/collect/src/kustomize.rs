//! Kustomizations, through the user's `kustomize` or `kubectl`.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use sekisho_value::{Keys, Value};

use crate::RenderOptions;
use crate::command::{self, Bounds};
use crate::helm::{Reason, describe};
use crate::shown::normal;

/// The annotation in which `kustomize` says where a resource comes from.
const ORIGIN: &str = "config.kubernetes.io/origin";

/// What a kustomization makes.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) text: String,
    /// The folder that origins are relative to; none if the text has no origins.
    pub(crate) from: Option<PathBuf>,
}

/// What `kustomize build` makes of a folder.
///
/// Nothing is written into the user's folders: a kustomization of our own, in `home`, has theirs as its
/// only resource and asks for origins. Where that fails, theirs is built as it is.
pub(crate) fn build(
    program: &Path,
    folder: &Path,
    absolute: &Path,
    shown: &str,
    home: &Path,
    options: &RenderOptions,
) -> Result<Built, Reason> {
    let bounds =
        Bounds { time: options.time_limit, output: options.output_bytes, network: options.network };
    let name = program.file_stem().map(|name| name.to_string_lossy()).unwrap_or_default();
    let verb = if name.contains("kubectl") { "kustomize" } else { "build" };
    let run = |folder: &Path| {
        let arguments: [OsString; 2] = [verb.into(), folder.into()];
        command::run(program, &arguments, home, bounds)
    };
    if let Some(around) = wrap(home, absolute)
        && let Ok(text) = run(&around)
    {
        return Ok(Built { text, from: Some(around) });
    }
    match run(folder) {
        Ok(text) => Ok(Built { text, from: None }),
        Err(fault) => {
            let help = format!("see what `{name} {verb} {shown}` says");
            Err(describe(&name, fault, help))
        }
    }
}

/// Writes a kustomization around a folder and gives its own folder.
fn wrap(home: &Path, folder: &Path) -> Option<PathBuf> {
    let around = home.canonicalize().ok()?.join("around");
    fs::create_dir(&around).ok()?;
    // Quoted as JSON, which YAML takes.
    let resource = relative(&around, folder)?.to_str()?.replace('\\', "/");
    let resource = resource.replace('"', "\\\"");
    let text = format!("buildMetadata: [originAnnotations]\nresources: [\"{resource}\"]\n");
    write(&around.join("kustomization.yaml"), &text).ok()?;
    Some(around)
}

#[expect(clippy::disallowed_methods, reason = "the file is in a temporary folder of our own")]
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::write(path, text)
}

/// The way from one absolute folder to another one; none where there is none, as between drives.
fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common);
    let down: PathBuf = to.components().skip(common).collect();
    let mut way = PathBuf::new();
    for component in up {
        match component {
            Component::Normal(_) => way.push(".."),
            _ => return None,
        }
    }
    way.push(down);
    Some(way)
}

/// Takes the origin out of an object, as an absolute path or, for what was fetched, a URL.
pub(crate) fn take_origin(value: &mut Value, from: &Path) -> Option<PathBuf> {
    let metadata = value.get_mut("metadata")?;
    let annotations = metadata.get_mut("annotations")?.as_map_mut()?;
    let origin = annotations.remove(ORIGIN)?;
    let empty = annotations.is_empty();
    if empty && let Some(metadata) = metadata.as_map_mut() {
        metadata.remove("annotations");
    }
    let mut fields = Value::Null;
    let limits = sekisho_source::Limits::default();
    sekisho_source::read(origin.as_str()?.as_bytes(), &limits, &mut Keys::new(), |document| {
        fields = document.value;
    });
    let path = fields.str_at(&["path"]).or_else(|| fields.str_at(&["configuredIn"]))?;
    match fields.str_at(&["repo"]) {
        Some(repository) => Some(PathBuf::from(format!("{repository}//{path}"))),
        None => Some(normal(&from.join(path))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_reached_from_each_other() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).unwrap();
        assert_eq!(way("/tmp/x", "/home/u/k"), Path::new("../../home/u/k"));
        assert_eq!(way("/a/b", "/a/c"), Path::new("../c"));
        assert_eq!(way("/a/b", "/a"), Path::new(".."));
    }

    #[test]
    fn the_origin_is_taken_out() {
        let mut value: Value = serde_json::from_str(
            r#"{"metadata":{"annotations":{"config.kubernetes.io/origin":"path: ../../k/base/web.yaml\n"}}}"#,
        )
        .unwrap();
        let origin = take_origin(&mut value, Path::new("/tmp/x"));
        assert_eq!(origin.as_deref(), Some(Path::new("/k/base/web.yaml")));
        assert_eq!(value, serde_json::from_str::<Value>(r#"{"metadata":{}}"#).unwrap());
        assert_eq!(take_origin(&mut value, Path::new("/tmp/x")), None);
    }
}
