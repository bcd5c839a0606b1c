//! A value that costs more than one sees.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1831",
        slug: "many-dns-lookups",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("DNS options leave `ndots` at five", "DNS の設定で `ndots` が 5 のまま"),
        what: text(
            "Pods with a `dnsConfig` that does not set the option `ndots` or sets it to five \
             or more.",
            "`dnsConfig` があるのに `ndots` を設定していない、または 5 以上にしている Pod を\
             検出します。",
        ),
        why: text(
            "With five every name of fewer dots, such as `api.example.com`, is first tried \
             with each search domain: several failed lookups for each one, which load the \
             cluster's DNS.",
            "5 のままだと `api.example.com` のようにドットの少ない名前は、まず検索ドメイン\
             ごとに問い合わせます。一回の名前解決で何度も失敗し、クラスターの DNS に負荷が\
             かかります。",
        ),
        fix: text(
            "Set `ndots` to 2: names of Services within the cluster (`web.shop`) still \
             resolve.",
            "`ndots` を 2 にします。クラスター内の Service の名前（`web.shop`）は引き続き解\
             決できます。",
        ),
        fine: text(
            "The pod asks only for names within the cluster.",
            "クラスター内の名前しか使わない Pod であれば問題ありません。",
        ),
        references: &[reference("catalogue", "H10"), reference("kube-linter", "dnsconfig-options")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const MANY: Text = text(
    "names with fewer than five dots are tried with every search domain first",
    "ドットが 5 個未満の名前は、まず検索ドメインごとに問い合わせます",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "dnsConfig";
    if pod.spec.at(&[FIELD]).is_none() {
        return;
    }
    let route = pod.spec_route([FIELD, "options"]);
    let mut options = pod.spec.items_at(&[FIELD, "options"]).iter().enumerate();
    let Some((index, option)) = options.find(|(_, it)| it.str_at(&["name"]) == Some("ndots"))
    else {
        return cx.report(cx.finding(pod.object.place(route), Message::new(MANY)));
    };
    let dots = option.str_at(&["value"]).and_then(|text| text.parse::<u32>().ok());
    if dots.is_some_and(|dots| dots >= 5) {
        let place = pod.object.place(route.then(index).then("value"));
        cx.report(cx.finding(place, Message::new(MANY)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        dnsConfig:
          options:
            - name: ndots
              value: '5'  # expect: many-dns-lookups
        ",
    ),
    Fixture::fail(
        "
        dnsConfig:  # expect: many-dns-lookups
          searches:
            - example.com
        ",
    ),
    Fixture::pass(
        "
        dnsConfig:
          options:
            - name: ndots
              value: '2'
        ",
    ),
];
