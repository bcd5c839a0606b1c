//! A pod field: credentials of a cloud account come in from the node.

use crate::host_path::normalise;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1011",
        slug: "cloud-credentials-mounted",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod mounts cloud credentials of the node",
            "Pod がノードのクラウド認証情報をマウントしている",
        ),
        what: text(
            "hostPath volumes of files and directories in which the tools and node components \
             of cloud providers keep credentials: `.aws`, `.azure`, `.config/gcloud` and `.oci` \
             of any home directory, and `azure.json`, `cloud.conf` and `cloud-config` under \
             `/etc/kubernetes`.",
            "クラウド事業者のツールやノードのコンポーネントが認証情報を置くファイルやディレク\
             トリの hostPath ボリュームを検出します。ホームディレクトリの \
             `.aws`、`.azure`、`.config/gcloud`、`.oci` と、`/etc/kubernetes` の \
             `azure.json`、`cloud.conf`、`cloud-config` が対象です。",
        ),
        why: text(
            "With them a broken container acts in the cloud account with the rights of the node \
             or of an administrator, far beyond the cluster, and the credentials stay good \
             after the pod is gone.",
            "侵害されたコンテナーが、ノードや管理者の権限でクラウドアカウントを操作できるよう\
             になります。被害はクラスターの外に及び、Pod を消しても認証情報は有効なままです。",
        ),
        fix: text(
            "Give the workload an identity of its own: IRSA or EKS Pod Identity, Workload \
             Identity Federation on GKE, Microsoft Entra Workload ID on AKS. Then remove the \
             volume.",
            "ワークロード専用の ID（IRSA や EKS Pod Identity、GKE の Workload Identity \
             Federation、AKS の Microsoft Entra Workload ID）を使い、ボリュームを削除します。",
        ),
        fine: text(
            "Components of the cloud provider itself, such as cloud controller managers and CSI \
             drivers outside managed clusters.",
            "マネージドでないクラスターの cloud-controller-manager や CSI ドライバーなど、クラ\
             ウド事業者のコンポーネント自身であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "cloud"),
            reference("mitre", "T1552.001"),
            reference("catalogue", "P11"),
            reference("kubescape", "C-0020"),
            reference("kubescape", "alert-mount-potential-credentials-paths"),
            reference("kalm", "POD-043"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const CREDENTIALS: Text = text(
    "volume `{volume}` is `{path}` of the node, where credentials of {provider} are kept",
    "ボリューム `{volume}` は、{provider} の認証情報が置かれるノードの `{path}` です",
);

/// Where credentials lie, as the last components of a path, and whose they are.
const PLACES: [(&str, &str); 17] = [
    (".aws", "AWS"),
    (".aws/credentials", "AWS"),
    (".aws/config", "AWS"),
    (".azure", "Azure"),
    (".azure/accessTokens.json", "Azure"),
    (".azure/credentials", "Azure"),
    (".azure/azureProfile.json", "Azure"),
    (".azure/msal_token_cache.json", "Azure"),
    ("etc/kubernetes/azure.json", "Azure"),
    (".config/gcloud", "Google Cloud"),
    (".config/gcloud/application_default_credentials.json", "Google Cloud"),
    (".config/gcloud/credentials.db", "Google Cloud"),
    ("gcloud/application_default_credentials.json", "Google Cloud"),
    (".oci", "Oracle Cloud"),
    (".oci/config", "Oracle Cloud"),
    ("etc/kubernetes/cloud.conf", "the cloud provider"),
    ("etc/kubernetes/cloud-config", "the cloud provider"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let volumes = pod.spec.items_at(&["volumes"]);
    if !volumes.iter().any(|volume| volume.field("hostPath").is_some()) {
        return cx.not_applicable();
    }
    for volume in pod.volumes() {
        let Some(path) = volume.host_path() else { continue };
        let normal = normalise(path);
        let is_there = |place: &str| normal.strip_suffix(place).is_some_and(|it| it.ends_with('/'));
        let Some((_, provider)) = PLACES.iter().find(|(place, _)| is_there(place)) else {
            continue;
        };
        let message = Message::new(CREDENTIALS)
            .with("volume", volume.name)
            .with("path", path)
            .with("provider", *provider);
        cx.report(cx.finding(pod.object.place(volume.field(["path"])), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: tool
            volumeMounts:
              - name: aws
                mountPath: /home/app/.aws
        volumes:
          - name: aws
            hostPath:
              path: /home/admin/.aws/  # expect: cloud-credentials-mounted
          - name: azure
            hostPath:
              path: /etc/kubernetes/azure.json  # expect: cloud-credentials-mounted
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: tool
        volumes:
          - name: data
            hostPath:
              path: /srv/aws
        ",
    ),
];
