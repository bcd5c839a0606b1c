//! Files of the API server and its flags together.

use sekisho_component::{Component, ConfigKind};
use sekisho_finding::Place;

use crate::configured;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1667",
        slug: "unread-server-configuration",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Configuration file that no API server reads",
            "どの API サーバーも読まない設定ファイル",
        ),
        what: text(
            "Files for the API server (AdmissionConfiguration, EncryptionConfiguration, audit Policy, \
             AuthenticationConfiguration, AuthorizationConfiguration) in an input that also has API \
             servers, none of which has the flag that names such a file.",
            "API サーバー用のファイル（AdmissionConfiguration、EncryptionConfiguration、監査ポリシー、\
             AuthenticationConfiguration、AuthorizationConfiguration）と API サーバーが同じ入力にあり、ど\
             の API サーバーにもそのファイルを指定するフラグがない場合に検出します。",
        ),
        why: text(
            "The file looks as if Secrets were encrypted, requests logged or namespaces guarded, and \
             nothing of that is so.",
            "ファイルがあるために、Secret が暗号化され、リクエストが記録され、Namespace が守られているよ\
             うに見えますが、実際には何も行われていません。",
        ),
        fix: text(
            "Mount the file and name it by its flag on every API server; most of these are read at start \
             only. Managed clusters rarely let you set them.",
            "ファイルをマウントし、すべての API サーバーでフラグから指定します。ほとんどは起動時にのみ読\
             み込まれます。マネージドクラスターでは設定できないことが多い点に注意してください。",
        ),
        fine: text(
            "Files that belong to other API servers than those of the input.",
            "入力に含まれない別の API サーバー用のファイルであれば問題ありません。",
        ),
        references: &[reference("catalogue", "M04"), reference("mitre", "T1562")],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const UNREAD: Text = text(
    "no API server here has `--{flag}`: the file is not read",
    "ここにあるどの API サーバーにも `--{flag}` がなく、このファイルは読み込まれません",
);
const SERVER: Text = text("the API server", "API サーバー");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut servers: Vec<(Vec<String>, Place)> = Vec::new();
    let files: Vec<(&Object, &str)> = snapshot
        .objects()
        .iter()
        .filter_map(|object| Some((object, flag(ConfigKind::of(&object.value)?)?)))
        .collect();
    if files.is_empty() {
        return;
    }
    configured::each(snapshot, cx.settings.version, |it| {
        if it.component() == Component::ApiServer {
            let names = it.settings.flags().iter().map(|flag| flag.name.clone());
            servers.push((names.collect(), it.own_place()));
        }
    });
    for (file, flag) in files {
        cx.subject(|cx| {
            let Some((_, server)) = servers.first() else { return cx.not_applicable() };
            if servers.iter().any(|(flags, _)| flags.iter().any(|name| name == flag)) {
                return;
            }
            let place = file.place(Route::keys(["kind"]));
            let finding = cx.finding(place, Message::new(UNREAD).with("flag", flag));
            cx.report(finding.related(server.clone(), Message::new(SERVER)));
        });
    }
}

/// The flag that names a file of a kind.
fn flag(kind: ConfigKind) -> Option<&'static str> {
    Some(match kind {
        ConfigKind::Admission => "admission-control-config-file",
        ConfigKind::AuditPolicy => "audit-policy-file",
        ConfigKind::Authentication => "authentication-config",
        ConfigKind::Authorization => "authorization-config",
        ConfigKind::Encryption => "encryption-provider-config",
        _ => return None,
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --secure-port=6443
        ---
        apiVersion: audit.k8s.io/v1
        kind: Policy  # expect: unread-server-configuration
        rules:
          - level: Metadata
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --audit-policy-file=/etc/audit.yaml
        ---
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Metadata
        ",
    ),
    Fixture::pass(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Metadata
        ",
    ),
];
