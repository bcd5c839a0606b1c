//! A container field: what it mounts appears on the node.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1035",
        slug: "bidirectional-mount",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Mounts of the container appear on the node",
            "コンテナーのマウントがノードに反映される",
        ),
        what: text(
            "Volume mounts with `mountPropagation: Bidirectional`.",
            "`mountPropagation: Bidirectional` のボリュームマウントを検出します。",
        ),
        why: text(
            "What the container mounts below that path appears on the node and in every other \
             pod that has the path. It can cover directories of the node by its own, and \
             forgotten mounts keep volumes busy. Only privileged containers may do it.",
            "コンテナーがそのパスの下でマウントしたものは、ノードや、同じパスを持つ他の Pod に\
             も現れます。ノードのディレクトリを覆い隠すことも、残ったマウントがボリュームを占\
             有し続けることもあります。特権コンテナーだけが使えます。",
        ),
        fix: text(
            "Remove it, or use `HostToContainer` where the container only has to see mounts of \
             the node.",
            "削除するか、ノードのマウントが見えればよいだけなら `HostToContainer` を使います。",
        ),
        fine: text(
            "CSI drivers and other programs that mount volumes for pods.",
            "CSI ドライバーなど、Pod のためにボリュームをマウントするプログラムであれば問題あ\
             りません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P08"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const BOTH: Text = text(
    "what container `{container}` mounts below `{path}` appears on the node",
    "コンテナー `{container}` が `{path}` の下でマウントしたものはノードにも現れます",
);
const SET: Text = text("use `HostToContainer`", "`HostToContainer` を使う");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for mount in container.mounts().filter(|mount| mount.propagation() == Some("Bidirectional")) {
        let route = mount.route.then("mountPropagation");
        let message = Message::new(BOTH).with("path", mount.path());
        let fix = set(SET, Safety::Unsafe, route.clone(), "HostToContainer");
        cx.report(cx.in_container(pod, container, route, message).fix(fix));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: driver
        volumeMounts:
          - name: pods
            mountPath: /var/lib/kubelet/pods
            mountPropagation: Bidirectional  # expect: bidirectional-mount
        ",
    ),
    Fixture::pass(
        "
        name: agent
        volumeMounts:
          - name: root
            mountPath: /host
            mountPropagation: HostToContainer
        ",
    ),
];
