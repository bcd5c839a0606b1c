//! `EncryptionConfiguration`, and how good the keys in it are.

use crate::kinds::Kinds;

/// Its present and its former kind.
pub(crate) const KINDS: Kinds =
    &[("apiserver.config.k8s.io", "EncryptionConfiguration"), ("", "EncryptionConfig")];

/// Whether a key in base64 can be guessed: all of its bytes are the same, or all of them are readable
/// text, which 16 random bytes are once in ten million times. What is no base64 of a key's length (a
/// placeholder, a variable) is not judged.
pub(crate) fn is_guessable(secret: &str) -> bool {
    let Some(key) = decoded(secret.trim()) else { return false };
    if ![16, 24, 32].contains(&key.len()) {
        return false;
    }
    let is_one_byte = key.first().is_some_and(|first| key.iter().all(|byte| byte == first));
    is_one_byte || key.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}

/// The bytes of a text in base64.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_out_of_manuals_are_guessable_and_random_ones_are_not() {
        assert_eq!(decoded("aGVsbG8=").as_deref(), Some(&b"hello"[..]));
        assert!(is_guessable("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assert!(is_guessable("c2VjcmV0IGlzIHNlY3VyZQ=="));
        assert!(!is_guessable("u7mcOcHKbFh9eVluB18hbFIsVfwpvgbXv650QacDYXA="));
        assert!(!is_guessable("${KEY}"));
        assert!(!is_guessable("<base64>"));
    }
}
