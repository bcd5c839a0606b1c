//! Standard base64 with padding, as Go reads and writes bytes in JSON.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text for `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            if place <= group.len() {
                let digit = bits >> (18 - 6 * place) & 63;
                text.push(ALPHABET.get(digit as usize).map_or('=', |b| char::from(*b)));
            } else {
                text.push('=');
            }
        }
    }
    text
}

/// The bytes of `text`; line breaks are skipped and the last digit's spare bits are not looked at. None
/// where it is no base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    let end = digits.iter().position(|b| *b == b'=').unwrap_or(digits.len());
    let (digits, padding) = digits.split_at_checked(end)?;
    let whole = (digits.len() + padding.len()).is_multiple_of(4) && padding.len() <= 2;
    if !whole || digits.len() % 4 == 1 || padding.iter().any(|b| *b != b'=') {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let mut bits = 0;
        for place in 0..4 {
            bits = bits << 6 | group.get(place).map_or(Some(0), |b| value_of(*b))?;
        }
        let [_, first, second, third] = u32::to_be_bytes(bits);
        bytes.extend([first, second, third].into_iter().take(group.len() - 1));
    }
    Some(bytes)
}

fn value_of(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_the_round_trip() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(decode("Zm9v\r\nYg==\n").as_deref(), Some(&b"foob"[..]));
        assert_eq!(
            decode("bxlwyxnzd29yza==").map(|bytes| encode(&bytes)).as_deref(),
            Some("bxlwyxnzd29yzQ==")
        );
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["Z", "Zg", "Zg=", "Zg=a", "Z===", "Zm9v!", "Zm-_", "Zg==Zg=="] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
