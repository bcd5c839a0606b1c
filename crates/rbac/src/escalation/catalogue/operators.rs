use super::super::needs::{ANY_WRITE, WRITE, here, primitive};
use super::super::{Leads, Primitive};

/// Control over what operators do in the name of whoever writes: E60 to E68.
pub(super) const OPERATORS: &[Primitive] = &[
    primitive(
        "E60",
        "argo-applications",
        Leads::Operator,
        &[here(
            WRITE,
            &[
                ("argoproj.io", "applications", ""),
                ("argoproj.io", "applicationsets", ""),
                ("argoproj.io", "appprojects", ""),
            ],
        )],
        "has Argo CD apply manifests with the rights of its application controller",
        "Argo CD のアプリケーションコントローラーの権限でマニフェストを適用させる",
    ),
    primitive(
        "E61",
        "flux-sources",
        Leads::Operator,
        &[here(
            WRITE,
            &[
                ("kustomize.toolkit.fluxcd.io", "kustomizations", ""),
                ("helm.toolkit.fluxcd.io", "helmreleases", ""),
                ("source.toolkit.fluxcd.io", "gitrepositories", ""),
                ("source.toolkit.fluxcd.io", "helmrepositories", ""),
                ("source.toolkit.fluxcd.io", "ocirepositories", ""),
                ("source.toolkit.fluxcd.io", "buckets", ""),
            ],
        )],
        "has Flux apply manifests with the rights of its controllers",
        "Flux のコントローラーの権限でマニフェストを適用させる",
    ),
    primitive(
        "E62",
        "helm-charts",
        Leads::Operator,
        &[here(
            WRITE,
            &[
                ("helm.cattle.io", "helmcharts", ""),
                ("helm.cattle.io", "helmchartconfigs", ""),
                ("k3s.cattle.io", "addons", ""),
            ],
        )],
        "has the Helm controller of K3s install charts, which it does as `cluster-admin`",
        "`cluster-admin` で動く K3s の Helm コントローラーにチャートを導入させる",
    ),
    primitive(
        "E63",
        "infrastructure",
        Leads::Operator,
        &[here(
            WRITE,
            &[
                ("apiextensions.crossplane.io", "compositions", ""),
                ("pkg.crossplane.io", "providers", ""),
                ("pkg.crossplane.io", "functions", ""),
                ("cluster.x-k8s.io", "clusters", ""),
                ("cluster.x-k8s.io", "machines", ""),
                ("operators.coreos.com", "subscriptions", ""),
                ("operators.coreos.com", "clusterserviceversions", ""),
            ],
        )],
        "has an operator make infrastructure or install software with its own rights",
        "オペレーター自身の権限でインフラの作成やソフトウェアの導入を行わせる",
    ),
    primitive(
        "E64",
        "external-secrets",
        Leads::Data,
        &[here(
            WRITE,
            &[
                ("external-secrets.io", "externalsecrets", ""),
                ("external-secrets.io", "secretstores", ""),
                ("external-secrets.io", "clustersecretstores", ""),
                ("secrets.hashicorp.com", "vaultstaticsecrets", ""),
                ("secrets.hashicorp.com", "vaultdynamicsecrets", ""),
                ("secrets-store.csi.x-k8s.io", "secretproviderclasses", ""),
            ],
        )],
        "gets any secret that a secret store lets the operator read",
        "オペレーターがシークレットストアから読める任意の値を得る",
    ),
    primitive(
        "E65",
        "certificates",
        Leads::Data,
        &[here(
            WRITE,
            &[
                ("cert-manager.io", "certificates", ""),
                ("cert-manager.io", "certificaterequests", ""),
                ("cert-manager.io", "issuers", ""),
                ("cert-manager.io", "clusterissuers", ""),
            ],
        )],
        "gets certificates in any name that the authority signs",
        "認証局が署名する任意の名前の証明書を得る",
    ),
    primitive(
        "E66",
        "backups",
        Leads::Data,
        &[here(
            WRITE,
            &[
                ("velero.io", "backups", ""),
                ("velero.io", "restores", ""),
                ("velero.io", "backupstoragelocations", ""),
                ("snapshot.storage.k8s.io", "volumesnapshots", ""),
            ],
        )],
        "copies objects and volumes, Secrets included, or restores altered ones",
        "Secret を含むオブジェクトやボリュームを複製し、または改変したものを復元する",
    ),
    primitive(
        "E67",
        "policy-engines",
        Leads::Controls,
        &[here(
            ANY_WRITE,
            &[
                ("kyverno.io", "policies", ""),
                ("kyverno.io", "clusterpolicies", ""),
                ("kyverno.io", "policyexceptions", ""),
                ("policies.kyverno.io", "validatingpolicies", ""),
                ("policies.kyverno.io", "mutatingpolicies", ""),
                ("policies.kyverno.io", "generatingpolicies", ""),
                ("policies.kyverno.io", "policyexceptions", ""),
                ("templates.gatekeeper.sh", "constrainttemplates", ""),
                ("config.gatekeeper.sh", "configs", ""),
                ("mutations.gatekeeper.sh", "assign", ""),
                ("policies.kubewarden.io", "clusteradmissionpolicies", ""),
            ],
        )],
        "turns policies off, or has the policy engine write objects with its own rights",
        "ポリシーを無効にし、またはポリシーエンジンの権限でオブジェクトを書き込ませる",
    ),
    primitive(
        "E68",
        "virtual-machines",
        Leads::Pod,
        &[here(
            &["get", "update"],
            &[
                ("subresources.kubevirt.io", "virtualmachineinstances", "console"),
                ("subresources.kubevirt.io", "virtualmachineinstances", "vnc"),
                ("subresources.kubevirt.io", "virtualmachineinstances", "portforward"),
            ],
        )],
        "opens the console of virtual machines",
        "仮想マシンのコンソールを開く",
    ),
];
