//! Admission plugins of the API server that are off by default and ought to be on.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Found, Origin, admission_plugin};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

/// Reports a plugin that the version has and that is off: at the flag that would enable it, or where
/// that is missing at the program.
pub(crate) fn is_off(
    cx: &mut Cx<'_>,
    server: &Configured<'_>,
    plugin: &'static str,
    message: Text,
) {
    if !admission_plugin(plugin).is_some_and(|it| it.is_in(server.settings.version())) {
        return cx.not_applicable();
    }
    let origin = match server.settings.admission_plugin(plugin) {
        Answer::Known(Found { value: false, origin }) => origin,
        Answer::Unknown(_) => return cx.unknown(),
        _ => return,
    };
    let enabled = match server.settings.list(&api_server::ENABLE_ADMISSION_PLUGINS) {
        Answer::Known(found) => Some(found),
        _ => None,
    };
    let (origin, list) = match (origin, enabled) {
        (Origin::Default, Some(found)) => (found.origin, found.value),
        (origin, _) => (origin, Vec::new()),
    };
    let mut finding = at(cx, server, &origin, Message::new(message));
    let is_disabled = matches!(origin, Origin::Flag(_)) && list.is_empty();
    // Limits of events stand in a file of their own, which has to be written first.
    if !is_disabled && plugin != "EventRateLimit" {
        let value = list.iter().map(String::as_str).chain([plugin]).collect::<Vec<_>>().join(",");
        let setting = &api_server::ENABLE_ADMISSION_PLUGINS;
        if let Some(fix) = server.set(setting, &origin, &value, Safety::Unsafe) {
            finding = finding.fix(fix);
        }
    }
    cx.report(finding);
}
