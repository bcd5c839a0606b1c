//! `EncryptionConfiguration`: which provider writes a resource to etcd.

use sekisho_value::{Route, Value};

/// A rule: resources and the providers for them.
#[derive(Clone, Debug)]
pub struct EncryptionRule<'v> {
    /// Resources as written: `secrets`, `deployments.apps`, `*.apps`, `*.*`.
    pub resources: Vec<&'v str>,
    /// The first one writes, all of them read.
    pub providers: Vec<Provider<'v>>,
    /// Its place in the file.
    pub route: Route,
}

/// A provider of a rule.
#[derive(Clone, Debug)]
pub struct Provider<'v> {
    /// `identity`, `aescbc`, `aesgcm`, `secretbox` or `kms`; `identity` writes plain text.
    pub name: &'v str,
    /// Its settings.
    pub value: &'v Value,
    /// Its place in the file.
    pub route: Route,
}

/// The rules of a configuration, in their order.
pub fn encryption_rules(configuration: &Value) -> Vec<EncryptionRule<'_>> {
    let list = Route::keys(["resources"]);
    let rules = configuration.items_at(&["resources"]).iter().enumerate();
    rules
        .map(|(index, rule)| {
            let route = list.then(index);
            let resources = rule.items_at(&["resources"]).iter().filter_map(Value::as_str);
            let places = route.then("providers");
            let providers = rule.items_at(&["providers"]).iter().enumerate();
            let providers = providers.filter_map(|(index, provider)| {
                // `- identity: {}` may be written `- identity:`.
                let (name, value) = provider.entries().next()?;
                Some(Provider { name, value, route: places.then(index).then(name) })
            });
            EncryptionRule { resources: resources.collect(), providers: providers.collect(), route }
        })
        .collect()
}

/// The provider that writes a resource: the first of the first rule that speaks of it. None means
/// plain text, as `identity` does.
///
/// `resource` is its plural name and `group` its API group, empty for the core group. `*.` covers the
/// core group, `*.apps` another one and `*.*` everything.
pub fn provider_that_writes<'v>(
    configuration: &'v Value,
    group: &str,
    resource: &str,
) -> Option<Provider<'v>> {
    let covers = |pattern: &str| match pattern.split_once('.') {
        None => group.is_empty() && pattern == resource,
        Some(("*", "*")) => true,
        Some(("*", covered)) => covered == group,
        Some((name, of)) => name == resource && of == group,
    };
    encryption_rules(configuration)
        .into_iter()
        .find(|rule| rule.resources.iter().any(|pattern| covers(pattern)))?
        .providers
        .into_iter()
        .next()
}
