//! `sekisho rbac`: questions about access rights.

mod can_i;
mod diff;
mod lists;
mod queries;
mod resource;
mod tighten;
mod told;
mod versions;
mod what_can;
mod who_can;
mod world;

use sekisho_finding::Lang;

use crate::Exit;
use crate::args::RbacCommand;
use crate::environment::Environment;

/// Runs one of the commands.
pub(crate) fn run(command: &RbacCommand, environment: &Environment) -> anyhow::Result<Exit> {
    match command {
        RbacCommand::CanI(args) => match &args.queries {
            Some(file) => queries::run(file, args, environment),
            None => can_i::run(args, environment),
        },
        RbacCommand::WhoCan(args) => who_can::run(args, environment),
        RbacCommand::WhatCan(args) => what_can::run(args, environment),
        RbacCommand::Subjects(args) => lists::subjects(args, environment),
        RbacCommand::Roles(args) => lists::roles(args, environment),
        RbacCommand::Diff(args) => diff::run(args, environment),
        RbacCommand::Tighten(args) => tighten::run(args, environment),
    }
}

/// A text in the language of messages.
fn say<'t>(lang: Lang, en: &'t str, ja: &'t str) -> &'t str {
    match lang {
        Lang::En => en,
        Lang::Ja => ja,
    }
}
