//! Container and nodes together: a subPath on a kubelet that can be led out of the volume.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1012",
        slug: "sub-path-mount",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "subPath mount on a kubelet that follows links out of the volume",
            "ボリューム外へのリンクをたどる kubelet での subPath マウント",
        ),
        what: text(
            "Containers that mount a volume with `subPath` or `subPathExpr` where a node of the \
             cluster has a kubelet without the fix for CVE-2021-25741 (before 1.19.15, 1.20.11, \
             1.21.5 and 1.22.2). Where no Node is at hand the finding is a hint of low \
             confidence; where all nodes have the fix nothing is said.",
            "CVE-2021-25741 が修正されていない kubelet（1.19.15、1.20.11、1.21.5、1.22.2 より\
             前）のノードがあるクラスターで、`subPath` または `subPathExpr` を使うコンテナーを\
             検出します。Node が手元にない場合は確信度の低い示唆にとどめ、全ノードが修正済みで\
             あれば何も報告しません。",
        ),
        why: text(
            "On such a kubelet a container can replace the directory behind a subPath by a \
             symbolic link while it is being mounted, and so gets any file of the node.",
            "修正前の kubelet では、マウント処理中に subPath のディレクトリをシンボリックリン\
             クに差し替えることで、ノード上の任意のファイルを手に入れられます。",
        ),
        fix: text(
            "Update the kubelets. Where that has to wait, mount whole volumes and single files \
             by `items` instead of `subPath`.",
            "kubelet を更新します。すぐにできない場合は、`subPath` の代わりにボリューム全体を\
             マウントするか、`items` で必要なファイルだけを取り出します。",
        ),
        fine: text(
            "All kubelets are of a supported version, as everywhere since 2022.",
            "すべての kubelet がサポート中のバージョンであれば問題ありません（2022 年以降は通\
             常該当しません）。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("mitre", "T1611"),
            reference("catalogue", "P12"),
            reference("kalm", "POD-045"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const VULNERABLE: Text = text(
    "container `{container}` mounts a subPath, and node `{node}` has kubelet {version}, which \
     follows links out of it",
    "コンテナー `{container}` は subPath をマウントしており、ノード `{node}` の kubelet \
     {version} はボリューム外へのリンクをたどります",
);
const UNSEEN: Text = text(
    "container `{container}` mounts a subPath; kubelets before 1.22.2 can be led out of it",
    "コンテナー `{container}` は subPath をマウントしています。1.22.2 より前の kubelet ではボ\
     リューム外に抜け出せます",
);
const NODE: Text = text("this node", "このノード");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let mounts = container.value.items_at(&["volumeMounts"]);
    let uses = |mount: &Value| {
        ["subPath", "subPathExpr"].iter().find_map(|field| {
            mount.str_at(&[field]).filter(|path| !path.is_empty()).map(|_| *field)
        })
    };
    let mut routes = mounts.iter().enumerate().filter_map(|(index, mount)| {
        let route = Route::keys(["volumeMounts"]).then(index).then(uses(mount)?);
        Some(container.place(&route))
    });
    let Some(first) = routes.next() else { return cx.not_applicable() };
    let mut nodes = cx.snapshot.of_kind("", "Node").peekable();
    let finding = if nodes.peek().is_none() {
        let message = Message::new(UNSEEN);
        cx.in_container(pod, container, first, message).severity(Low).confidence(Confidence::Low)
    } else {
        let vulnerable = nodes.find_map(|node| {
            let version = node.value.str_at(&["status", "nodeInfo", "kubeletVersion"])?;
            is_vulnerable(version).then_some((node, version))
        });
        let Some((node, version)) = vulnerable else { return };
        let message = Message::new(VULNERABLE).with("node", node.name()).with("version", version);
        cx.in_container(pod, container, first, message)
            .related(node.place(Route::keys(["status", "nodeInfo"])), Message::new(NODE))
            .reference("kubescape", "C-0058")
            .reference("kubescape", "CVE-2021-25741")
            .reference("kubescape", "Symlink-Exchange-Can-Allow-Host-Filesystem-Access")
    };
    let mut finding = finding;
    finding.also.extend(routes);
    cx.report(finding);
}

/// Whether a kubelet, `v1.20.7` or `v1.20.7-gke.1800`, has not got the fix.
fn is_vulnerable(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split(['.', '-', '+']).map(str::parse::<u32>);
    let (Some(Ok(1)), Some(Ok(minor)), Some(Ok(patch))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    match minor {
        0..=18 => true,
        19 => patch < 15,
        20 => patch < 11,
        21 => patch < 5,
        22 => patch < 2,
        _ => false,
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        volumeMounts:
          - name: site
            mountPath: /srv
          - name: site
            mountPath: /srv/html
            subPath: html  # expect: sub-path-mount
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Node
        metadata:
          name: node-1
        status:
          nodeInfo:
            kubeletVersion: v1.21.4
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              volumeMounts:
                - name: site
                  mountPath: /srv
                  subPathExpr: $(POD_NAME)  # expect: sub-path-mount
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Node
        metadata:
          name: node-1
        status:
          nodeInfo:
            kubeletVersion: v1.36.1
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              volumeMounts:
                - name: site
                  mountPath: /srv
                  subPath: html
        ",
    ),
];
