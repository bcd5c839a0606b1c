//! Values of Secrets, decoded in order to be judged.

/// The bytes of a text in the standard alphabet, breaks of lines left out; none where it is no base64.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(six);
        count += 1;
        // The first of four letters completes no byte, the others one each.
        let shift = match count % 4 {
            1 => continue,
            2 => 4,
            3 => 2,
            _ => 0,
        };
        bytes.push(u8::try_from(bits >> shift & 0xff).unwrap_or_default());
    }
    ((count + padding) % 4 == 0 && padding < 3).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn texts_are_decoded_or_refused() {
        for (text, expected) in [
            ("", Some("")),
            ("aHVudGVyMg==", Some("hunter2")),
            ("c2hvcA==", Some("shop")),
            ("c2hvcHM=", Some("shops")),
            ("Zm9v\nYmFy", Some("foobar")),
            ("hunter2", None),
            ("<password>", None),
            ("aHVudGVyMg", None),
        ] {
            assert_eq!(decode(text).as_deref(), expected.map(str::as_bytes), "{text}");
        }
    }
}
