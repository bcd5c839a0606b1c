//! Credentials in what a program is started with: `--password=hunter2`.
//!
//! Flags are terser than the names of variables, and many of them name an object, a file or a token of
//! another sort, so more is asked of their values.

use crate::credential::{is_credential_name, is_credential_value};

/// The flag in an argument that holds a credential by its name. An argument may be a command of a
/// shell; `next` is the argument that follows.
pub(crate) fn flag<'a>(argument: &'a str, next: Option<&str>) -> Option<&'a str> {
    if !argument.contains(char::is_whitespace) {
        return match argument.split_once('=') {
            Some((flag, value)) => is_credential(flag, value).then_some(flag),
            None => next
                .filter(|next| !next.starts_with('-') && is_credential(argument, next))
                .map(|_| argument),
        };
    }
    argument.split_whitespace().find_map(|word| {
        let (flag, value) = word.split_once('=')?;
        // What comes behind belongs to the shell: `--password=hunter2; sleep 1`.
        let value = value.trim_end_matches([';', '&', '|', ')']);
        is_credential(flag, value).then_some(flag)
    })
}

fn is_credential(flag: &str, value: &str) -> bool {
    if !flag.starts_with('-') || !is_credential_name(flag) {
        return false;
    }
    let value = value.trim_matches(['"', '\'']);
    // The shell or Kubernetes puts something in, or takes it from a command or a file.
    if value.contains(['$', '`', '@', '*', '?', '\\', '(', ')']) {
        return false;
    }
    let is_separator = |c: char| !c.is_ascii_alphanumeric();
    let last = flag.rsplit(is_separator).next().unwrap_or_default().to_ascii_lowercase();
    let ends_in = |words: &[&str]| words.iter().any(|word| last.ends_with(word));
    let has_digit = value.contains(|c: char| c.is_ascii_digit());
    let long = value.chars().count();
    let is_likely = if ends_in(&["password", "passwd", "passphrase"]) {
        true
    } else if ends_in(&["token"]) {
        // `--stop-token=end` and its like.
        has_digit && long >= 6 || long >= 20
    } else if ends_in(&["secret", "key"]) {
        // `--tls-secret=shop/tls-2024` and `--access-key=main` name something.
        has_digit && long >= 12 && !is_name(value)
    } else {
        false
    };
    is_likely && is_credential_value(flag, value)
}

/// Whether it may be the name of an object, with its namespace or without.
fn is_name(value: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./:_".contains(c);
    // Words are short; a run of letters and digits as long as this is nobody's name.
    let longest = value.split(['-', '.', '/', ':', '_']).map(str::len).max().unwrap_or_default();
    value.chars().all(is_plain) && longest < 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_with_credentials_are_told_from_all_others() {
        for (argument, next, expected) in [
            ("--password=hunter2", None, "--password"),
            ("--db-password", Some("hunter2"), "--db-password"),
            (
                "-Djavax.net.ssl.keyStorePassword=opensesame",
                None,
                "-Djavax.net.ssl.keyStorePassword",
            ),
            ("--token=d3b07384d113edec", None, "--token"),
            ("--client-secret=49eaa6238ad5ff00d3b07384d113edec", None, "--client-secret"),
            ("--api-key=Zm9vYmFyYmF6MTIz", None, "--api-key"),
            ("exec app --password='hunter2'; sleep 1", None, "--password"),
        ] {
            assert_eq!(flag(argument, next), Some(expected), "{argument}");
        }
        for (argument, next) in [
            ("--password", None),
            ("--password", Some("--verbose")),
            ("--password=$(DB_PASSWORD)", None),
            ("--password=${DB_PASSWORD}", None),
            ("exec app --password=\"$(cat /run/secret)\"", None),
            ("--password-file=/run/secrets/password", None),
            ("--password-stdin", Some("registry.example.org")),
            ("--token-ttl=3600s", None),
            ("--tls-secret=shop/tls-2024", None),
            ("--secret", Some("regcred")),
            ("--stop-token=end", None),
            ("--private-key=id_rsa", None),
            ("--access-key=main", None),
            ("password=hunter2", None),
            ("--no-password", Some("shop1")),
            ("--token=<your-token-1>", None),
            ("read --password hunter2", None),
        ] {
            assert_eq!(flag(argument, next), None, "{argument} {next:?}");
        }
    }
}
