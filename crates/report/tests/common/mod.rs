//! A small shop: a few texts, and an outcome made by hand with every kind of finding.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a module of several test programs, each of which uses a part of it"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use sekisho_finding::{
    Audience, CheckMeta, Confidence, Counts, DocumentRef, Edit, Finding, Fix, Message, ObjectRef,
    Origin, Outcome, Owner, Place, Problem, ProblemKind, Reference, Safety, Severity, SourceId,
    Sources, Status, Tally, Text, Waiver, WaiverSource,
};
use sekisho_report::{Format, Options, Report, render};
use sekisho_value::{Route, Value};

pub const WEB: &str = "\
# The shop's front end.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: nginx # 最新版
          env:
            - name: PASSWORD
              value: hunter2
          securityContext:
            privileged: true
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: restricted
";

pub const LIST: &str = "\
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a}]}}
  - apiVersion: v1
    kind: Pod
    metadata:
      name: 日本語
    spec:
      containers:
        - name: 'ウェブ'
          image: b
          securityContext: {privileged: true, runAsUser: 0}
";

pub const RENDERED: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: db
spec:
  containers:
    - name: db
      image: postgres:17
      securityContext:
        privileged: true
";

const fn text(en: &'static str, ja: &'static str) -> Text {
    Text { en, ja }
}

pub static PRIVILEGED: CheckMeta = CheckMeta {
    id: "SK-1001",
    slug: "privileged-container",
    former_slugs: &[],
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    audience: Audience::Security,
    title: text("Container is privileged", "コンテナーが特権付きで動く"),
    what: text(
        "Containers whose `securityContext.privileged` is true.",
        "`securityContext.privileged` が true のコンテナーを検出します。",
    ),
    why: text(
        "A privileged container has every capability and all devices of the node: whoever breaks into it owns the node.",
        "特権コンテナーはノードのすべての権限とデバイスを持つため、侵入されるとノードごと奪われます。",
    ),
    fix: text(
        "Take `privileged` out and add the single capability that the process needs. Device plugins give access to devices.",
        "`privileged` を外し、必要なケーパビリティだけを追加してください。デバイスにはデバイスプラグインを使います。",
    ),
    fine: text(
        "Node agents that load kernel programs.",
        "カーネルプログラムを読み込むノードエージェント。",
    ),
    references: &[
        Reference { framework: "cis-1.12", control: "5.2.1" },
        Reference { framework: "pss", control: "baseline/privileged" },
    ],
};

pub static PASSWORD: CheckMeta = CheckMeta {
    id: "SK-1002",
    slug: "secret-in-environment",
    severity: Severity::High,
    confidence: Confidence::Medium,
    title: text("Secret value stands in the manifest", "マニフェストに秘密の値が書かれている"),
    what: text(
        "Variables whose value looks like a password.",
        "値がパスワードらしい環境変数を検出します。",
    ),
    why: text(
        "Whoever reads the repository knows it.",
        "リポジトリーを読める人はだれでも知ることができます。",
    ),
    fix: text(
        "Take it from a Secret with `valueFrom`.",
        "`valueFrom` で Secret から取得してください。",
    ),
    fine: text("A value that is no secret.", "秘密ではない値。"),
    references: &[Reference { framework: "mitre", control: "T1552" }],
    ..PRIVILEGED
};

pub static HOST_NETWORK: CheckMeta = CheckMeta {
    id: "SK-1003",
    slug: "host-network",
    severity: Severity::High,
    title: text("Pod shares the network of its node", "Pod がノードのネットワークを共有する"),
    fix: text("Set `hostNetwork: false`.", "`hostNetwork: false` にしてください。"),
    ..PRIVILEGED
};

pub static PROBES: CheckMeta = CheckMeta {
    id: "SK-2001",
    slug: "no-readiness-probe",
    severity: Severity::Low,
    audience: Audience::Reliability,
    title: text("Container has no readiness probe", "readiness プローブがない"),
    fix: text("Add a `readinessProbe`.", "`readinessProbe` を追加してください。"),
    ..PRIVILEGED
};

pub static LATEST: CheckMeta = CheckMeta {
    id: "SK-1004",
    slug: "floating-tag",
    severity: Severity::Medium,
    title: text("Image has no fixed version", "イメージのバージョンが固定されていない"),
    fix: text("Name a version and its digest.", "バージョンとダイジェストを指定してください。"),
    ..PRIVILEGED
};

#[derive(Default)]
pub struct Texts {
    /// Name, whether it is a file, text.
    pub texts: Vec<(String, bool, String)>,
}

impl Texts {
    pub fn shop() -> Self {
        let mut texts = Self::default();
        texts.add("shop/web.yaml", true, WEB);
        texts.add("shop/list.yaml", true, LIST);
        texts.add("chart `charts/db`", false, RENDERED);
        texts
    }

    pub fn add(&mut self, name: &str, file: bool, text: &str) -> SourceId {
        self.texts.push((name.into(), file, text.into()));
        SourceId(self.texts.len() as u32 - 1)
    }
}

impl Sources for Texts {
    fn name(&self, source: SourceId) -> &str {
        &self.texts[source.0 as usize].0
    }

    fn file(&self, source: SourceId) -> Option<&str> {
        let (name, file, _) = &self.texts[source.0 as usize];
        file.then_some(name)
    }

    fn text(&self, source: SourceId) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.texts[source.0 as usize].2))
    }
}

pub fn object(source: u32, index: u32, base: Route, kind: &str, name: &str) -> ObjectRef {
    ObjectRef {
        api_version: if kind == "Deployment" { "apps/v1" } else { "v1" }.into(),
        kind: kind.into(),
        namespace: (kind != "Namespace").then(|| "shop".into()),
        name: name.into(),
        uid: None,
        owner: None,
        world: "shop".into(),
        document: Some(DocumentRef { source: SourceId(source), index, base }),
        origin: None,
    }
}

pub fn at(object: &Arc<ObjectRef>, pointer: &str) -> Place {
    let route = pointer
        .split('/')
        .skip(1)
        .map(|step| match step.parse::<usize>() {
            Ok(index) => index.into(),
            Err(_) => step.replace("~1", "/").as_str().into(),
        })
        .collect();
    Place { object: object.clone(), route }
}

const IS_PRIVILEGED: Text =
    text("container `{container}` is privileged", "コンテナー `{container}` は特権付きです");

/// Findings of every kind, worst first.
pub fn outcome() -> Outcome {
    let web = Arc::new(object(0, 1, Route::root(), "Deployment", "web"));
    let shop = Arc::new(object(0, 2, Route::root(), "Namespace", "shop"));
    let second = Route::root().then("items").then(1);
    let listed = Arc::new(object(1, 1, second, "Pod", "日本語"));
    let rendered = Arc::new(ObjectRef {
        origin: Some(Arc::new(Origin {
            chart: Some("charts/db".into()),
            template: Some("templates/pod.yaml".into()),
            base: None,
            ..Origin::default()
        })),
        world: "charts/db".into(),
        ..object(2, 1, Route::root(), "Pod", "db")
    });
    let live = Arc::new(ObjectRef {
        document: None,
        uid: Some("6a8b".into()),
        owner: Some(Owner {
            api_version: "apps/v1".into(),
            kind: "ReplicaSet".into(),
            name: "api-7d9".into(),
        }),
        world: "cluster".into(),
        ..object(0, 1, Route::root(), "Pod", "api-7d9-x2")
    });
    let privileged = |object: &Arc<ObjectRef>, pointer: &str, container: &str| {
        let message = Message::new(IS_PRIVILEGED).with("container", container);
        Finding::new(&PRIVILEGED, at(object, pointer), message).container(container)
    };
    let container = "/spec/template/spec/containers/0";
    let mut findings = vec![
        privileged(&web, &format!("{container}/securityContext/privileged"), "web")
            .related(
                at(&shop, "/metadata/labels/pod-security.kubernetes.io~1enforce"),
                Message::new(text("its namespace would reject it", "名前空間が拒否します")),
            )
            .fix(Fix {
                title: text("Take `privileged` out", "`privileged` を外す"),
                safety: Safety::Unsafe,
                edits: vec![Edit::Remove {
                    route: at(&web, &format!("{container}/securityContext/privileged")).route,
                }],
            }),
        privileged(&listed, "/spec/containers/0/securityContext/privileged", "ウェブ"),
        privileged(&rendered, "/spec/containers/0/securityContext/privileged", "db"),
        privileged(&live, "/spec/containers/0/securityContext/privileged", "api"),
        Finding::new(
            &PASSWORD,
            at(&web, &format!("{container}/env/0/value")),
            Message::new(text(
                "variable `PASSWORD` holds a secret value",
                "変数 `PASSWORD` に秘密の値があります",
            )),
        )
        .container("web")
        .sensitive(),
        Finding::new(
            &HOST_NETWORK,
            at(&web, "/spec/template/spec/hostNetwork"),
            Message::new(text(
                "pod uses the host's network",
                "Pod がホストのネットワークを使います",
            )),
        )
        .fix(Fix {
            title: text("Set `hostNetwork` to false", "`hostNetwork` を false にする"),
            safety: Safety::Unsafe,
            edits: vec![Edit::Set {
                route: at(&web, "/spec/template/spec/hostNetwork").route,
                value: Value::from(false),
            }],
        }),
        Finding::new(
            &LATEST,
            at(&web, &format!("{container}/image")),
            Message::new(text("image `nginx` has no tag", "イメージ `nginx` にタグがありません")),
        )
        .container("web"),
        Finding::new(
            &LATEST,
            at(&listed, "/spec/containers/0/image"),
            Message::new(text("image `b` has no tag", "イメージ `b` にタグがありません")),
        ),
        Finding::new(
            &PROBES,
            at(&web, &format!("{container}/readinessProbe")),
            Message::new(text("no readiness probe", "readiness プローブがありません")),
        ),
    ];
    findings[6].status = Status::Waived(Box::new(Waiver {
        check: "floating-tag".into(),
        scanner: None,
        reason: Some("the registry pins it".into()),
        until: Some("2027-03-31".into()),
        source: WaiverSource::Comment { line: 12 },
    }));
    findings[7].status = Status::Baseline;
    for (nth, finding) in findings.iter_mut().enumerate() {
        finding.fingerprint = format!("{:032x}", nth + 1);
    }
    let tally = |check, judged, failed, unknown| Tally { check, judged, failed, unknown };
    Outcome {
        findings,
        problems: vec![
            Problem::new(
                ProblemKind::Broken,
                "shop/broken.yaml",
                "did not find expected `,` or `]`",
            )
            .in_document(2)
            .at(17, 5)
            .help("close the list that begins in line 12"),
            Problem::new(ProblemKind::Unrendered, "charts/cache", "`helm` is not installed")
                .help("install `helm`, or render the chart and scan its output"),
        ],
        tallies: vec![
            tally(&PRIVILEGED, 5, 4, 0),
            tally(&PASSWORD, 5, 1, 0),
            tally(&HOST_NETWORK, 4, 1, 0),
            tally(&LATEST, 5, 2, 1),
            tally(&PROBES, 5, 1, 2),
        ],
        counts: Counts {
            files: 4,
            bytes: 12_345,
            documents: 8,
            empty: 1,
            other: 1,
            strays: 0,
            objects: 5,
            kinds: BTreeMap::from([
                ("apps/v1 Deployment".into(), 1),
                ("v1 Namespace".into(), 1),
                ("v1 Pod".into(), 3),
            ]),
            unread: 1,
            rendered: 1,
            unrendered: 1,
            ignored: 2,
            worlds: vec!["charts/db".into(), "cluster".into(), "shop".into()],
        },
        ..Outcome::default()
    }
}

pub fn options() -> Options {
    Options { compared: true, ..Options::new("0.1.0") }
}

pub fn rendered(format: Format, outcome: &Outcome, sources: &Texts, options: Options) -> String {
    let report = Report::new(outcome, sources, options);
    let mut out = Vec::new();
    render(format, &report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
