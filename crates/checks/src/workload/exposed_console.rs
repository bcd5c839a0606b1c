//! A Service and its pods: a console of the cluster is open to the outside.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1032",
        slug: "exposed-console",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Administrative console is exposed to the outside",
            "管理用コンソールが外部に公開されている",
        ),
        what: text(
            "Services of type `LoadBalancer` or `NodePort` whose pods are a console that runs \
             code or shows the inside of the cluster: Argo, Jenkins, Prometheus, Kubeflow, \
             NiFi, Weave Scope, Kubernetes Dashboard, Jupyter, MLflow, Ray, Airflow, Spark, \
             Selenium and their like, told by image or by name.",
            "`LoadBalancer` または `NodePort` の Service のうち、コードを実行できる、あるいは\
             クラスターの内部を見せるコンソール\
             （Argo、Jenkins、Prometheus、Kubeflow、NiFi、Weave Scope、Kubernetes \
             Dashboard、Jupyter、MLflow、Ray、Airflow、Spark、Selenium など）につながるもの\
             を、イメージや名前から検出します。",
        ),
        why: text(
            "Many of them have no login by default, and most can start workloads. Whoever finds \
             such an address by scanning the internet, as criminals do all day, starts a miner \
             there, or reads tokens.",
            "多くは既定でログインがなく、ワークロードを起動できます。攻撃者は常にインターネッ\
             トを走査しており、見つかればマイナーを動かされたり、トークンを読み取られたりしま\
             す。",
        ),
        fix: text(
            "Make the Service `ClusterIP` and reach it by `kubectl port-forward`, or put an \
             authenticating proxy in front of it. Limit `loadBalancerSourceRanges` where it \
             must stay.",
            "Service を `ClusterIP` にして `kubectl port-forward` で接続するか、認証付きプロキ\
             シを前段に置きます。公開を続ける場合は `loadBalancerSourceRanges` で接続元を絞り\
             ます。",
        ),
        fine: text(
            "The load balancer is internal, or the console asks for a login of its own that is \
             kept up to date.",
            "ロードバランサーが内部向けの場合や、適切に保守されたログイン機能がある場合は問題\
             ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1133"),
            reference("catalogue", "P43"),
            reference("kubescape", "C-0021"),
            reference("kubescape", "exposed-sensitive-interfaces-v1"),
        ],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const EXPOSED: Text = text(
    "Service of type {kind} exposes {console}",
    "{kind} の Service が {console} を公開しています",
);
const POD: Text = text("these pods", "公開されている Pod");

/// Parts of image and workload names, each with the console that it stands for.
const CONSOLES: [(&str, &str); 24] = [
    ("argo-server", "Argo Workflows"),
    ("argocli", "Argo Workflows"),
    ("argocd", "Argo CD"),
    ("jenkins", "Jenkins"),
    ("prometheus", "Prometheus"),
    ("alertmanager", "Alertmanager"),
    ("kubeflow", "Kubeflow"),
    ("centraldashboard", "Kubeflow"),
    ("ml-pipeline-ui", "Kubeflow Pipelines"),
    ("nifi", "Apache NiFi"),
    ("weave-scope", "Weave Scope"),
    ("weaveworks/scope", "Weave Scope"),
    ("kubernetes-dashboard", "Kubernetes Dashboard"),
    ("kubernetesui/dashboard", "Kubernetes Dashboard"),
    ("jupyter", "Jupyter"),
    ("mlflow", "MLflow"),
    ("rayproject/ray", "Ray"),
    ("ray-head", "Ray"),
    ("airflow", "Apache Airflow"),
    ("apache/spark", "Apache Spark"),
    ("selenium/", "Selenium"),
    ("portainer", "Portainer"),
    ("rancher/rancher", "Rancher"),
    ("kubeshark", "Kubeshark"),
];

fn run(cx: &mut Cx<'_>, service: &Object) {
    let kind = service.value.str_at(&["spec", "type"]).unwrap_or_default();
    if !matches!(kind, "LoadBalancer" | "NodePort") {
        return cx.not_applicable();
    }
    let Ok(pods) = cx.snapshot.pods_of_service(service) else { return cx.unknown() };
    let consoles = pods.iter().filter_map(|pod| Some((pod, console(pod)?)));
    let Some((pod, console)) = consoles.into_iter().next() else { return };
    let message = Message::new(EXPOSED).with("kind", kind).with("console", console);
    let finding = cx
        .finding(service.place(Route::keys(["spec", "type"])), message)
        .related(pod.object.place(Route::root()), Message::new(POD));
    cx.report(finding);
}

fn console(pod: &Pod<'_>) -> Option<&'static str> {
    let of = |text: &str| CONSOLES.iter().find(|(part, _)| text.contains(part)).map(|(_, it)| *it);
    let by_image = pod.containers().find_map(|container| {
        container.is_long_running().then(|| of(container.image()?.repository)).flatten()
    });
    by_image.or_else(|| of(pod.object.name()))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: ci
        spec:
          type: LoadBalancer  # expect: exposed-console
          selector:
            app: ci
          ports:
            - port: 80
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: ci
        spec:
          template:
            metadata:
              labels:
                app: ci
            spec:
              containers:
                - name: ci
                  image: jenkins/jenkins:2.528
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: ci
        spec:
          selector:
            app: ci
          ports:
            - port: 80
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: ci
          labels:
            app: ci
        spec:
          containers:
            - name: ci
              image: jenkins/jenkins:2.528
        ",
    ),
];
