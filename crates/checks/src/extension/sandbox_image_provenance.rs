//! Who moves the wall.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2026",
        slug: "sandbox-image-provenance",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Image of an agent sandbox may change or comes from an unknown registry",
            "エージェント用サンドボックスのイメージが変わりうる、または未知のレジストリから来る",
        ),
        what: text(
            "Images of a SandboxTemplate without a tag or digest, with a tag that moves such as \
             `latest`, `dev` or `nightly`, or from a registry that is not allowed. Where \
             `allowed_registries` is not set, the large public registries are.",
            "タグやダイジェストがない、`latest`、`dev`、`nightly` のように動くタグを持つ、または\
             許可されていないレジストリの SandboxTemplate のイメージを検出します。\
             `allowed_registries` が未設定の場合は、大手の公開レジストリが許可されます。",
        ),
        why: text(
            "The sandbox is the wall around code that nobody reviewed. Whoever changes the \
             image moves the wall.",
            "サンドボックスは、誰も確認していないコードを囲む壁です。イメージを変えられる者は壁\
             を動かせます。",
        ),
        fix: text(
            "Name a digest, from a registry that you chose.",
            "選定したレジストリのイメージをダイジェストで指定します。",
        ),
        fine: text(
            "The registry is your own: name it in `allowed_registries`.",
            "自社のレジストリであれば、`allowed_registries` に指定してください。",
        ),
        references: &[
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("catalogue", "K07"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const MOVES: Text = text(
    "`{image}` is another image after the next build",
    "`{image}` は次のビルドで別のイメージになります",
);
const UNKNOWN: Text = text(
    "the sandbox runs an image from `{registry}`, which is not among the allowed registries",
    "サンドボックスのイメージのレジストリ `{registry}` は許可されていません",
);

/// Registries that are allowed where none are named.
const PUBLIC: [&str; 8] = [
    "docker.io",
    "gcr.io",
    "ghcr.io",
    "quay.io",
    "registry.k8s.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "registry.access.redhat.com",
];

/// Tags that are moved to every new build.
const MOVING: [&str; 12] = [
    "latest",
    "dev",
    "develop",
    "development",
    "nightly",
    "edge",
    "main",
    "master",
    "canary",
    "snapshot",
    "unstable",
    "head",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let object = pod.object;
    if object.kind() != "SandboxTemplate" || !object.group().ends_with("agents.x-k8s.io") {
        return cx.not_applicable();
    }
    for container in pod.containers() {
        judge(cx, pod, &container);
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return };
    let tag = image.tag.unwrap_or("latest").to_ascii_lowercase();
    if image.digest.is_none() && MOVING.contains(&tag.as_str()) {
        let message = Message::new(MOVES).with("image", image.text);
        let finding = cx.in_container(pod, container, container.field(["image"]), message);
        let finding = finding.reference("kubescape", "C-0304");
        cx.report(finding.reference("kubescape", "agent-sandbox-image-tag-provenance"));
    }
    let allowed = &cx.settings.parameters.allowed_registries;
    let registry = image.registry.unwrap_or("docker.io");
    let name = format!("{registry}/{}", image.repository);
    // `library/nginx` and `gcrXio/x` look alike: an upper-case letter makes a registry of the second.
    let is_allowed = if allowed.is_empty() {
        PUBLIC.contains(&registry)
    } else {
        allowed
            .iter()
            .any(|it| name == *it || name.starts_with(&format!("{}/", it.trim_end_matches('/'))))
    };
    if !is_allowed {
        let message = Message::new(UNKNOWN).with("registry", registry);
        let finding = cx.in_container(pod, container, container.field(["image"]), message);
        cx.report(finding.reference("kubescape", "agent-sandbox-image-registry-allowlist"));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          podTemplate:
            spec:
              containers:
                - name: runner
                  image: registry.k8s.io/runner:nightly  # expect: sandbox-image-provenance
        ",
    ),
    Fixture::fail(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          podTemplate:
            spec:
              containers:
                - name: runner
                  image: registry.example.com/runner:1.2.3  # expect: sandbox-image-provenance
        ",
    ),
    Fixture::pass(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          podTemplate:
            spec:
              containers:
                - name: runner
                  image: registry.k8s.io/runner:1.2.3
        ",
    ),
];
