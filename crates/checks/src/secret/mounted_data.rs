//! A pod and what it mounts: whose data a break-in brings.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1318",
        slug: "mounted-data",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Workload has access to stored data",
            "ワークロードが保存データにアクセスできる",
        ),
        what: text(
            "Secrets, ConfigMaps and PersistentVolumeClaims at hand that a container mounts. A \
             list for review, and for attack paths.",
            "コンテナーがマウントしている、手元の Secret、ConfigMap、PersistentVolumeClaim の\
             一覧です。見直しや攻撃経路の分析に使う情報です。",
        ),
        why: text(
            "Whoever breaks into the pod has what it mounts.",
            "Pod に侵入した攻撃者は、マウントされたデータを手に入れます。",
        ),
        fix: text(
            "Mount into each container only what it needs.",
            "各コンテナーには必要なものだけをマウントします。",
        ),
        fine: text(
            "Always, as long as the workload needs it.",
            "ワークロードに必要なものであれば問題ありません。",
        ),
        references: &[reference("mitre", "T1552"), reference("catalogue", "S06")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const MOUNTS: Text =
    text("the pod mounts {kind} `{name}`", "Pod は {kind} `{name}` をマウントしています");
const OBJECT: Text = text("the object", "マウントされているオブジェクト");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    if pod.spec.items_at(&["volumes"]).is_empty() {
        return cx.not_applicable();
    }
    let namespace = pod.object.namespace();
    for volume in pod.volumes() {
        let (kind, field, control, rule) = match volume.kind {
            "secret" => ("Secret", "secretName", "C-0255", "workload-mounted-secrets"),
            "configMap" => ("ConfigMap", "name", "C-0258", "workload-mounted-configmap"),
            "persistentVolumeClaim" => {
                ("PersistentVolumeClaim", "claimName", "C-0257", "workload-mounted-pvc")
            }
            _ => continue,
        };
        let Some(name) = volume.source.str_at(&[field]) else { continue };
        let Some(object) = cx.snapshot.find("", kind, namespace, name) else { continue };
        let mounts = |container: Container<'_>| {
            container.mounts().find(|mount| mount.name() == volume.name).map(|mount| mount.route)
        };
        let Some(route) = pod.containers().find_map(mounts) else { continue };
        let message = Message::new(MOUNTS).with("kind", kind).with("name", name);
        let finding = cx
            .finding(pod.object.place(route), message)
            .related(object.place(Route::keys(["metadata", "name"])), Message::new(OBJECT))
            .reference("kubescape", control)
            .reference("kubescape", rule);
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata:
          name: data
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              volumeMounts:
                - name: data  # expect: mounted-data
                  mountPath: /data
          volumes:
            - name: data
              persistentVolumeClaim:
                claimName: data
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
          volumes:
            - name: tmp
              emptyDir: {}
        ",
    ),
];
