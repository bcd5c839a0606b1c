//! A pod: a console with the rights of its account.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1030",
        slug: "kubernetes-dashboard",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Kubernetes Dashboard is deployed",
            "Kubernetes Dashboard がデプロイされている",
        ),
        what: text(
            "Pods that run an image of Kubernetes Dashboard, carry its label (`app`, `k8s-app` \
             or `app.kubernetes.io/name` is `kubernetes-dashboard`) or run as its service \
             account.",
            "Kubernetes Dashboard のイメージを実行している Pod、そのラベル\
             （`app`、`k8s-app`、`app.kubernetes.io/name` が `kubernetes-dashboard`）を持つ \
             Pod、そのサービスアカウントで動く Pod を検出します。",
        ),
        why: text(
            "A console that is reachable and has a strong account, or a login that can be \
             skipped, hands the cluster to whoever finds it; clusters were lost that way. The \
             project was archived in January 2026, so faults are no longer mended.",
            "到達可能で強い権限を持つ（またはログインを省略できる）コンソールは、見つけた人に\
             クラスターを渡すのと同じで、実際に被害が起きています。プロジェクトは 2026 年 1 月\
             にアーカイブされ、不具合は修正されません。",
        ),
        fix: text(
            "Remove it. Use `kubectl`, or a maintained console that acts with the rights of the \
             user who logged in, behind an authenticating proxy.",
            "削除します。`kubectl` か、ログインした利用者の権限で動作し保守されているコンソー\
             ルを、認証付きプロキシの内側で使います。",
        ),
        fine: text(
            "It is reachable by `kubectl port-forward` only, its account has no rights, and \
             each user logs in with a token of their own.",
            "`kubectl port-forward` でしか到達できず、アカウントに権限がなく、利用者が各自の\
             トークンでログインする場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "authz"),
            reference("mitre", "T1133"),
            reference("catalogue", "P42"),
            reference("checkov", "CKV_K8S_33"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const IMAGE: Text = text(
    "container `{container}` runs Kubernetes Dashboard, which was archived in January 2026",
    "コンテナー `{container}` は、2026 年 1 月にアーカイブされた Kubernetes Dashboard を実行し\
     ています",
);
const LABEL: Text = text(
    "the pod is labelled as Kubernetes Dashboard, which was archived in January 2026",
    "Pod には、2026 年 1 月にアーカイブされた Kubernetes Dashboard のラベルが付いています",
);
const ACCOUNT: Text = text(
    "the pod runs as the service account of Kubernetes Dashboard",
    "Pod は Kubernetes Dashboard のサービスアカウントで動いています",
);
const SKIP: Text = text("and lets users skip the login", "しかもログインを省略できます");

const NAME: &str = "kubernetes-dashboard";

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let runs_it = |container: &Container<'_>| {
        container.image().is_some_and(|image| {
            image.repository.starts_with("kubernetesui/")
                || image.repository.rsplit('/').next().is_some_and(|it| it.starts_with(NAME))
        })
    };
    let is_label = |key: &&str| pod.labels().str_at(&[key]) == Some(NAME);
    let label = ["k8s-app", "app", "app.kubernetes.io/name"].into_iter().find(is_label);
    let account = pod.service_account().filter(|account| *account == NAME);
    let mut finding = if let Some(container) = pod.containers().find(runs_it) {
        let route = container.field(["image"]);
        cx.in_container(pod, &container, route, Message::new(IMAGE))
    } else if let Some(label) = label {
        let route = pod.route(&Route::keys(["metadata", "labels", label]));
        cx.finding(pod.object.place(route), Message::new(LABEL))
    } else if account.is_some() {
        cx.in_pod(pod, ["serviceAccountName"], Message::new(ACCOUNT)).severity(Medium)
    } else {
        return;
    };
    if account.is_some() && !pod.object.name().starts_with(NAME) {
        finding = finding
            .reference("kubescape", "C-0014")
            .reference("kubescape", "rule-access-dashboard-wl-v1");
    }
    for container in pod.containers() {
        let skips = |argument: &str| argument.starts_with("--enable-skip-login");
        if let Some(skip) = container.command_line().find(|argument| skips(argument.value)) {
            finding = finding
                .severity(Critical)
                .related(pod.object.place(skip.route), Message::new(SKIP));
        }
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: dashboard
            image: docker.io/kubernetesui/dashboard:v2.7.0  # expect: kubernetes-dashboard
            args: [--enable-skip-login]
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: console
          labels:
            k8s-app: kubernetes-dashboard  # expect: kubernetes-dashboard
        spec:
          containers:
            - name: console
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: grafana
            image: grafana/grafana:12.1.0
        ",
    ),
];
