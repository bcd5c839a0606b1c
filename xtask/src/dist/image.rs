//! An image in the OCI image layout (image-spec 1.1), packed into one archive, as `podman load`, `skopeo
//! copy oci-archive:` and `crane push` read it. It holds the program, a user, and nothing else.

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::archive::{Entry, gzip, sha256, tar};

/// The numeric user that the program runs as: no name has to be known where it runs, and
/// `runAsNonRoot` can be checked.
const USER: u32 = 65_532;

/// What the image says about itself.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub(super) version: &'a str,
    pub(super) architecture: &'static str,
    pub(super) revision: String,
    /// RFC 3339.
    pub(super) created: String,
}

/// The name of an architecture as images spell it.
pub(super) fn architecture(triple: &str) -> Result<&'static str> {
    match triple.split('-').next() {
        Some("x86_64") => Ok("amd64"),
        Some("aarch64") => Ok("arm64"),
        _ => bail!("images are not made for `{triple}` yet"),
    }
}

/// The image with its program, as an archive of the layout.
pub(super) fn layout(about: &About<'_>, program: Vec<u8>) -> Result<Vec<u8>> {
    let layer = tar(
        "",
        &[
            Entry::folder("etc/"),
            Entry::file(
                "etc/passwd",
                format!("sekisho:x:{USER}:{USER}:sekisho:/work:/sbin/nologin\n"),
            ),
            Entry::file("etc/group", format!("sekisho:x:{USER}:\n")),
            Entry::folder("usr/"),
            Entry::folder("usr/bin/"),
            Entry::program("usr/bin/sekisho", program),
            Entry::link("usr/bin/kubectl-sekisho", "sekisho"),
            Entry::folder("work/"),
        ],
    )?;
    let diff = format!("sha256:{}", sha256(&layer));
    let layer = gzip(&layer)?;
    let config = text(&json!({
        "architecture": about.architecture,
        "os": "linux",
        "created": about.created,
        "config": {
            "User": format!("{USER}:{USER}"),
            "Env": ["PATH=/usr/bin", "LANG=C.UTF-8"],
            "Entrypoint": ["/usr/bin/sekisho"],
            "Cmd": ["--help"],
            "WorkingDir": "/work",
            "Labels": labels(about),
        },
        "rootfs": { "type": "layers", "diff_ids": [diff] },
        "history": [{ "created": about.created, "created_by": "cargo xtask dist" }],
    }));
    let manifest = text(&json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": descriptor("application/vnd.oci.image.config.v1+json", &config),
        "layers": [descriptor("application/vnd.oci.image.layer.v1.tar+gzip", &layer)],
        "annotations": labels(about),
    }));
    let mut of_index = descriptor("application/vnd.oci.image.manifest.v1+json", &manifest);
    if let Some(fields) = of_index.as_object_mut() {
        fields.insert(
            "platform".into(),
            json!({ "architecture": about.architecture, "os": "linux" }),
        );
        let name = json!({ "org.opencontainers.image.ref.name": about.version });
        fields.insert("annotations".into(), name);
    }
    let index = text(&json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [of_index],
    }));
    let blob = |bytes: Vec<u8>| Entry::file(&format!("blobs/sha256/{}", sha256(&bytes)), bytes);
    tar(
        "",
        &[
            Entry::file("oci-layout", text(&json!({ "imageLayoutVersion": "1.0.0" }))),
            Entry::file("index.json", index),
            Entry::folder("blobs/"),
            Entry::folder("blobs/sha256/"),
            blob(manifest),
            blob(config),
            blob(layer),
        ],
    )
}

fn labels(about: &About<'_>) -> Value {
    json!({
        "org.opencontainers.image.title": "sekisho",
        "org.opencontainers.image.description": "The checkpoint for Kubernetes",
        "org.opencontainers.image.licenses": "Apache-2.0",
        "org.opencontainers.image.version": about.version,
        "org.opencontainers.image.revision": about.revision,
        "org.opencontainers.image.created": about.created,
    })
}

fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    let digest = format!("sha256:{}", sha256(bytes));
    json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() })
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
