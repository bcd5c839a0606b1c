//! The parts of a LimitRange, each of which keeps something else.

use sekisho_finding::Finding;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1903",
        slug: "incomplete-limit-range",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("LimitRange leaves amounts open", "LimitRange に不足している項目がある"),
        what: text(
            "LimitRanges that together give the containers of their namespace no `default`, no \
             `defaultRequest`, no `min` or no `max` for CPU or memory.",
            "名前空間のコンテナーに対して、CPU またはメモリの `default`、`defaultRequest`、`min`、`max` \
             のいずれかを定めていない LimitRange を検出します。",
        ),
        why: text(
            "Without `default` and `defaultRequest` containers that state nothing stay unlimited or are \
             refused by a quota; without `max` one container may ask for a whole node, and without `min` \
             requests of next to nothing fill nodes with pods.",
            "`default` と `defaultRequest` がないと、何も書いていないコンテナーは無制限のままか、クォータ\
             に拒否されます。`max` がないとひとつのコンテナーがノード全体を要求でき、`min` がないとほぼゼ\
             ロの要求で Pod が詰め込まれます。",
        ),
        fix: text(
            "Add the missing amounts to the limit of type `Container`.",
            "種別 `Container` の項目に不足している値を追加します。",
        ),
        fine: text(
            "Some amounts are left to another policy.",
            "一部の値を別のポリシーで定めている場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("catalogue", "A05"),
            reference("trivy", "KSV-0039"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "no `{fields}` for {resource} is given to containers",
    "コンテナーの {resource} に `{fields}` が定められていません",
);

const FIELDS: [&str; 4] = ["default", "defaultRequest", "min", "max"];

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut seen: Vec<Option<&str>> = Vec::new();
    for range in snapshot.of_kind("", "LimitRange") {
        // The ranges of a namespace hold together: the first of them stands for all.
        if seen.contains(&range.namespace()) {
            continue;
        }
        seen.push(range.namespace());
        let ranges: Vec<&Object> =
            snapshot.of_kind_in("", "LimitRange", range.namespace()).collect();
        cx.subject(|cx| judge(cx, range, &ranges));
    }
}

fn judge(cx: &mut Cx<'_>, first: &Object, ranges: &[&Object]) {
    for resource in ["cpu", "memory"] {
        let gives = |field: &&str| {
            containers(ranges).any(|(.., limit)| limit.at(&[field, resource]).is_some())
        };
        let missing: Vec<&str> = FIELDS.into_iter().filter(|field| !gives(field)).collect();
        if missing.is_empty() {
            continue;
        }
        let (object, limit) = match containers(ranges).next() {
            Some((object, index, _)) => (object, Route::keys(["spec", "limits"]).then(index)),
            None => (first, Route::keys(["spec", "limits"])),
        };
        let mut routes = missing.iter().map(|field| limit.then_keys([*field, resource]));
        let Some(place) = routes.next() else { continue };
        let message =
            Message::new(MISSING).with("fields", missing.join("`, `")).with("resource", resource);
        let control = if resource == "cpu" { "RES-007" } else { "RES-008" };
        let finding = cx.finding(object.place(place), message).reference("kalm", control);
        cx.report(routes.fold(finding, Finding::also));
    }
}

/// The limits of containers, each with its object and its index there.
fn containers<'s>(ranges: &[&'s Object]) -> impl Iterator<Item = (&'s Object, usize, &'s Value)> {
    ranges.iter().flat_map(|object| {
        let limits = object.value.items_at(&["spec", "limits"]).iter().enumerate();
        let of_containers =
            limits.filter(|(_, limit)| limit.str_at(&["type"]) == Some("Container"));
        of_containers.map(|(index, limit)| (*object, index, limit))
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: limits
          namespace: shop
        spec:
          limits:
            - type: Container
              default:
                cpu: 500m
                memory: 256Mi
              defaultRequest:
                cpu: 100m
                memory: 64Mi
              min:
                cpu: 10m
                memory: 16Mi
              max:  # expect: incomplete-limit-range
                memory: 4Gi
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: limits
          namespace: shop
        spec:
          limits:
            - type: Container
              default:
                cpu: 500m
                memory: 256Mi
              defaultRequest:
                cpu: 100m
                memory: 64Mi
              min:
                cpu: 10m
                memory: 16Mi
              max:
                cpu: '2'
                memory: 4Gi
        ",
    ),
];
