//! `sekisho rbac can-i`: one question, answered as a server would, and why.

use std::io::Write as _;

use sekisho_finding::Lang;
use sekisho_rbac::{
    Attributes, Authorizer, Decider, Decision, Grant, Identity, Principal, Request,
};
use serde::Serialize;

use super::resource::{Target, resolve};
use super::told::{self, Teller, Via};
use super::{say, versions, world};
use crate::Exit;
use crate::args::{CanIArgs, ScopeArgs, TextOrJson};
use crate::environment::{Environment, stdout};

/// The answer as `--format json` prints it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    decision: &'static str,
    allowed: bool,
    reason: String,
    via: Vec<Via>,
    /// The namespace that was asked about; none for the whole cluster.
    namespace: Option<&'a str>,
    notes: Vec<String>,
}

/// Answers; exit status 0 yes, 1 no, 2 unknown.
pub(crate) fn run(args: &CanIArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let lang = environment.lang;
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let verb = args.verb.as_deref().unwrap_or_default();
    let word = args.resource.as_deref().unwrap_or_default();
    let (target, mut notes) = resolve(word, cluster.version, &cluster.snapshot, lang);
    let user = args.user.as_deref().unwrap_or_default();
    let identity = Identity::impersonated(user, args.groups.iter().cloned());
    let name = args.name.as_deref().unwrap_or_default();
    let namespace = namespace(&args.scope, user, &target, name, lang, &mut notes);
    let attributes = match &target {
        Target::Path(path) => Attributes::path(verb, path),
        Target::Resource(named) => Attributes::resource(
            Request {
                verb,
                group: &named.group,
                resource: &named.resource,
                subresource: &named.subresource,
                name,
            },
            &namespace,
        ),
    };
    notes.extend(versions::notes(&authorizer, &identity, &attributes, cluster.version, lang));
    let answer = authorizer.ask_chain(&identity, &attributes, cluster.version);
    let question = authorizer.question(&attributes);
    let grants: Vec<Grant> = match answer.by {
        Some(Decider::Rbac(_)) => authorizer.grants(&identity, &question),
        _ => Vec::new(),
    };
    let teller = Teller::new(&cluster, &authorizer, grants.iter().copied());
    let via: Vec<Via> = grants.iter().filter_map(|grant| teller.via(*grant)).collect();
    let mut out = stdout();
    let line = Line {
        decision: answer.decision.name(),
        allowed: answer.decision == Decision::Allow,
        reason: answer.reason,
        via,
        namespace: Some(namespace.as_str()).filter(|namespace| !namespace.is_empty()),
        notes,
    };
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer(&mut out, &line)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            told::notes(&line.notes, environment)?;
            print(&mut out, &line, answer.by, environment)?;
        }
    }
    out.flush()?;
    let trouble = cluster.complain(environment)?;
    Ok(match answer.decision {
        Decision::Allow => Exit::Clean,
        _ if trouble => Exit::Trouble,
        Decision::NoOpinion => Exit::Findings,
        Decision::Unknown => Exit::Trouble,
    })
}

/// The namespace that is asked about: as given; else a service account's own, else `default`, as kubectl
/// takes it. What lives in no namespace is asked about in none.
fn namespace(
    scope: &ScopeArgs,
    user: &str,
    target: &Target,
    name: &str,
    lang: Lang,
    notes: &mut Vec<String>,
) -> String {
    let Target::Resource(named) = target else { return String::new() };
    if named.namespaced == Some(false) {
        // The request for a Namespace itself is made inside it.
        if named.group.is_empty() && named.resource == "namespaces" && !name.is_empty() {
            notes.push(match lang {
                Lang::En => format!(
                    "the request for the namespace {name} itself counts as one inside it, so its \
                     RoleBindings count"
                ),
                Lang::Ja => format!(
                    "名前空間 {name} 自体への要求はその名前空間内の要求として扱われるため、そこの RoleBinding \
                     も対象になります"
                ),
            });
            return name.to_owned();
        }
        if scope.namespace.is_some() {
            notes.push(match lang {
                Lang::En => format!(
                    "{} live in no namespace, so only ClusterRoleBindings count",
                    named.resource
                ),
                Lang::Ja => format!(
                    "{} は名前空間に属さないため、ClusterRoleBinding だけが対象です",
                    named.resource
                ),
            });
        }
        return String::new();
    }
    if scope.all_namespaces {
        return String::new();
    }
    if let Some(given) = &scope.namespace {
        return given.clone();
    }
    let (chosen, why) = match Principal::of_user(user) {
        Principal::ServiceAccount { namespace, .. } => {
            (namespace, say(lang, "that of the service account", "サービスアカウントの名前空間"))
        }
        _ => ("default", say(lang, "since none was given", "指定がないため")),
    };
    notes.push(match lang {
        Lang::En => format!("asked in the namespace {chosen}, {why}; `-n` or `-A` asks elsewhere"),
        Lang::Ja => {
            format!("名前空間 {chosen} での回答です（{why}）。`-n` または `-A` で変更できます")
        }
    });
    chosen.to_owned()
}

fn print(
    out: &mut impl std::io::Write,
    line: &Line<'_>,
    by: Option<Decider>,
    environment: &Environment,
) -> std::io::Result<()> {
    let lang = environment.lang;
    let (style, word) = match line.decision {
        "allow" => (anstyle::AnsiColor::Green.on_default(), say(lang, "yes", "はい")),
        "unknown" => (anstyle::AnsiColor::Yellow.on_default(), say(lang, "unknown", "不明")),
        _ => (anstyle::AnsiColor::Red.on_default(), say(lang, "no", "いいえ")),
    };
    let style = environment.style(style.bold());
    let place = match line.namespace {
        Some(namespace) => match lang {
            Lang::En => format!("in the namespace {}", told::clean(namespace)),
            Lang::Ja => format!("名前空間 {}", told::clean(namespace)),
        },
        None => say(lang, "in the whole cluster", "クラスター全体").to_owned(),
    };
    writeln!(out, "{style}{word}{style:#}  ({place})")?;
    match by {
        Some(Decider::Masters) => writeln!(
            out,
            "  {}",
            say(
                lang,
                "members of system:masters are let through before any authorizer is asked; no binding gives or \
                 takes this",
                "system:masters のメンバーはどの認可よりも前に許可されます。バインディングでは与えることも取り消すこともできません"
            )
        )?,
        Some(Decider::Node) => writeln!(
            out,
            "  {}",
            say(
                lang,
                "the Node authorizer allows it: this is a kubelet's own business; no binding gives or takes it",
                "Node 認可が許可します（kubelet 自身の業務に属する要求で、バインディングとは無関係です）"
            )
        )?,
        _ if line.reason.is_empty() => writeln!(
            out,
            "  {}",
            say(
                lang,
                "no rule of any binding allows it",
                "許可するルールを持つバインディングはありません"
            )
        )?,
        _ => writeln!(out, "  {}", told::clean(&line.reason))?,
    }
    for via in &line.via {
        writeln!(out, "  {}", told::clean(&via.line()))?;
    }
    Ok(())
}
