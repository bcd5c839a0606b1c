//! What a credential looks like: by the name of the setting, and by the shape of the value.
//!
//! Both err on the side of silence: a report full of names such as `TOKEN_TTL` is read by nobody.

/// A value that is a credential whatever its setting is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A private key in PEM.
    PrivateKey,
    /// A token whose prefix tells the service.
    Token(&'static str),
    /// A URL with a password before the host.
    UrlPassword,
}

/// Tokens with a prefix of their own.
const TOKENS: [TokenForm; 20] = [
    ("AWS", "AKIA", 16, upper_or_digit),
    ("AWS", "ASIA", 16, upper_or_digit),
    ("GitHub", "ghp_", 36, alphanumeric),
    ("GitHub", "gho_", 36, alphanumeric),
    ("GitHub", "ghu_", 36, alphanumeric),
    ("GitHub", "ghs_", 36, alphanumeric),
    ("GitHub", "ghr_", 36, alphanumeric),
    ("GitHub", "github_pat_", 40, word),
    ("GitLab", "glpat-", 20, word),
    ("Slack", "xoxb-", 20, word),
    ("Slack", "xoxp-", 20, word),
    ("Slack", "xoxa-", 20, word),
    ("Slack", "xapp-", 20, word),
    ("Slack", "https://hooks.slack.com/services/T", 20, path),
    ("Google", "AIza", 35, word),
    ("Stripe", "sk_live_", 20, alphanumeric),
    ("npm", "npm_", 36, alphanumeric),
    ("Docker Hub", "dckr_pat_", 20, word),
    ("SendGrid", "SG.", 40, dotted),
    ("HashiCorp Vault", "hvs.", 24, word),
];

/// The service, the prefix, the shortest rest, and whether a character may stand in the rest.
type TokenForm = (&'static str, &'static str, usize, fn(char) -> bool);

fn upper_or_digit(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn path(c: char) -> bool {
    word(c) || c == '/'
}

fn dotted(c: char) -> bool {
    word(c) || c == '.'
}

/// The credential in a text of any length, if one shows itself by its shape.
pub(crate) fn shape(text: &str) -> Option<Shape> {
    if has_private_key(text) {
        return Some(Shape::PrivateKey);
    }
    for (service, prefix, shortest, allowed) in TOKENS {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(prefix) {
            let length = after.chars().take_while(|c| allowed(*c)).count();
            let starts_word = !before.chars().next_back().is_some_and(char::is_alphanumeric);
            // An AWS key id has exactly this length; inside base64 the letters may stand by chance.
            let exact = service != "AWS" || length == shortest;
            let token: String = after.chars().take(length).collect();
            if starts_word && length >= shortest && exact && !is_sample(&token) {
                return Some(Shape::Token(service));
            }
            rest = after;
        }
    }
    text.split_whitespace().any(has_url_password).then_some(Shape::UrlPassword)
}

fn has_private_key(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        if let Some((kind, body)) = after.split_once("-----") {
            // A PEM block that was left out (`…`, `<key>`, `xxx`) protects nothing.
            let letters = body.chars().take(80).filter(char::is_ascii_alphanumeric).count();
            if kind.ends_with("PRIVATE KEY") && !kind.starts_with("ENCRYPTED") && letters >= 40 {
                return true;
            }
        }
        rest = after;
    }
    false
}

/// Whether the text is a URL such as `postgres://user:password@host/`.
fn has_url_password(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !scheme.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user_info, host)) = authority.rsplit_once('@') else { return false };
    let Some((_, password)) = user_info.split_once(':') else { return false };
    !host.is_empty() && !password.is_empty() && !is_reference(password) && !is_sample(password)
}

/// What follows the words of a name that hold a credential, and says that it is something about the
/// credential and not the credential itself.
const ABOUT: &[&str] = &[
    "age",
    "algorithm",
    "alg",
    "allow",
    "allowed",
    "arn",
    "attribute",
    "audience",
    "auto",
    "backend",
    "class",
    "column",
    "cookie",
    "count",
    "disable",
    "disabled",
    "dir",
    "directory",
    "duration",
    "enable",
    "enabled",
    "endpoint",
    "expiration",
    "expires",
    "expiry",
    "field",
    "file",
    "filename",
    "format",
    "hash",
    "header",
    "host",
    "id",
    "ids",
    "interval",
    "issuer",
    "key",
    "length",
    "lifetime",
    "limit",
    "location",
    "max",
    "method",
    "min",
    "mode",
    "mount",
    "name",
    "names",
    "namespace",
    "path",
    "policy",
    "port",
    "prefix",
    "provider",
    "public",
    "ref",
    "refresh",
    "required",
    "rotation",
    "size",
    "store",
    "suffix",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
    "version",
];

/// Whether a setting of this name usually holds a credential: `DB_PASSWORD`, `apiKey`, `client-secret`.
pub(crate) fn is_credential_name(name: &str) -> bool {
    let words = words(name);
    let last = words.iter().rposition(|word| is_credential_word(word));
    let pair = words.windows(2).rposition(is_credential_pair).map(|at| at + 1);
    let Some(at) = last.max(pair) else { return false };
    let after = words.iter().skip(at + 1);
    let is_about = after.map(String::as_str).any(|word| ABOUT.contains(&word));
    // `ENABLE_PASSWORD_LOGIN`, `MAX_TOKEN`, `PUBLIC_API_KEY` say so at the front.
    let front = words.iter().take(at).map(String::as_str);
    let mut front = front.filter(|word| {
        matches!(
            *word,
            "enable" | "disable" | "allow" | "max" | "min" | "public" | "use" | "no" | "hash"
        )
    });
    !is_about && front.next().is_none()
}

fn is_credential_word(word: &str) -> bool {
    matches!(
        word,
        "password"
            | "passwd"
            | "passphrase"
            | "pwd"
            | "pass"
            | "secret"
            | "token"
            | "apikey"
            | "secretkey"
            | "accesskey"
            | "privatekey"
            | "credential"
            | "credentials"
            | "pat"
    )
}

fn is_credential_pair(pair: &[String]) -> bool {
    let [first, second] = pair else { return false };
    second == "key"
        && matches!(
            first.as_str(),
            "api"
                | "access"
                | "secret"
                | "private"
                | "encryption"
                | "signing"
                | "master"
                | "auth"
                | "account"
                | "storage"
                | "admin"
                | "session"
        )
}

/// The words of `DB_PASSWORD`, `dbPassword`, `db-password`, `db.password` in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let boundary = before.is_lowercase() && c.is_uppercase();
        if (boundary || !c.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the value of a setting that is named like a credential is one, rather than a switch, a
/// path, a placeholder or a pointer to the credential.
pub(crate) fn is_credential_value(name: &str, value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']);
    let lower = value.to_ascii_lowercase();
    if value.chars().count() < 3 || value.contains(char::is_whitespace) {
        return false;
    }
    if matches!(lower.as_str(), "true" | "false" | "yes" | "none" | "null" | "nil" | "undefined") {
        return false;
    }
    if is_reference(value) || is_sample(value) {
        return false;
    }
    let words = words(name);
    let last = words.last().map_or("", String::as_str);
    let is_password = matches!(last, "password" | "passwd" | "pass" | "pwd" | "passphrase");
    // `TLS_SECRET: shop-tls`: the name of a Secret. `API_TOKEN: 3600`: a number, whatever it counts.
    if last == "secret" && is_object_name(value) || last == "credentials" && is_object_name(value) {
        return false;
    }
    is_password || !value.chars().all(|c| c.is_ascii_digit() || ".:smh".contains(c))
}

/// The first setting in a configuration text, `key = value` or `key: value` on a line of its own, that
/// holds a credential.
pub(crate) fn named_in_text(text: &str) -> Option<&str> {
    text.lines().find_map(|line| {
        let line = line.trim().trim_start_matches("- ").trim_end_matches([',', ';']);
        if line.starts_with(['#', ';', '/', '!', '*', '<']) {
            return None;
        }
        let at = line.find(['=', ':'])?;
        let (key, value) = line.split_at_checked(at)?;
        let key = key.trim().trim_matches(['"', '\'']);
        let value = value.trim_start_matches(['=', ':']).trim().trim_matches(['"', '\'']);
        let is_key = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        // A call, an array or a type is code or a schema and no setting.
        let is_code = value.contains(['(', ')', '[', ']', '|', '$', ';'])
            || matches!(
                value,
                "string" | "str" | "text" | "bytes" | "boolean" | "object" | "password"
            );
        let found = !key.is_empty()
            && key.chars().all(is_key)
            && !is_code
            && is_credential_name(key)
            && is_credential_value(key, value);
        found.then_some(key)
    })
}

/// Whether the value says where the credential is: a variable, a path, a URL, a store.
fn is_reference(value: &str) -> bool {
    const STARTS: &[&str] = &[
        "/",
        "./",
        "../",
        "~/",
        "file:",
        "vault:",
        "secret:",
        "ref+",
        "sops:",
        "enc[",
        "enc:",
        "arn:",
        "op://",
        "gcp:",
        "kms:",
        "env:",
        "k8s:",
        "projects/",
        "@microsoft.keyvault",
        "secretref:",
        "akvs",
        "http://",
        "https://",
        "\\\\",
    ];
    const ENDS: &[&str] =
        &[".pem", ".key", ".crt", ".json", ".yaml", ".yml", ".txt", ".jks", ".p12", ".conf"];
    let lower = value.to_ascii_lowercase();
    value.contains(['{', '}', '<', '>'])
        || value.starts_with(['$', '%', '#'])
        || value.contains("$(")
        || value.ends_with('%') && value.len() > 2 && value.starts_with('%')
        || STARTS.iter().any(|start| lower.starts_with(start))
        || ENDS.iter().any(|end| lower.ends_with(end))
        || lower.starts_with("valuefrom")
}

/// Whether the value asks to be replaced, or is one of the samples that documentation uses.
fn is_sample(value: &str) -> bool {
    const PARTS: &[&str] = &[
        "your",
        "replace",
        "placeholder",
        "redacted",
        "insert",
        "todo",
        "fixme",
        "xxx",
        "***",
        "...",
        "…",
        "example",
        "dummy",
        "sample",
        "fill-in",
        "fill_in",
        "change-me",
        "change_me",
    ];
    let lower = value.to_ascii_lowercase();
    let mut chars = value.chars();
    let first = chars.next();
    // `SECRET`, `GOOGLE_API_KEY_VAL`: the name of what belongs there.
    let is_name = value.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        && words(value).iter().any(|word| is_credential_word(word) || word == "key");
    is_name || PARTS.iter().any(|part| lower.contains(part)) || chars.all(|c| Some(c) == first)
}

/// Whether the value could be the name of a Kubernetes object made of several words.
fn is_object_name(value: &str) -> bool {
    value.contains('-')
        && value
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
        && value.split('-').filter(|part| part.chars().all(|c| c.is_ascii_lowercase())).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials_are_told_from_names_about_them() {
        for name in [
            "DB_PASSWORD",
            "dbPassword",
            "MYSQL_ROOT_PASSWORD",
            "REDIS_PASS",
            "apiKey",
            "API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "client-secret",
            "spring.datasource.password",
            "GITHUB_TOKEN",
            "PASSWORD",
            "POSTGRES_PWD",
            "SECRET_KEY",
        ] {
            assert!(is_credential_name(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "TOKEN_TTL",
            "SECRET_NAME",
            "MAX_TOKENS",
            "TOKENIZER",
            "CSRF_TOKEN_HEADER",
            "ENABLE_PASSWORD_LOGIN",
            "PUBLIC_KEY",
            "KEY",
            "COMPASS",
            "ACCESS_KEY_ID",
            "PASSWORD_HASH",
            "BYPASS",
            "tokenUrl",
            "AUTHOR",
            "SECRETS_NAMESPACE",
        ] {
            assert!(!is_credential_name(name), "{name}");
        }
    }

    #[test]
    fn values_of_credentials_are_told_from_pointers_to_them() {
        for (name, value) in [
            ("DB_PASSWORD", "hunter2"),
            ("DB_PASSWORD", "123456"),
            ("DB_PASSWORD", "changeme"),
            ("API_TOKEN", "d3b07384d113edec49eaa6238ad5ff00"),
            ("CLIENT_SECRET", "s3cr3t"),
        ] {
            assert!(is_credential_value(name, value), "{value}");
        }
        for (name, value) in [
            ("DB_PASSWORD", "$(DB_PASSWORD)"),
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("DB_PASSWORD", "{{ .Values.password }}"),
            ("DB_PASSWORD", "<your-password>"),
            ("DB_PASSWORD", "xxxxxxxx"),
            ("DB_PASSWORD", "/run/secrets/password"),
            ("DB_PASSWORD", "vault:secret/data/db#password"),
            ("USE_TOKEN", "true"),
            ("TLS_SECRET", "shop-tls"),
            ("REFRESH_TOKEN", "3600s"),
        ] {
            assert!(!is_credential_value(name, value), "{value}");
        }
    }

    #[test]
    fn settings_are_found_in_configuration_texts() {
        assert_eq!(named_in_text("user: shop\npassword: hunter2\n"), Some("password"));
        assert_eq!(named_in_text("[db]\n  db.password = hunter2"), Some("db.password"));
        assert_eq!(named_in_text("{\n  \"apiKey\": \"d3b07384d113edec\",\n}"), Some("apiKey"));
        for text in [
            "# password: hunter2",
            "password: ${PASSWORD}",
            "token = get_token()",
            "password:\n  type: string",
            "password: string",
            "if token == expected:",
            "passwordFile: /run/secrets/password",
        ] {
            assert_eq!(named_in_text(text), None, "{text}");
        }
    }

    #[test]
    fn shapes_are_found_wherever_they_stand() {
        // Put together here, so that no scanner takes this file for a leak.
        let key =
            format!("-----BEGIN RSA {} KEY-----\n{}\n", "PRIVATE", "MIIEpAIBAAKCAQEA7".repeat(4));
        assert_eq!(shape(&key), Some(Shape::PrivateKey));
        assert_eq!(shape(&format!("id: AKIA{}", "QWERTYUIOPASDF23")), Some(Shape::Token("AWS")));
        assert_eq!(shape(&format!("AKIA{}", "IOSFODNN7EXAMPLE")), None);
        let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0".repeat(2));
        assert_eq!(shape(&token), Some(Shape::Token("GitHub")));
        assert_eq!(shape("url = postgres://shop:hunter2@db:5432/shop"), Some(Shape::UrlPassword));
        for text in [
            "postgres://shop:$(PASSWORD)@db/shop",
            "postgres://shop@db/shop",
            "https://example.com/a@b",
            "-----BEGIN PUBLIC KEY-----",
            "amqp://user:<password>@host",
            "a:b@c",
            "http://[::1]:80/",
        ] {
            assert_eq!(shape(text), None, "{text}");
        }
    }
}
