//! A role of the cloud that rules the cluster.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2202",
        slug: "aws-auth-grants-masters",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "aws-auth maps an identity to cluster administrators",
            "aws-auth が ID をクラスター管理者に対応付けている",
        ),
        what: text(
            "Entries of the ConfigMap `aws-auth` in `kube-system` with the group \
             `system:masters`.",
            "`kube-system` の ConfigMap `aws-auth` のうち、グループ `system:masters` を持つ項目\
             を検出します。",
        ),
        why: text(
            "Members of that group bypass RBAC: no binding limits them and none can be revoked. \
             A role of AWS is often shared by more people than its name tells.",
            "このグループのメンバーは RBAC を経由しません。バインディングで制限することも取り消\
             すこともできません。AWS のロールは、名前から想像されるより多くの人に共有されている\
             ことがよくあります。",
        ),
        fix: text(
            "Map to a group of your own with a narrow role, or move to access entries of EKS.",
            "権限を絞った独自のグループに対応付けるか、EKS のアクセスエントリに移行します。",
        ),
        fine: text(
            "One sealed role for emergencies.",
            "封印された緊急用ロールひとつであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.7"),
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "K06"),
        ],
    },
    run: Run::Object { of: &[("", "ConfigMap")], run },
    fixtures: FIXTURES,
};

const MASTERS: Text = text(
    "`{key}` makes {count} identities members of `system:masters`",
    "`{key}` は {count} 個の ID を `system:masters` のメンバーにします",
);

fn run(cx: &mut Cx<'_>, map: &Object) {
    if map.name() != "aws-auth" {
        return cx.not_applicable();
    }
    for key in ["mapRoles", "mapUsers", "mapAccounts"] {
        let Some(text) = map.value.str_at(&["data", key]) else { continue };
        let is_member = |line: &str| {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split(|c: char| c.is_whitespace() || ",[]\"'".contains(c));
            words.any(|word| word == "system:masters")
        };
        let count = text.lines().filter(|line| is_member(line)).count();
        if count > 0 {
            let message = Message::new(MASTERS).with("key", key).with("count", count.to_string());
            cx.report(cx.finding(map.place(Route::keys(["data", key])), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: aws-auth
          namespace: kube-system
        data:
          mapRoles: |  # expect: aws-auth-grants-masters
            - rolearn: arn:aws:iam::111122223333:role/admin
              username: admin
              groups:
                - system:masters
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: aws-auth
          namespace: kube-system
        data:
          mapRoles: |
            - rolearn: arn:aws:iam::111122223333:role/node
              username: system:node:{{EC2PrivateDNSName}}
              groups:
                - system:nodes
        ",
    ),
];
