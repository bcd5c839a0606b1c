//! The sentences of the RBAC authorizer (`k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac`, unchanged
//! from v1.28 to v1.36).

use sekisho_inventory::Object;

use crate::Binding;

/// What it says when a binding allows; the namespace is that of the binding.
pub(crate) fn allowed_by(binding: Binding<'_>, subject: usize, namespace: &str) -> String {
    let object = binding.object;
    let text = |path: &[&str]| object.value.str_at(path).unwrap_or_default();
    let name = if binding.is_cluster_wide() {
        object.name().to_owned()
    } else {
        format!("{}/{namespace}", object.name())
    };
    let subject = object.value.items_at(&["subjects"]).get(subject);
    let of_subject = |key| subject.and_then(|subject| subject.str_at(&[key])).unwrap_or_default();
    let kind = of_subject("kind");
    let subject = match (kind, of_subject("namespace")) {
        ("ServiceAccount", "") => format!("{}/{namespace}", of_subject("name")),
        ("ServiceAccount", own) => format!("{}/{own}", of_subject("name")),
        _ => of_subject("name").to_owned(),
    };
    format!(
        "RBAC: allowed by {} {} of {} {} to {kind} {}",
        object.kind(),
        quoted(&name),
        text(&["roleRef", "kind"]),
        quoted(text(&["roleRef", "name"])),
        quoted(&subject),
    )
}

/// What it says of a binding that refers to no role that is there. A server that looks into its cache
/// names the role; the rule resolver by itself, without a server, does not.
pub(crate) fn missing_role(binding: &Object) -> String {
    let text = |key| binding.value.str_at(&["roleRef", key]).unwrap_or_default();
    let stored = binding.id.uid.is_some();
    match text("kind") {
        "ClusterRole" if stored => {
            format!("clusterrole.rbac.authorization.k8s.io {} not found", quoted(text("name")))
        }
        "ClusterRole" => "clusterrole not found".to_owned(),
        "Role" if stored => {
            format!("role.rbac.authorization.k8s.io {} not found", quoted(text("name")))
        }
        "Role" if binding.kind() == "ClusterRoleBinding" => {
            "must provide namespace when getting role".to_owned()
        }
        "Role" => "role not found".to_owned(),
        other => format!("unsupported role reference kind: {}", quoted(other)),
    }
}

/// What it says when nothing allows: the errors, each once.
pub(crate) fn no_opinion(errors: &[String]) -> String {
    match errors {
        [] => String::new(),
        [error] => format!("RBAC: {error}"),
        errors => format!("RBAC: [{}]", errors.join(", ")),
    }
}

/// Our own reason where an answer is unknown.
pub(crate) fn unread(kinds: &[&str], namespace: &str) -> String {
    let kinds = kinds.join(", ");
    if namespace.is_empty() {
        format!("nothing that was read allows it, and not all of this could be read: {kinds}")
    } else {
        format!(
            "nothing that was read allows it, and not all of this could be read: {kinds} (namespace \
             {})",
            quoted(namespace)
        )
    }
}

/// A text in quotes as Go's `%q` writes it.
pub(crate) fn quoted(text: &str) -> String {
    use std::fmt::Write as _;

    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        let written = match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
                Ok(())
            }
            '\u{7}' => quoted.write_str("\\a"),
            '\u{8}' => quoted.write_str("\\b"),
            '\u{c}' => quoted.write_str("\\f"),
            '\n' => quoted.write_str("\\n"),
            '\r' => quoted.write_str("\\r"),
            '\t' => quoted.write_str("\\t"),
            '\u{b}' => quoted.write_str("\\v"),
            c if c < ' ' || c == '\u{7f}' => write!(quoted, "\\x{:02x}", c as u32),
            c if is_printable(c) => quoted.write_char(c),
            c if c as u32 > 0xffff => write!(quoted, "\\U{:08x}", c as u32),
            c => write!(quoted, "\\u{:04x}", c as u32),
        };
        // Writing to a text cannot fail.
        let _ = written;
    }
    quoted.push('"');
    quoted
}

/// Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols and the plain
/// space. What is left over and can be told without tables is control, spaces, and private or special
/// areas.
fn is_printable(c: char) -> bool {
    if c == ' ' {
        return true;
    }
    !(c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}'
            | '\u{e0000}'..='\u{10ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        for (text, wanted) in [
            ("bob", r#""bob""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("a\nb\u{1}\u{7f}", r#""a\nb\x01\x7f""#),
            ("山田", "\"山田\""),
            ("a\u{200b}\u{a0}\u{10ffff}", r#""a\u200b\u00a0\U0010ffff""#),
        ] {
            assert_eq!(quoted(text), wanted);
        }
    }

    #[test]
    fn errors_are_joined_as_an_aggregate() {
        assert_eq!(no_opinion(&[]), "");
        assert_eq!(no_opinion(&["a".to_owned()]), "RBAC: a");
        assert_eq!(no_opinion(&["a".to_owned(), "b".to_owned()]), "RBAC: [a, b]");
    }
}
