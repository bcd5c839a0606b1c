//! How strong cipher suites of TLS are, by the names that Go has for them.

/// How strong a cipher suite is, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Forward secrecy and authenticated encryption.
    Strong,
    /// Forward secrecy, but CBC with SHA-1, which is hard to do right.
    Old,
    /// Authenticated encryption without forward secrecy.
    Recordable,
    /// RC4, 3DES, CBC beyond that, or no suite that Go knows.
    Broken,
}

impl Strength {
    /// What is wrong, in the words of the field, the same in every language.
    pub(crate) const fn fault(self) -> &'static str {
        match self {
            Self::Strong => "",
            Self::Old => "CBC",
            Self::Recordable => "no forward secrecy",
            Self::Broken => "insecure or unknown",
        }
    }
}

/// Suites of Go's `tls.CipherSuites` with authenticated encryption, and two older spellings that
/// Kubernetes takes.
const STRONG: [&str; 11] = [
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
];

/// How strong a suite is.
pub(crate) fn strength(suite: &str) -> Strength {
    if STRONG.contains(&suite) {
        return Strength::Strong;
    }
    match suite {
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
        | "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
        | "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
        | "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" => Strength::Old,
        "TLS_RSA_WITH_AES_128_GCM_SHA256" | "TLS_RSA_WITH_AES_256_GCM_SHA384" => {
            Strength::Recordable
        }
        _ => Strength::Broken,
    }
}
