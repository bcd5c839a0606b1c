use std::borrow::Cow;

use sekisho_value::Value;

/// What admission must look up.
pub trait Cluster {
    /// The namespace; the error is the cause as a person reads it.
    fn namespace(&self, name: &str) -> Result<Cow<'_, Value>, String>;

    /// The pods of a namespace; the error is the cause as a person reads it.
    fn pods(&self, namespace: &str) -> Result<Vec<Cow<'_, Value>>, String>;

    /// Whether the time for looking at existing pods is up: upstream grants a second, or half of
    /// what is left until the request's deadline.
    fn is_late(&self) -> bool {
        false
    }
}
