//! A Secret that is asked for too often.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2014",
        slug: "external-secret-refresh-too-often",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "ExternalSecret is read from the store too often",
            "外部ストアを頻繁に読みすぎる ExternalSecret",
        ),
        what: text(
            "ExternalSecrets with a `refreshInterval` above zero and below one minute.",
            "`refreshInterval` がゼロより長く 1 分未満の ExternalSecret を検出します。",
        ),
        why: text(
            "Every interval is a call to the store: it costs money, runs into limits for all \
             other users of the store, and buries the reads of an attacker among its own.",
            "間隔ごとにストアへの呼び出しが発生し、費用がかかり、他の利用者も含めた上限に達し、\
             攻撃者の読み取りが大量の呼び出しに埋もれます。",
        ),
        fix: text(
            "Use minutes or hours. Where a change must arrive at once, let the store push it.",
            "分や時間の単位にします。即時の反映が必要なら、ストアからの通知を使います。",
        ),
        fine: text("A short test.", "短時間のテストなら問題ありません。"),
        references: &[reference("nsa", "sec"), reference("catalogue", "S04")],
    },
    run: Run::Object { of: &[("external-secrets.io", "ExternalSecret")], run },
    fixtures: FIXTURES,
};

const OFTEN: Text = text(
    "the store is asked every {interval}, that is {times} times a day for this Secret alone",
    "ストアに {interval} ごと、この Secret だけで 1 日に {times} 回問い合わせます",
);
const DAY: f64 = 86_400.0;

fn run(cx: &mut Cx<'_>, secret: &Object) {
    let Some(text) = secret.value.str_at(&["spec", "refreshInterval"]) else { return };
    let Some(seconds) = seconds(text) else { return };
    if seconds > 0.0 && seconds < 60.0 {
        let route = Route::keys(["spec", "refreshInterval"]);
        let message = Message::new(OFTEN).with("interval", text);
        let message = message.with("times", format!("{:.0}", DAY / seconds));
        cx.report(cx.finding(secret.place(route), message));
    }
}

/// A duration as Go writes it, `1h30m`, in seconds.
fn seconds(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut rest = text.trim();
    if rest == "0" {
        return Some(0.0);
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let factor = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * factor;
        rest = after;
    }
    Some(total)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: app
        spec:
          refreshInterval: 15s  # expect: external-secret-refresh-too-often
        ",
    ),
    Fixture::pass(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: app
        spec:
          refreshInterval: 1h30m
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: once
        spec:
          refreshInterval: \"0\"
        ",
    ),
];
