//! A value from two levels: on Windows the image decides who runs.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1037",
        slug: "windows-image-user",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Windows container may run as administrator",
            "Windows コンテナーが管理者として動く可能性がある",
        ),
        what: text(
            "Containers of Windows pods (`os.name: windows`) without \
             `windowsOptions.runAsUserName` on the container or the pod, or with \
             `ContainerAdministrator`. `runAsUser` has no effect on Windows. HostProcess \
             containers are judged by the Pod Security Standards.",
            "Windows の Pod（`os.name: windows`）で、コンテナーにも Pod にも \
             `windowsOptions.runAsUserName` がない、または `ContainerAdministrator` になってい\
             るコンテナーを検出します。Windows では `runAsUser` は効きません。HostProcess コン\
             テナーは Pod Security Standards で判定します。",
        ),
        why: text(
            "Most Windows images start as ContainerAdministrator, who may change everything in \
             the container and has more ways out of it.",
            "多くの Windows イメージは ContainerAdministrator として起動します。コンテナー内の\
             すべてを変更でき、抜け出す手段も増えます。",
        ),
        fix: text(
            "Set `securityContext.windowsOptions.runAsUserName: ContainerUser`, or a user that \
             the image has made.",
            "`securityContext.windowsOptions.runAsUserName: ContainerUser`、またはイメージで作\
             成したユーザーを設定します。",
        ),
        fine: text(
            "The image names a user with few rights itself.",
            "イメージ自体が権限の小さいユーザーを指定している場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P17"),
            reference("kubescape", "C-0211"),
            reference("kubescape", "set-runasusername-value"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const UNSET: Text = text(
    "the image decides as which user Windows container `{container}` runs",
    "Windows コンテナー `{container}` の実行ユーザーはイメージ任せです",
);
const ADMINISTRATOR: Text = text(
    "Windows container `{container}` runs as ContainerAdministrator",
    "Windows コンテナー `{container}` は ContainerAdministrator として動きます",
);
const SET: Text = text("run as ContainerUser", "ContainerUser で実行する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    if !pod.is_windows() {
        return cx.not_applicable();
    }
    for container in pod.containers() {
        judge(cx, pod, &container);
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const FIELD: [&str; 3] = ["securityContext", "windowsOptions", "runAsUserName"];
    if container.host_process().is_some_and(|it| it.value) {
        return;
    }
    let own = container.value.str_at(&FIELD);
    let of_pod = pod.spec.str_at(&FIELD);
    let (text, route) = match (own, of_pod) {
        (None, None) if pod.partial => return cx.unknown(),
        (None, None) => (UNSET, container.field(FIELD)),
        (Some(user), _) if is_administrator(user) => (ADMINISTRATOR, container.field(FIELD)),
        (None, Some(user)) if is_administrator(user) => (ADMINISTRATOR, pod.spec_route(FIELD)),
        _ => return,
    };
    let fix = set(SET, Safety::Unsafe, route.clone(), "ContainerUser");
    cx.report(cx.in_container(pod, container, route, Message::new(text)).fix(fix));
}

fn is_administrator(user: &str) -> bool {
    user.eq_ignore_ascii_case("ContainerAdministrator")
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          os:
            name: windows
          containers:
            - name: web  # expect: windows-image-user
            - name: proxy
              securityContext:
                windowsOptions:
                  runAsUserName: ContainerUser
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          os:
            name: linux
          containers:
            - name: web
        ",
    ),
];
