//! What users may set of checks, in `[parameters]` of the configuration file.

/// The sort of value that a parameter takes, and how it is read and set.
#[derive(Clone, Copy, Debug)]
pub enum ParameterKind {
    /// A list of texts.
    Texts(fn(&mut Parameters) -> &mut Vec<String>),
    /// A whole number, not negative.
    Number(fn(&mut Parameters) -> &mut u32),
    /// True or false.
    Flag(fn(&mut Parameters) -> &mut bool),
    /// A text.
    Text(fn(&mut Parameters) -> &mut String),
}

/// A parameter as the configuration file knows it.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The key, in the words of the configuration file.
    pub name: &'static str,
    /// The sort of value.
    pub kind: ParameterKind,
    /// What it is for: the lines of its documentation.
    pub doc: &'static [&'static str],
}

/// A type that parameters may have.
trait Settable: Sized {
    fn kind(field: fn(&mut Parameters) -> &mut Self) -> ParameterKind;
}

macro_rules! settable {
    ($($type:ty => $kind:ident),+ $(,)?) => {
        $(impl Settable for $type {
            fn kind(field: fn(&mut Parameters) -> &mut Self) -> ParameterKind {
                ParameterKind::$kind(field)
            }
        })+
    };
}

settable! { Vec<String> => Texts, u32 => Number, bool => Flag, String => Text }

/// Declares the parameters: documentation, name, type and default, each once.
macro_rules! parameters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr;)+) => {
        /// What users may set of checks, in `[parameters]` of the configuration file. Every field has
        /// a default that fits most clusters.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Parameters {
            $($(#[doc = $doc])+ pub $name: $type,)+
        }

        impl Default for Parameters {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Parameters {
            /// All of them, in the order in which they are documented.
            pub fn all() -> Vec<Parameter> {
                vec![$(Parameter {
                    name: stringify!($name),
                    kind: <$type as Settable>::kind(|parameters| &mut parameters.$name),
                    doc: &[$($doc),+],
                },)+]
            }
        }
    };
}

parameters! {
    /// Registries, or prefixes of repositories that end at a `/`, that images may come from
    /// (`ghcr.io/example/`); empty lets every registry pass.
    allowed_registries: Vec<String> = Vec::new();
    /// Paths of nodes that pods may mount, with everything below them (`/var/log/shop`): they are not told as
    /// sensitive or writable.
    allowed_host_paths: Vec<String> = Vec::new();
    /// Labels that every workload must carry.
    required_labels: Vec<String> = Vec::new();
    /// Annotations that every workload must carry.
    required_annotations: Vec<String> = Vec::new();
    /// Namespaces of the system and of add-ons beside `kube-system`, `kube-public` and
    /// `kube-node-lease`.
    system_namespaces: Vec<String> = Vec::new();
    /// Replicas that a workload needs to outlive the loss of a node.
    minimum_replicas: u32 = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_set_by_name() {
        let mut parameters = Parameters::default();
        for parameter in Parameters::all() {
            assert!(!parameter.doc.is_empty());
            if let ("minimum_replicas", ParameterKind::Number(field)) =
                (parameter.name, parameter.kind)
            {
                *field(&mut parameters) = 3;
            }
        }
        assert_eq!(parameters.minimum_replicas, 3);
    }
}
