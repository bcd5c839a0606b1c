//! A number that was meant in another base.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1312",
        slug: "decimal-file-mode",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("File mode is written in decimal", "ファイルモードが十進数で書かれている"),
        what: text(
            "`defaultMode` and `mode` of volumes with a value that reads as a common octal mode \
             but is decimal, because the leading zero is missing or because JSON knows no \
             octal: `400` is mode 0620, `440` is 0670, `444` is 0674.",
            "ボリュームの `defaultMode` や `mode` のうち、先頭の 0 の書き忘れや、八進数のない \
             JSON での記述により、よくある八進数のモードに見える十進数になっているものを検出し\
             ます。`400` は 0620、`440` は 0670、`444` は 0674 を意味します。",
        ),
        why: text(
            "The group may then write the file, which nobody wanted, or the owner may not read \
             what was meant to be readable.",
            "意図せずグループに書き込みを許したり、読めるはずのファイルが読めなくなったりします。",
        ),
        fix: text(
            "Write `0400` in YAML, or the decimal number of the mode in JSON: 256 for 0400, 288 \
             for 0440, 292 for 0444.",
            "YAML では `0400` のように書きます。JSON では十進数に直します（0400 は 256、0440 は \
             288、0444 は 292）。",
        ),
        fine: text("Never meant.", "意図してこう書くことはありません。"),
        references: &[reference("nsa", "sec"), reference("cis-1.12", "5.4.1")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const DECIMAL: Text = text(
    "mode {value} is decimal and means {mode}; write {meant}",
    "モード {value} は十進数で、{mode} を意味します。{meant} と書いてください",
);
const SET: Text = text("write the mode that is meant", "意図したモードに書き換える");

/// Decimal numbers that the API takes and that read as a mode.
const READ_AS_MODES: [(i64, i64); 7] = [
    (400, 0o400),
    (440, 0o440),
    (444, 0o444),
    (500, 0o500),
    // Larger ones, such as 600 and 644, are beyond 0777 and so refused.
    (404, 0o404),
    (420, 0o420),
    (460, 0o460),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const KINDS: [&str; 4] = ["secret", "configMap", "projected", "downwardAPI"];
    let is_of = |volume: &Value| KINDS.iter().any(|kind| volume.field(kind).is_some());
    if !pod.spec.items_at(&["volumes"]).iter().any(is_of) {
        return cx.not_applicable();
    }
    for volume in pod.volumes().filter(|volume| KINDS.contains(&volume.kind)) {
        let of_items =
            volume.source.items_at(&["items"]).iter().enumerate().filter_map(|(index, item)| {
                let route = volume.field(["items"]).then(index).then("mode");
                Some((item.i64_at(&["mode"])?, route))
            });
        let own = volume.source.i64_at(&["defaultMode"]);
        let own = own.map(|mode| (mode, volume.field(["defaultMode"])));
        for (value, route) in own.into_iter().chain(of_items) {
            // 420 is what 0644 is in decimal, as every object read from a cluster has it.
            let found = READ_AS_MODES.iter().find(|(known, _)| *known == value && value != 420);
            let Some((_, meant)) = found else { continue };
            let message = Message::new(DECIMAL)
                .with("value", value)
                .with("mode", format_args!("{value:04o}"))
                .with("meant", format_args!("{meant:04o}"));
            let fix = set(SET, Safety::Unsafe, route.clone(), *meant);
            cx.report(cx.finding(pod.object.place(route), message).fix(fix));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: web
        volumes:
          - name: db
            secret:
              secretName: db
              defaultMode: 400  # expect: decimal-file-mode
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: web
        volumes:
          - name: db
            secret:
              secretName: db
              defaultMode: 0400
          - name: web
            configMap:
              name: web
              defaultMode: 420
        ",
    ),
];
