//! Containers must be made to run as another user than root.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Narrower, Revision, reference};
use crate::offence::{Fault, Offence, Offences, container_names};
use crate::phrase::{containers, setters};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "runAsNonRoot",
    level: Level::Restricted,
    revisions: &[
        Revision {
            since: 0,
            change: Text {
                en: "Every container must run with runAsNonRoot, its own or the pod's.",
                ja: "すべてのコンテナーで、自身または Pod の runAsNonRoot を true にする必要があります。",
            },
            find,
        },
        Revision {
            since: 35,
            change: Text {
                en: "Pods with `hostUsers: false` are left alone.",
                ja: "`hostUsers: false` の Pod は対象外になります。",
            },
            find: find_unless_own_users,
        },
    ],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0017",
        slug: "run-as-root",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Pod does not insist on a non-root user",
            ja: "root 以外のユーザーでの実行が強制されていない",
        },
        what: Text {
            en: "`runAsNonRoot: false` in a pod or container, and containers for which neither they nor the pod set `runAsNonRoot: true`. A container with another `runAsUser` than 0 does not run as root today, but nothing enforces it, and so it counts as well. From policy version v1.35 on, pods with `hostUsers: false` are left alone; Windows pods are not.",
            ja: "Pod やコンテナーの `runAsNonRoot: false` と、コンテナー自身にも Pod にも `runAsNonRoot: true` がないコンテナーを検出します。`runAsUser` に 0 以外の値があるコンテナーは現時点では root で実行されませんが、それを強制するものがないため、やはり対象です。ポリシーバージョン v1.35 以降では `hostUsers: false` の Pod は対象外ですが、Windows の Pod は対象のままです。",
        },
        why: Text {
            en: "Where nothing insists on another user, the image decides, and with its next build, or when `runAsUser` is taken out, the container runs as root. Without a user namespace root in the container is root on the node: every escape by a kernel or runtime fault, a mounted path or a leaked descriptor then has full rights, and within the container root may change programs and read every mounted Secret.",
            ja: "root 以外での実行が強制されていなければ、どのユーザーになるかはイメージ次第です。イメージを作り直したり `runAsUser` を外したりすれば、root で実行されることもあります。ユーザー名前空間がない場合、コンテナー内の root はノードの root と同じです。カーネルやランタイムの欠陥、マウントされたパス、漏れたファイル記述子などでコンテナーから抜け出されると、すべての権限を握られます。コンテナー内でも、root はプログラムを書き換え、マウントされた Secret をすべて読み取れます。",
        },
        fix: Text {
            en: "Set `securityContext.runAsNonRoot: true` for the pod and give the image a numeric user (`USER 10001` in the Dockerfile, or `runAsUser: 10001`). The kubelet then refuses to start the container as root, instead of hoping.",
            ja: "Pod に `securityContext.runAsNonRoot: true` を設定し、イメージに数値のユーザー（Dockerfile の `USER 10001`、または `runAsUser: 10001`）を指定してください。これで kubelet は root での起動を確実に拒否します。",
        },
        fine: Text {
            en: "For pods with `hostUsers: false`, whose root is nobody on the node, and for node agents that must read files of root.",
            ja: "`hostUsers: false` により root がノード上では一般ユーザーになる Pod や、root のファイルを読む必要があるノードエージェントの場合です。",
        },
        references: &[
            reference("pss", "restricted:runAsNonRoot"),
            reference("cis-1.12", "5.2.7"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0198"),
            reference("kubescape", "C-0218"),
            reference("trivy", "KSV-0012"),
            reference("catalogue", "P17"),
        ],
    },
    narrower: &[Narrower {
        applies: may_be_root,
        references: &[
            reference("kubescape", "C-0013"),
            reference("kubescape", "non-root-containers"),
            reference("checkov", "CKV_K8S_23"),
            reference("kube-linter", "run-as-non-root"),
            reference("polaris", "runAsRootAllowed"),
            reference("kalm", "POD-017"),
        ],
    }],
    describe,
    remedy: Some(Remedy {
        title: Text { en: "Set `runAsNonRoot: true`", ja: "`runAsNonRoot: true` を設定する" },
        action: Action::True,
        risk: Some(Text {
            en: "The image runs as root, or gives its user by name and not by number: the kubelet then refuses to start it.",
            ja: "イメージが root で動く場合、またはユーザーを数値でなく名前で指定している場合。kubelet が起動を拒否します。",
        }),
    }),
};

const FIELD: &[&str] = &["securityContext", "runAsNonRoot"];
const POD_FIELD: &[&str] = &["spec", "securityContext", "runAsNonRoot"];

/// Whether a container may start as root: neither forbidden nor ruled out by a user of its own.
fn may_be_root(pod: &Pod<'_>, _: &[Offence<'_>]) -> bool {
    pod.containers.iter().any(|container| {
        let non_root = container.security.run_as_non_root.or(pod.security.run_as_non_root);
        let user = container.security.run_as_user.or(pod.security.run_as_user);
        non_root != Some(true) && user.is_none_or(|user| user == 0)
    })
}

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    let of_pod = pod.security.run_as_non_root;
    if of_pod == Some(false) {
        offences.push(Offence::pod(POD_FIELD));
    }
    for (at, container) in pod.visit() {
        match (container.security.run_as_non_root, of_pod) {
            (Some(false), _) => offences.push(Offence::container(at, FIELD)),
            (None, None) => offences.push(Offence::container(at, FIELD).required()),
            // Where the pod says false, that is the fault; mending it mends this container too.
            (Some(true), _) | (None, Some(_)) => {}
        }
    }
}

fn find_unless_own_users<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if !pod.own_users() {
        find(pod, offences);
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    const REASON: &str = "runAsNonRoot != true";
    let is_set = |offence: &Offence<'_>| offence.fault == Fault::Forbidden;
    // Upstream speaks of missing fields only where nothing is set wrongly.
    if offences.iter().any(is_set) {
        let on_pod = offences.iter().any(|offence| offence.container.is_none());
        let who = setters(on_pod, &container_names(pod, offences, is_set));
        return (REASON, format!("{who} must not set securityContext.runAsNonRoot=false"));
    }
    let names = containers(&container_names(pod, offences, |_| true));
    (REASON, format!("pod or {names} must set securityContext.runAsNonRoot=true"))
}
