//! An exception that stops one step short.

use crate::cidr::Cidr;
use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1414",
        slug: "incomplete-metadata-exception",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Network policy leaves out only some metadata addresses",
            "メタデータのアドレスの一部しか除外していないネットワークポリシー",
        ),
        what: text(
            "Address blocks that leave out 169.254.169.254 but still hold other addresses where \
             clouds hand out credentials or settings: 169.254.170.2 and 169.254.170.23 for \
             containers and pods of AWS, 100.100.100.200 of Alibaba, 168.63.129.16 of Azure.",
            "169.254.169.254 を除外しているものの、クラウドが資格情報や設定を返す他のアドレスを\
             含むアドレスブロックを検出します。対象は AWS のコンテナと Pod 用の 169.254.170.2 と \
             169.254.170.23、Alibaba の 100.100.100.200、Azure の 168.63.129.16 です。",
        ),
        why: text(
            "The exception tells that metadata was meant to be out of reach, and part of it is \
             not. Pods that use the network of the node are not held back by any policy.",
            "例外からメタデータを遮断する意図が読み取れますが、一部は遮断されていません。ノード\
             のネットワークを使う Pod は、どのポリシーでも制限されません。",
        ),
        fix: text(
            "Leave out 169.254.0.0/16, and the addresses of the provider that is in use.",
            "169.254.0.0/16 と、利用中のプロバイダーのアドレスを除外します。",
        ),
        fine: text(
            "The cluster runs where none of these addresses answers.",
            "これらのアドレスが応答しない環境でクラスターが動いている場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "cloud"),
            reference("mitre", "T1552.005"),
            reference("catalogue", "N06"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "169.254.169.254 is left out, and these stay open: {addresses}",
    "169.254.169.254 は除外されていますが、次は開いたままです: {addresses}",
);

const OTHERS: [&str; 4] =
    ["169.254.170.2/32", "169.254.170.23/32", "100.100.100.200/32", "168.63.129.16/32"];

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let Some(main) = Cidr::parse("169.254.169.254/32") else { return };
    for rule in rules(policy, Direction::Egress) {
        for block in rule.blocks() {
            if !block.cidr.covers(main) || block.allows(main) {
                continue;
            }
            let open =
                OTHERS.iter().filter(|it| Cidr::parse(it).is_some_and(|it| block.allows(it)));
            let open: Vec<&str> =
                open.filter_map(|it| it.split_once('/')).map(|(it, _)| it).collect();
            if open.is_empty() {
                continue;
            }
            let message = Message::new(OPEN).with("addresses", open.join(", "));
            cx.report(cx.finding(policy.place(block.route.then("except")), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector: {}
          policyTypes: [Egress]
          egress:
            - to:
                - ipBlock:
                    cidr: 0.0.0.0/0
                    except:  # expect: incomplete-metadata-exception
                      - 169.254.169.254/32
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector: {}
          policyTypes: [Egress]
          egress:
            - to:
                - ipBlock:
                    cidr: 0.0.0.0/0
                    except:
                      - 169.254.0.0/16
                      - 100.100.100.200/32
                      - 168.63.129.16/32
        ",
    ),
];
