//! The rules of fields in words.

use sekisho_api::Rule;
use sekisho_finding::{Message, Text};

use crate::prelude::text;

/// The sentence for a broken rule; the gaps are `{field}`, `{value}` and what [`fill`] fills.
pub(crate) fn words(rule: Rule) -> Text {
    name_words(rule).or_else(|| number_words(rule)).unwrap_or_else(|| relation_words(rule))
}

/// Fills what a rule brings with it.
pub(crate) fn fill(message: Message, rule: Rule) -> Message {
    match rule {
        Rule::DnsSegments(least) => message.with("least", least),
        Rule::AtLeast(least) => message.with("least", least),
        Rule::Between(least, most) => message.with("least", least).with("most", most),
        Rule::Length(most) => message.with("most", most),
        Rule::Only(other)
        | Rule::Needs(other)
        | Rule::Excludes(other)
        | Rule::OneOf(other)
        | Rule::Equals(other)
        | Rule::NotBelow(other) => message.with("other", other),
        _ => message,
    }
}

fn name_words(rule: Rule) -> Option<Text> {
    Some(match rule {
        Rule::DnsLabel => text(
            "`{field}` must be a DNS label (up to 63 lower-case letters, digits and `-`), not `{value}`",
            "`{field}` には DNS ラベル (63 文字以内の英小文字、数字、`-`) を書きます。`{value}` は使えません",
        ),
        Rule::DnsSubdomain => text(
            "`{field}` must be a DNS name of lower-case letters, digits, `-` and `.`, not `{value}`",
            "`{field}` には英小文字、数字、`-`、`.` からなる DNS 名を書きます。`{value}` は使えません",
        ),
        Rule::DnsWildcard => text(
            "`{field}` must be a DNS name, at most with `*.` before it, not `{value}`",
            "`{field}` には DNS 名を書きます (先頭にのみ `*.` を付けられます)。`{value}` は使えません",
        ),
        Rule::DnsSegments(_) => text(
            "`{field}` must be a DNS name of at least {least} parts, such as `web.example.org`, not `{value}`",
            "`{field}` には `web.example.org` のように {least} つ以上の部分からなる DNS 名を書きます。`{value}` は使えません",
        ),
        Rule::PathSegment => text(
            "`{field}` must not contain `/` or `%`: `{value}`",
            "`{field}` に `/` と `%` は使えません: `{value}`",
        ),
        Rule::LabelName => text(
            "`{field}` has a key that is no label name: up to 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`",
            "`{field}` のキーがラベル名として正しくありません (63 文字以内の英数字、`-`、`_`、`.`。前に DNS 名と `/` を付けられます)",
        ),
        Rule::LabelValue => text(
            "`{field}` must be a label value (up to 63 letters, digits, `-`, `_` and `.`), not `{value}`",
            "`{field}` にはラベル値 (63 文字以内の英数字、`-`、`_`、`.`) を書きます。`{value}` は使えません",
        ),
        Rule::EnvironmentName => text(
            "`{field}` must be printable ASCII without `=`, not `{value}`",
            "`{field}` には `=` を除く印字可能な ASCII 文字を使います。`{value}` は使えません",
        ),
        Rule::ConfigKey => text(
            "`{field}` has a key with other characters than letters, digits, `-`, `_` and `.`",
            "`{field}` のキーに英数字、`-`、`_`、`.` 以外の文字が含まれています",
        ),
        Rule::PortName => text(
            "`{field}` must be a port name (up to 15 lower-case letters, digits and `-`, with a letter), not `{value}`",
            "`{field}` にはポート名 (英字を含む 15 文字以内の英小文字、数字、`-`) を書きます。`{value}` は使えません",
        ),
        Rule::IpAddress => text(
            "`{field}` must be an IP address, not `{value}`",
            "`{field}` には IP アドレスを書きます。`{value}` は使えません",
        ),
        Rule::Cidr => text(
            "`{field}` must be an IP network such as `10.0.0.0/8`, not `{value}`",
            "`{field}` には `10.0.0.0/8` のような IP ネットワークを書きます。`{value}` は使えません",
        ),
        Rule::AbsolutePath => text(
            "`{field}` must begin with `/`: `{value}`",
            "`{field}` は `/` で始まる必要があります: `{value}`",
        ),
        Rule::RelativePath => text(
            "`{field}` must be a relative path without `..`, not `{value}`",
            "`{field}` には `..` を含まない相対パスを書きます。`{value}` は使えません",
        ),
        Rule::NoParentStep => text(
            "`{field}` must not contain `..`: `{value}`",
            "`{field}` に `..` は使えません: `{value}`",
        ),
        Rule::NoSpace => text(
            "`{field}` must not begin or end with a space: `{value}`",
            "`{field}` の前後に空白は置けません: `{value}`",
        ),
        Rule::Schedule => text(
            "`{field}` must be a schedule of five fields or a name such as `@daily`, not `{value}`",
            "`{field}` には 5 つの欄からなるスケジュールか `@daily` のような名前を書きます。`{value}` は使えません",
        ),
        _ => return None,
    })
}

fn number_words(rule: Rule) -> Option<Text> {
    Some(match rule {
        Rule::Port => text(
            "`{field}` must be a port from 1 to 65535, not `{value}`",
            "`{field}` には 1 から 65535 までのポート番号を書きます。`{value}` は使えません",
        ),
        Rule::Percent => text(
            "`{field}` must be a number or a percentage such as `25%`, not `{value}`",
            "`{field}` には数か `25%` のような割合を書きます。`{value}` は使えません",
        ),
        Rule::AtLeast(_) => text(
            "`{field}` must be at least {least}, not `{value}`",
            "`{field}` には {least} 以上の値を書きます。`{value}` は使えません",
        ),
        Rule::Between(..) => text(
            "`{field}` must be between {least} and {most}, not `{value}`",
            "`{field}` には {least} から {most} までの値を書きます。`{value}` は使えません",
        ),
        Rule::NotNegative => text(
            "`{field}` must not be negative: `{value}`",
            "`{field}` に負の値は使えません: `{value}`",
        ),
        Rule::Positive => text(
            "`{field}` must be above zero, not `{value}`",
            "`{field}` には 0 より大きい値を書きます。`{value}` は使えません",
        ),
        Rule::Length(_) => text(
            "`{field}` must have at most {most} characters: `{value}`",
            "`{field}` は {most} 文字以内で書きます: `{value}`",
        ),
        Rule::Pattern => text(
            "`{field}` does not match the pattern that the definition of the kind states: `{value}`",
            "`{field}` が、定義に書かれたパターンに一致しません: `{value}`",
        ),
        Rule::Size => text(
            "`{field}` is longer or shorter than the definition of the kind allows",
            "`{field}` の長さや要素の数が、定義で許された範囲にありません",
        ),
        Rule::Range => text(
            "`{field}` is outside the range that the definition of the kind states: `{value}`",
            "`{field}` が、定義で許された範囲にありません: `{value}`",
        ),
        Rule::Shape => text(
            "`{field}` has none of the forms that the definition of the kind allows",
            "`{field}` が、定義で許されたどの形にも当てはまりません",
        ),
        _ => return None,
    })
}

fn relation_words(rule: Rule) -> Text {
    match rule {
        Rule::SelectorMatchesTemplate => text(
            "the selector does not select the pods of the template: `{field}` differs from it",
            "セレクターがテンプレートの Pod を選択しません: `{field}` と一致していません",
        ),
        Rule::SelectorNotEmpty => text(
            "`{field}` is empty, so that it would select every pod",
            "`{field}` が空のため、すべての Pod を選択してしまいます",
        ),
        Rule::ContainerResource => text(
            "`{field}` is no resource of containers: they have cpu, memory, ephemeral-storage, hugepages and names with a domain",
            "`{field}` はコンテナーのリソースではありません (cpu、memory、ephemeral-storage、hugepages、ドメイン付きの名前が使えます)",
        ),
        Rule::QuotaResource => text(
            "`{field}` is no resource that quotas know, such as `limits.memory` or `count/jobs.batch`",
            "`{field}` はクォータで制限できるリソースではありません (`limits.memory` や `count/jobs.batch` など)",
        ),
        Rule::RequestWithinLimit => text(
            "`{field}` requests more than the limit allows: `{value}`",
            "`{field}` の要求が上限を超えています: `{value}`",
        ),
        Rule::Only(_) => text(
            "`{field}` can only be `{other}` here, not `{value}`",
            "ここでは `{field}` に `{other}` しか書けません。`{value}` は使えません",
        ),
        Rule::Needs(_) => text(
            "`{field}` cannot be `{value}` without `{other}`",
            "`{other}` がなければ `{field}` を `{value}` にできません",
        ),
        Rule::Excludes(_) => text(
            "`{field}` cannot stand beside `{other}`",
            "`{field}` は `{other}` と同時に指定できません",
        ),
        Rule::OneOf(_) => text(
            "`{field}` must have one of: {other}",
            "`{field}` には次のいずれかが必要です: {other}",
        ),
        Rule::Unique => text(
            "`{field}` must be unique: `{value}` stands twice",
            "`{field}` の `{value}` が重複しています",
        ),
        Rule::Equals(_) => text(
            "`{field}` must equal `{other}`, not `{value}`",
            "`{field}` は `{other}` と同じ値でなければなりません: `{value}`",
        ),
        Rule::NotBelow(_) => text(
            "`{field}` must not be below `{other}`: `{value}`",
            "`{field}` は `{other}` 以上でなければなりません: `{value}`",
        ),
        Rule::NotEmpty => text("`{field}` must not be empty", "`{field}` を空にはできません"),
        Rule::SelectorOperator => text(
            "`{field}` is no operator of selectors: `{value}`",
            "`{field}` の `{value}` はセレクターの演算子ではありません",
        ),
        Rule::PodField => text(
            "`{field}` names a field that containers cannot be told: `{value}`",
            "`{field}` の `{value}` はコンテナーに渡せるフィールドではありません",
        ),
        Rule::Json => {
            text("`{field}` must hold JSON", "`{field}` の内容は JSON でなければなりません")
        }
        Rule::Https => text(
            "`{field}` must begin with `https://`",
            "`{field}` は `https://` で始まる必要があります",
        ),
        Rule::NamesContainer => text(
            "`{field}` names a container that the pod does not have",
            "`{field}` が、Pod に存在しないコンテナーを指しています",
        ),
        Rule::SeccompProfile => text(
            "`{field}` names no seccomp profile: `{value}`; there are `runtime/default`, `unconfined` and `localhost/PATH`",
            "`{field}` の `{value}` は seccomp プロファイルではありません。`runtime/default`、`unconfined`、`localhost/パス` のいずれかを書きます",
        ),
        Rule::NamesGroup => text(
            "`{field}` must name the API group as well, such as `apps/v1`, not `{value}`",
            "`{field}` には `apps/v1` のように API グループも書きます。`{value}` は使えません",
        ),
        _ => text(
            "`{field}` is refused by the API server: `{value}`",
            "`{field}` は API サーバーに拒否されます: `{value}`",
        ),
    }
}
