//! Fields whose type the API server refuses, among those that say what a pod may do.
//!
//! Whoever judges such a pod reads past the field, so a verdict of "passed" would rest on nothing.

use sekisho_value::{Route, Value};

use crate::Pod;

/// A field that has another type than the API asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its place in the object.
    pub route: Route,
    /// What must stand there: `a list`, `a boolean`.
    pub wanted: &'static str,
}

impl Pod<'_> {
    /// The first field that the API server would refuse for its type; it refuses the object with it.
    pub fn misfit(&self) -> Option<Misfit> {
        let (route, wanted) = find(&self.spec)?;
        let in_pod = Route::keys(["spec"]).join(&route);
        Some(Misfit { route: self.route(&in_pod), wanted })
    }
}

type Found = (Route, &'static str);

fn find(spec: &Value) -> Option<Found> {
    let here = Route::root();
    if spec.as_map().is_none() {
        return Some((here, "a map"));
    }
    flags(spec, &here, &["hostNetwork", "hostPID", "hostIPC", "hostUsers"])
        .or_else(|| security(spec, &here))
        .or_else(|| elements(spec, &here, "volumes").err())
        .or_else(|| {
            let lists = ["initContainers", "containers", "ephemeralContainers"];
            lists.into_iter().find_map(|list| match elements(spec, &here, list) {
                Err(found) => Some(found),
                Ok(containers) => containers.iter().enumerate().find_map(|(index, container)| {
                    let at = Route::keys([list]).then(index);
                    security(container, &at).or_else(|| elements(container, &at, "ports").err())
                }),
            })
        })
}

fn security(of: &Value, at: &Route) -> Option<Found> {
    let context = of.field("securityContext")?;
    let at = at.then("securityContext");
    if context.as_map().is_none() {
        return Some((at, "a map"));
    }
    flags(context, &at, &["privileged", "allowPrivilegeEscalation", "runAsNonRoot"])
        .or_else(|| {
            let user = context.field("runAsUser")?;
            user.as_f64().is_none().then(|| (at.then("runAsUser"), "a number"))
        })
        .or_else(|| {
            let capabilities = context.field("capabilities")?;
            let at = at.then("capabilities");
            if capabilities.as_map().is_none() {
                return Some((at, "a map"));
            }
            ["add", "drop"].into_iter().find_map(|field| {
                let list = capabilities.field(field)?;
                (!matches!(list, Value::Seq(_))).then(|| (at.then(field), "a list"))
            })
        })
}

fn flags(of: &Value, at: &Route, fields: &[&str]) -> Option<Found> {
    fields.iter().find_map(|field| {
        let value = of.field(field)?;
        value.as_bool().is_none().then(|| (at.then(*field), "a boolean"))
    })
}

/// The elements of a list of maps; none if the field is absent.
fn elements<'v>(of: &'v Value, at: &Route, field: &str) -> Result<&'v [Value], Found> {
    let Some(list) = of.field(field) else { return Ok(&[]) };
    let Value::Seq(items) = list else { return Err((at.then(field), "a list")) };
    match items.iter().position(|item| item.as_map().is_none()) {
        Some(index) => Err((at.then(field).then(index), "a map")),
        None => Ok(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_of_the_wrong_type_is_found() {
        let found = |spec: &str| {
            let spec: Value = serde_json::from_str(spec).unwrap();
            find(&spec).map(|(route, wanted)| (route.to_string(), wanted))
        };
        let some = |route: &str, wanted| Some((route.to_owned(), wanted));
        assert_eq!(found("[]"), some("", "a map"));
        assert_eq!(found(r#"{"containers":{"a":{}}}"#), some("/containers", "a list"));
        assert_eq!(found(r#"{"containers":[null]}"#), some("/containers/0", "a map"));
        assert_eq!(found(r#"{"hostPID":1}"#), some("/hostPID", "a boolean"));
        assert_eq!(
            found(r#"{"containers":[{"securityContext":{"privileged":"true"}}]}"#),
            some("/containers/0/securityContext/privileged", "a boolean")
        );
        assert_eq!(
            found(r#"{"securityContext":{"runAsUser":"0"}}"#),
            some("/securityContext/runAsUser", "a number")
        );
        assert_eq!(
            found(r#"{"hostPID":null,"containers":[{"name":"a","securityContext":null}]}"#),
            None
        );
    }
}
