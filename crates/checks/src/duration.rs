//! Durations as Go's `time.ParseDuration` reads them: `1h30m`, `300ms`, `0`.

/// The seconds of a duration; none where the text is no duration.
pub(crate) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(end)?;
        total += number.parse::<f64>().ok()? * unit_seconds(unit)?;
        rest = tail;
    }
    Some(sign * total)
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1e-9,
        "us" | "µs" | "μs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_does() {
        assert_eq!(seconds("2m3s"), Some(123.0));
        assert_eq!(seconds("1s9m3h"), Some(11_341.0));
        assert_eq!(seconds("1.5h"), Some(5400.0));
        assert_eq!(seconds("0"), Some(0.0));
        assert_eq!(seconds("0s"), Some(0.0));
        assert_eq!(seconds("-1s"), Some(-1.0));
        for wrong in ["", "2", "5x", "h", "1d", "s1"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
