//! A range that holds the address where the cloud hands out credentials.

use crate::cidr::Cidr;
use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1413",
        slug: "metadata-service-reachable",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Network policy allows the metadata service of the cloud",
            "クラウドのメタデータサービスへの接続を許可するネットワークポリシー",
        ),
        what: text(
            "Egress rules whose address block holds a metadata address without leaving it out, \
             and whose ports let port 80 pass: 169.254.169.254 of AWS, Azure, Google and \
             others, fd00:ec2::254 of AWS, 100.100.100.200 of Alibaba. Rules that let \
             everything pass have a check of their own.",
            "アドレスブロックにメタデータのアドレスが含まれ、除外されておらず、80 番ポートを通す\
             送信ルールを検出します。対象は AWS、Azure、Google などの 169.254.169.254、AWS の \
             fd00:ec2::254、Alibaba の 100.100.100.200 です。すべてを通すルールには別のチェック\
             があります。",
        ),
        why: text(
            "The metadata service hands out the credentials of the node to whoever asks over \
             the network of the pod. With them one broken pod becomes a broken cloud account.",
            "メタデータサービスは、Pod のネットワークから尋ねた者に誰でもノードの資格情報を渡し\
             ます。侵害された Pod ひとつが、クラウドアカウントの侵害に発展します。",
        ),
        fix: text(
            "Take the addresses out with `except`, and have the instances ask for a token with \
             a hop limit of 1.",
            "`except` でこれらのアドレスを除外し、インスタンス側でもトークン必須、ホップ数 1 に\
             制限します。",
        ),
        fine: text(
            "The pods are an agent that hands out identities to others and must read it.",
            "他の Pod に ID を配布するエージェントなど、読み取りが必要な Pod なら問題ありません。",
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
    "{range} holds metadata addresses of clouds: {addresses}",
    "{range} にはクラウドのメタデータのアドレスが含まれます: {addresses}",
);

/// Where providers answer with credentials of the node. The first one is the one that all know.
const ADDRESSES: [&str; 3] = ["169.254.169.254/32", "fd00:ec2::254/128", "100.100.100.200/32"];

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for rule in rules(policy, Direction::Egress) {
        if !rule.allows("TCP", 80) {
            continue;
        }
        for block in rule.blocks() {
            let open: Vec<&str> = ADDRESSES
                .into_iter()
                .filter(|address| Cidr::parse(address).is_some_and(|it| block.allows(it)))
                .collect();
            if open.is_empty() {
                continue;
            }
            let words: Vec<&str> =
                open.iter().filter_map(|it| it.split_once('/')).map(|(it, _)| it).collect();
            let message =
                Message::new(OPEN).with("range", block.text).with("addresses", words.join(", "));
            let mut finding = cx.finding(policy.place(block.route.clone()), message);
            if open.contains(&"169.254.169.254/32") {
                finding = finding.reference("kalm", "NP-003");
            }
            cx.report(finding);
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
                - ipBlock:  # expect: metadata-service-reachable
                    cidr: 0.0.0.0/0
                    except:
                      - 10.0.0.0/8
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
            - to:
                - ipBlock:
                    cidr: 0.0.0.0/0
              ports:
                - protocol: TCP
                  port: 443
        ",
    ),
];
