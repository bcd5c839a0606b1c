use super::super::needs::{ANY_WRITE, CHANGE, WRITE, anywhere, cluster, here, primitive};
use super::super::{Leads, Primitive};

/// Everything that makes pods.
const MAKES_PODS: &[(&str, &str, &str)] = &[
    ("", "pods", ""),
    ("", "replicationcontrollers", ""),
    ("apps", "deployments", ""),
    ("apps", "daemonsets", ""),
    ("apps", "statefulsets", ""),
    ("apps", "replicasets", ""),
    ("batch", "jobs", ""),
    ("batch", "cronjobs", ""),
];

/// Control over pods, their accounts, their nodes and their storage: E20 to E46.
pub(super) const WORKLOADS: &[Primitive] = &[
    primitive(
        "E20",
        "create-pods",
        Leads::Accounts,
        &[here(&["create"], &[("", "pods", "")])],
        "makes pods that run as any service account and mount any Secret of the namespace",
        "名前空間の任意のサービスアカウントで動き、任意の Secret をマウントする Pod を作る",
    ),
    primitive(
        "E21",
        "create-workloads",
        Leads::Accounts,
        &[here(
            &["create"],
            &[
                ("", "replicationcontrollers", ""),
                ("apps", "deployments", ""),
                ("apps", "daemonsets", ""),
                ("apps", "statefulsets", ""),
                ("apps", "replicasets", ""),
                ("batch", "jobs", ""),
                ("batch", "cronjobs", ""),
            ],
        )],
        "makes workloads whose pods run as any service account of the namespace",
        "名前空間の任意のサービスアカウントで動くワークロードを作る",
    ),
    primitive(
        "E21",
        "change-workloads",
        Leads::Accounts,
        &[here(
            CHANGE,
            &[
                ("", "replicationcontrollers", ""),
                ("apps", "deployments", ""),
                ("apps", "daemonsets", ""),
                ("apps", "statefulsets", ""),
                ("batch", "cronjobs", ""),
            ],
        )
        .some()],
        "changes workloads so that their pods run as any service account of the namespace",
        "ワークロードを書き換え、名前空間の任意のサービスアカウントで Pod を動かす",
    )
    .unless("create-workloads"),
    primitive(
        "E21",
        "create-custom-workloads",
        Leads::Accounts,
        &[here(
            WRITE,
            &[
                ("argoproj.io", "rollouts", ""),
                ("argoproj.io", "workflows", ""),
                ("argoproj.io", "cronworkflows", ""),
                ("keda.sh", "scaledjobs", ""),
                ("serving.knative.dev", "services", ""),
                ("tekton.dev", "taskruns", ""),
                ("tekton.dev", "pipelineruns", ""),
            ],
        )],
        "writes custom resources from which an operator makes pods with the account they name",
        "指定したアカウントの Pod をオペレーターに作らせるカスタムリソースを書き込む",
    ),
    primitive(
        "E22",
        "exec",
        Leads::Running,
        &[here(&["create"], &[("", "pods", "exec"), ("", "pods", "attach")])],
        "runs commands in pods and takes the tokens that lie there",
        "Pod 内でコマンドを実行し、置かれているトークンを得る",
    ),
    primitive(
        "E22",
        "exec-in-named-pods",
        Leads::Pod,
        &[here(&["create"], &[("", "pods", "exec"), ("", "pods", "attach")]).some()],
        "runs commands in the pods that the rule names",
        "ルールに挙げられた Pod 内でコマンドを実行する",
    )
    .unless("exec"),
    primitive(
        "E22",
        "exec-by-get",
        Leads::Running,
        &[here(&["get"], &[("", "pods", "exec"), ("", "pods", "attach")])],
        "runs commands in pods over WebSocket, for which `get` is enough before Kubernetes 1.35",
        "WebSocket 経由で Pod 内でコマンドを実行する（Kubernetes 1.35 より前は `get` で足りる）",
    )
    .unless("exec")
    .until(34),
    primitive(
        "E23",
        "ephemeral-containers",
        Leads::Running,
        &[here(CHANGE, &[("", "pods", "ephemeralcontainers")])],
        "puts containers of its own into pods that run",
        "稼働中の Pod に自身のコンテナーを追加する",
    ),
    primitive(
        "E24",
        "change-pods",
        Leads::Running,
        &[here(CHANGE, &[("", "pods", "")])],
        "puts another image into pods that run, with their service account",
        "稼働中の Pod のイメージを差し替え、そのサービスアカウントで動かす",
    ),
    primitive(
        "E25",
        "reach-pods",
        Leads::Network,
        &[here(
            &["create"],
            &[("", "pods", "portforward"), ("", "pods", "proxy"), ("", "services", "proxy")],
        )],
        "reaches ports of pods past NetworkPolicies",
        "NetworkPolicy を経由せずに Pod のポートへ到達する",
    ),
    primitive(
        "E25",
        "reach-pods-by-get",
        Leads::Network,
        &[here(&["get"], &[("", "pods", "proxy"), ("", "services", "proxy")])],
        "sends `get` requests to pods past NetworkPolicies",
        "NetworkPolicy を経由せずに Pod へ `get` リクエストを送る",
    )
    .unless("reach-pods"),
    primitive(
        "E25",
        "port-forward-by-get",
        Leads::Network,
        &[here(&["get"], &[("", "pods", "portforward")])],
        "reaches ports of pods over WebSocket, for which `get` is enough before Kubernetes 1.35",
        "WebSocket 経由で Pod のポートへ到達する（Kubernetes 1.35 より前は `get` で足りる）",
    )
    .unless("reach-pods")
    .until(34),
    primitive(
        "E26",
        "read-logs",
        Leads::Data,
        &[here(&["get"], &[("", "pods", "log")])],
        "reads what pods log, credentials that slipped in included",
        "紛れ込んだ認証情報を含め、Pod のログを読む",
    ),
    primitive(
        "E27",
        "service-status",
        Leads::Network,
        &[here(CHANGE, &[("", "services", "status"), ("", "pods", "status")])],
        "draws traffic to addresses of its choice (CVE-2020-8554)",
        "任意のアドレス宛ての通信を引き込む（CVE-2020-8554）",
    ),
    primitive(
        "E28",
        "bind-pods-to-nodes",
        Leads::Controls,
        &[here(&["create"], &[("", "pods", "binding"), ("", "bindings", "")])],
        "puts waiting pods on any node past the scheduler, those of the control plane included",
        "スケジューラーを経由せず、コントロールプレーンを含む任意のノードに Pod を割り当てる",
    ),
    primitive(
        "E29",
        "move-pods",
        Leads::Node,
        &[
            anywhere(&["delete", "deletecollection"], &[("", "pods", "")]),
            cluster(CHANGE, &[("", "nodes", ""), ("", "nodes", "status")]),
        ],
        "drives pods with strong accounts to a node that it controls",
        "強い権限のアカウントを持つ Pod を、支配下のノードへ移動させる",
    ),
    primitive(
        "E29",
        "move-pods-by-eviction",
        Leads::Node,
        &[
            anywhere(&["create"], &[("", "pods", "eviction")]),
            cluster(CHANGE, &[("", "nodes", ""), ("", "nodes", "status")]),
        ],
        "evicts pods with strong accounts to a node that it controls",
        "強い権限のアカウントを持つ Pod を退避させ、支配下のノードへ移動させる",
    )
    .unless("move-pods"),
    primitive(
        "E30",
        "cloud-identities",
        Leads::Cloud,
        &[here(WRITE, &[("", "serviceaccounts", "")])],
        "gives service accounts a role at the cloud provider by an annotation",
        "アノテーションによりサービスアカウントにクラウドのロールを持たせる",
    ),
    primitive(
        "E31",
        "scale",
        Leads::Availability,
        &[here(
            CHANGE,
            &[
                ("apps", "deployments", "scale"),
                ("apps", "statefulsets", "scale"),
                ("apps", "replicasets", "scale"),
                ("", "replicationcontrollers", "scale"),
                ("", "pods", "resize"),
            ],
        )],
        "scales workloads to nothing, or until nodes are full",
        "ワークロードをゼロに、またはノードが満杯になるまでスケールする",
    ),
    primitive(
        "E32",
        "limits",
        Leads::Availability,
        &[here(
            ANY_WRITE,
            &[
                ("", "limitranges", ""),
                ("", "resourcequotas", ""),
                ("policy", "poddisruptionbudgets", ""),
            ],
        )],
        "keeps pods from starting or from being moved",
        "Pod の起動や移動を妨げる",
    ),
    primitive(
        "E32",
        "priorities",
        Leads::Availability,
        &[cluster(ANY_WRITE, &[("scheduling.k8s.io", "priorityclasses", "")])],
        "makes pods that push all others aside",
        "他のすべての Pod を押しのける Pod を作れるようにする",
    ),
    primitive(
        "E40",
        "node-proxy",
        Leads::Kubelets,
        &[cluster(&["get", "create"], &[("", "nodes", "proxy")])],
        "runs commands in every pod through the kubelet, which admission and audit do not see",
        "アドミッションと監査に現れない kubelet 経由で、すべての Pod でコマンドを実行する",
    ),
    primitive(
        "E40",
        "named-node-proxy",
        Leads::Node,
        &[cluster(&["get", "create"], &[("", "nodes", "proxy")]).some()],
        "runs commands in every pod of the nodes that the rule names",
        "ルールに挙げられたノードのすべての Pod でコマンドを実行する",
    )
    .unless("node-proxy"),
    primitive(
        "E41",
        "change-nodes",
        Leads::Controls,
        &[cluster(WRITE, &[("", "nodes", ""), ("", "nodes", "status")])],
        "changes labels, taints and conditions of nodes, and with them where pods run",
        "ノードのラベル、taint、状態を変更し、Pod の配置先を操作する",
    ),
    primitive(
        "E42",
        "host-path-volumes",
        Leads::Node,
        &[
            cluster(&["create"], &[("", "persistentvolumes", "")]),
            anywhere(&["create"], MAKES_PODS),
        ],
        "mounts files of a node by a PersistentVolume of type hostPath, past Pod Security",
        "hostPath 型の PersistentVolume により、Pod Security を避けてノードのファイルをマウントする",
    ),
    primitive(
        "E43",
        "storage",
        Leads::Data,
        &[cluster(
            WRITE,
            &[
                ("storage.k8s.io", "storageclasses", ""),
                ("storage.k8s.io", "csidrivers", ""),
                ("storage.k8s.io", "volumeattachments", ""),
            ],
        )],
        "changes how volumes are made, attached and encrypted",
        "ボリュームの作成、接続、暗号化の方法を変更する",
    ),
    primitive(
        "E44",
        "leader-leases",
        Leads::Availability,
        &[here(
            &["update", "patch", "delete", "deletecollection"],
            &[("coordination.k8s.io", "leases", "")],
        )],
        "stops controllers and the scheduler by taking their leases",
        "リースを奪い、コントローラーやスケジューラーを止める",
    )
    .only_in("kube-system"),
    primitive(
        "E45",
        "runtime-classes",
        Leads::Controls,
        &[cluster(WRITE, &[("node.k8s.io", "runtimeclasses", "")])],
        "replaces the runtime that isolates pods",
        "Pod を隔離するランタイムを差し替える",
    ),
    primitive(
        "E46",
        "devices-of-others",
        Leads::Node,
        &[
            here(
                &["create"],
                &[
                    ("resource.k8s.io", "resourceclaims", ""),
                    ("resource.k8s.io", "resourceclaimtemplates", ""),
                ],
            ),
            here(CHANGE, &[("", "namespaces", "")]).some(),
        ],
        "gets administrative access to devices that others use, after labelling the namespace",
        "名前空間にラベルを付け、他者が使用中のデバイスへの管理アクセスを得る",
    )
    .since(34),
];
