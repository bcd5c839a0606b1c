//! An exception that excepts nothing.

use crate::cidr::Cidr;
use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1412",
        slug: "ineffective-ip-exception",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Exception of an address block has no effect",
            "アドレスブロックの例外が効いていない",
        ),
        what: text(
            "Exceptions of an `ipBlock` for loopback or multicast addresses, which no packet \
             between pods carries, and those that another peer of the same rule allows again.",
            "Pod 間のパケットが持つことのないループバックやマルチキャストのアドレスを除外する \
             `ipBlock` の例外と、同じルールの別の相手が再び許可している例外を検出します。",
        ),
        why: text(
            "The rule looks stricter than it is. Peers of a rule add up, so what one leaves out \
             another lets pass.",
            "ルールが実際より厳しく見えます。ルールの相手は足し合わされるため、ひとつが除外して\
             も別の相手が許可します。",
        ),
        fix: text(
            "Remove the exception, or repeat it in every peer that holds the range.",
            "例外を削除するか、その範囲を含むすべての相手に同じ例外を指定します。",
        ),
        fine: text(
            "It stands there to tell readers something.",
            "読み手への注記として書かれている場合は問題ありません。",
        ),
        references: &[reference("nsa", "net"), reference("catalogue", "N05")],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const NEVER: Text = text(
    "no packet between pods goes to or comes from {range}, so this exception does nothing",
    "Pod 間のパケットが {range} を宛先や送信元とすることはなく、この例外には効果がありません",
);
const AGAIN: Text = text(
    "{range} is left out here and allowed by another peer of the rule",
    "{range} はここで除外されていますが、ルールの別の相手が許可しています",
);
const OTHER: Text = text("the peer that allows it", "許可している相手");

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let never: Vec<Cidr> = ["127.0.0.0/8", "::1/128", "224.0.0.0/4", "ff00::/8"]
        .iter()
        .filter_map(|range| Cidr::parse(range))
        .collect();
    for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
        let blocks = rule.blocks();
        for block in &blocks {
            for (range, text, route) in &block.except {
                let again =
                    blocks.iter().find(|other| other.route != block.route && other.allows(*range));
                let template = if never.iter().any(|never| never.covers(*range)) {
                    NEVER
                } else if again.is_some() {
                    AGAIN
                } else {
                    continue;
                };
                let message = Message::new(template).with("range", *text);
                let mut finding = cx.finding(policy.place(route.clone()), message);
                if let Some(other) = again {
                    finding = finding
                        .related(policy.place(other.route.then("cidr")), Message::new(OTHER));
                }
                cx.report(finding);
            }
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
                    except:
                      - 127.0.0.0/8  # expect: ineffective-ip-exception
                      - 10.0.0.0/8  # expect: ineffective-ip-exception
                      - 172.16.0.0/12
                - ipBlock:
                    cidr: 10.0.0.0/8
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
                      - 10.0.0.0/8
        ",
    ),
];
