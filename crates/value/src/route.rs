use std::fmt::{self, Write as _};

use compact_str::CompactString;

use crate::Value;

/// One step of a [`Route`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a map, by key.
    Key(CompactString),
    /// Into a sequence, by index counted from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.into())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The path to a place in a value, whether or not something is there.
///
/// Prints as a JSON pointer (RFC 6901); the empty route is the whole value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    steps: Vec<Step>,
}

impl Route {
    /// The route to the whole value.
    pub fn root() -> Self {
        Self::default()
    }

    /// A route through maps only: `Route::keys(["spec", "template", "spec"])`.
    pub fn keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        keys.into_iter().map(Step::from).collect()
    }

    /// This route and one step more: `route.then("containers").then(0)`.
    #[must_use]
    pub fn then(&self, step: impl Into<Step>) -> Self {
        let mut steps = Vec::with_capacity(self.steps.len() + 1);
        steps.extend_from_slice(&self.steps);
        steps.push(step.into());
        Self { steps }
    }

    /// This route and several map keys more.
    #[must_use]
    pub fn then_keys<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Self {
        let keys = keys.into_iter();
        let mut steps = Vec::with_capacity(self.steps.len() + keys.size_hint().0);
        steps.extend_from_slice(&self.steps);
        steps.extend(keys.map(Step::from));
        Self { steps }
    }

    /// This route followed by all of `rest`.
    #[must_use]
    pub fn join(&self, rest: &Self) -> Self {
        self.steps.iter().chain(&rest.steps).cloned().collect()
    }

    /// Adds a step in place.
    pub fn push(&mut self, step: impl Into<Step>) {
        self.steps.push(step.into());
    }

    /// Takes the last step off.
    pub fn pop(&mut self) -> Option<Step> {
        self.steps.pop()
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The last step; none at the root.
    pub fn last(&self) -> Option<&Step> {
        self.steps.last()
    }

    /// The route without its last step; none at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.steps.split_last()?;
        Some(Self { steps: rest.to_vec() })
    }

    /// Whether this is the whole value.
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether `prefix` leads to this place or to something around it.
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.steps.starts_with(&prefix.steps)
    }

    /// The value at this route.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.items().get(*index),
        })
    }

    /// The route as the API server writes field paths: `spec.containers[0].image`, with keys that
    /// are no identifiers in brackets.
    pub fn field_path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Index(index) => {
                    let _ = write!(path, "[{index}]");
                }
                Step::Key(key) if key.contains(['.', '/', '[', ']']) => {
                    let _ = write!(path, "[{key}]");
                }
                Step::Key(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
            }
        }
        path
    }

    /// Reads a JSON pointer. A step of digits becomes an index only where `value` has a sequence
    /// there, because `"0"` may be a map key as well.
    pub fn from_pointer(pointer: &str, value: &Value) -> Option<Self> {
        let mut route = Self::root();
        if pointer.is_empty() {
            return Some(route);
        }
        let mut place = Some(value);
        for token in pointer.strip_prefix('/')?.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            match place {
                Some(Value::Seq(items)) => {
                    let index: usize = token.parse().ok()?;
                    place = items.get(index);
                    route.push(index);
                }
                _ => {
                    place = place.and_then(|value| value.get(&token));
                    route.push(token.as_str());
                }
            }
        }
        Some(route)
    }
}

impl FromIterator<Step> for Route {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self { steps: steps.into_iter().collect() }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            f.write_char('/')?;
            match step {
                Step::Index(index) => write!(f, "{index}")?,
                Step::Key(key) => {
                    for c in key.chars() {
                        match c {
                            '~' => f.write_str("~0")?,
                            '/' => f.write_str("~1")?,
                            c => f.write_char(c)?,
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_and_read_back() {
        let mut annotations = Value::map();
        annotations.set("a/b~c", Value::from("x"));
        let route = Route::root().then("a/b~c");
        assert_eq!(route.to_string(), "/a~1b~0c");
        assert_eq!(Route::from_pointer("/a~1b~0c", &annotations), Some(route.clone()));
        assert_eq!(route.find(&annotations), Some(&Value::from("x")));
    }

    #[test]
    fn digits_are_an_index_only_in_a_sequence() {
        let mut map = Value::map();
        map.set("0", Value::from(vec![Value::from(7)]));
        let route = Route::from_pointer("/0/0", &map).unwrap();
        assert_eq!(route.steps(), [Step::Key("0".into()), Step::Index(0)]);
        assert_eq!(route.find(&map), Some(&Value::Int(7)));
    }

    #[test]
    fn field_paths_follow_the_api_server() {
        let route = Route::keys(["metadata", "labels", "app.kubernetes.io/name"]);
        assert_eq!(route.field_path(), "metadata.labels[app.kubernetes.io/name]");
        assert_eq!(
            Route::keys(["spec", "containers"]).then(0).then("image").field_path(),
            "spec.containers[0].image"
        );
    }
}
