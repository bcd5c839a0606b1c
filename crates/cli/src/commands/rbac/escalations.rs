//! `sekisho rbac escalations`: who can become more than they are.

use std::collections::HashMap;
use std::io::Write as _;

use sekisho_finding::{Lang, Place, Sources as _};
use sekisho_inventory::Object;
use sekisho_rbac::escalation::{
    Escalation, Escalations, Leads, Reach, Standing, Step, UNDECIDED, Via, Who, Words,
};
use sekisho_rbac::{Authorizer, Principal};
use sekisho_value::Route;
use serde::Serialize;

use super::told::{self, SubjectJson, clean};
use super::{say, what_can, world};
use crate::Exit;
use crate::args::{EscalationsArgs, FailOnReach, TextOrJson};
use crate::environment::{Environment, stdout};

/// What is listed, as JSON has it.
#[derive(Debug, Serialize)]
struct Listed {
    escalations: Vec<Entry>,
    /// What RBAC alone does not decide.
    undecided: Vec<UndecidedLine>,
    /// Whether all roles and bindings could be read.
    complete: bool,
}

#[derive(Debug, Serialize)]
struct UndecidedLine {
    id: &'static str,
    what: &'static str,
    reason: &'static str,
}

/// A primitive that somebody has.
#[derive(Debug, Serialize)]
struct Entry {
    subject: SubjectJson,
    /// The entry of the catalogue.
    id: &'static str,
    primitive: &'static str,
    what: &'static str,
    /// Where it is held; none for the whole cluster.
    scope: Option<String>,
    /// What the primitive itself comes to.
    leads: &'static str,
    /// How far it goes in the end.
    reach: &'static str,
    /// Whether the subject is bound to every right as such.
    declared: bool,
    /// Whether it is a part of Kubernetes.
    system: bool,
    chain: Vec<StepLine>,
}

#[derive(Debug, Serialize)]
struct StepLine {
    who: String,
    /// The primitive; none where the next one is part of this one.
    by: Option<&'static str>,
    scope: Option<String>,
    becomes: Option<String>,
    via: Vec<ViaLine>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ViaLine {
    binding: String,
    role: String,
    /// None where the role is not here, but is one that every cluster has.
    rule: Option<usize>,
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    written_in: Option<String>,
}

/// Lists; see the help for the exit status.
pub(crate) fn run(args: &EscalationsArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let lang = environment.lang;
    let subject = args.subject.as_deref().map(what_can::principal).transpose()?;
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let escalations = Escalations::new(&authorizer, cluster.version);
    let mut found: Vec<Escalation<'_>> = match subject {
        Some(subject) => escalations.of(subject),
        None => escalations.iter().collect(),
    };
    // The farthest first; those of one subject stay together.
    let mut farthest: HashMap<Principal<'_>, Reach> = HashMap::new();
    for escalation in &found {
        let reach = farthest.entry(escalation.subject).or_insert(escalation.reach);
        *reach = (*reach).max(escalation.reach);
    }
    found.sort_by_key(|it| {
        let far = farthest.get(&it.subject).copied();
        (std::cmp::Reverse(far), it.subject, std::cmp::Reverse(it.reach))
    });
    let lines = Lines::of(&cluster, &found);
    let fails = found.iter().any(|it| fails(it, &escalations, args.fail_on));
    let mut out = stdout();
    match args.format {
        TextOrJson::Json => {
            let entries = found.iter().map(|it| entry(it, &escalations, &lines, lang));
            let listed = Listed {
                escalations: entries.collect(),
                undecided: undecided(lang),
                complete: escalations.is_complete(),
            };
            serde_json::to_writer(&mut out, &listed)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            let shown =
                |it: &&Escalation<'_>| args.system || subject.is_some() || !it.is_of_system();
            let entries: Vec<Entry> = found
                .iter()
                .filter(shown)
                .map(|it| entry(it, &escalations, &lines, lang))
                .collect();
            print(&mut out, &entries, environment)?;
            let hidden = found.len() - entries.len();
            notes(hidden, escalations.is_complete(), environment)?;
        }
    }
    out.flush()?;
    let trouble = cluster.complain(environment)?;
    Ok(if trouble {
        Exit::Trouble
    } else if fails {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn fails(it: &Escalation<'_>, escalations: &Escalations<'_, '_>, on: FailOnReach) -> bool {
    let least = match on {
        FailOnReach::Cluster => Reach::Cluster,
        FailOnReach::Node => Reach::Node,
        FailOnReach::Cloud => Reach::Cloud,
        FailOnReach::Namespace => Reach::Namespace,
        FailOnReach::Never => return false,
    };
    // A right over all namespaces that leads to nobody's identity is no way into the cluster.
    let becomes_somebody = !matches!(
        it.primitive.leads,
        Leads::HandOver
            | Leads::Data
            | Leads::Controls
            | Leads::Network
            | Leads::Availability
            | Leads::Pod
    );
    (becomes_somebody || it.reaches_everything() || on == FailOnReach::Namespace)
        && it.reach >= least
        && !it.is_of_system()
        && escalations.standing(it.subject) != Standing::Declared
}

/// Where the rules are that give something.
struct Lines(HashMap<(*const Object, usize), String>);

impl Lines {
    fn of(cluster: &world::Cluster, found: &[Escalation<'_>]) -> Self {
        let mut wanted: Vec<((*const Object, usize), Place)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let steps = found.iter().flat_map(|it| &it.steps);
        for held in steps.flat_map(|step| &step.via).filter_map(|via| via.held.as_ref()) {
            let key = (std::ptr::from_ref(held.written_in), held.rule.index);
            if seen.insert(key) {
                let route = Route::keys(["rules"]).then(held.rule.index);
                wanted.push((key, held.written_in.place(route)));
            }
        }
        let lines = sekisho_report::lines(wanted.iter().map(|(_, place)| place), &cluster.sources);
        let named = wanted.into_iter().zip(lines).filter_map(|((key, place), line)| {
            let source = match line {
                Some(line) => format!("{}:{}", cluster.sources.name(line.source), line.line),
                None => {
                    let document = place.object.document.as_ref()?;
                    cluster.sources.name(document.source).to_owned()
                }
            };
            Some((key, source))
        });
        Self(named.collect())
    }

    fn via(&self, via: &Via<'_>) -> ViaLine {
        let held = via.held.as_ref();
        let key = |written_in: &Object, rule: usize| (std::ptr::from_ref(written_in), rule);
        let role = via.binding.value.str_at(&["roleRef", "kind"]).unwrap_or_default();
        let written_in = held.filter(|held| held.written_in.name() != via.role);
        ViaLine {
            binding: via.binding.id.label(),
            role: format!("{role} {}", via.role),
            rule: held.map(|held| held.rule.index),
            source: held
                .and_then(|held| self.0.get(&key(held.written_in, held.rule.index)).cloned()),
            written_in: written_in.map(|held| held.written_in.id.label()),
        }
    }
}

impl ViaLine {
    fn line(&self, lang: Lang) -> String {
        let Self { binding, role, rule, source, written_in } = self;
        let mut line = format!("{binding} → {role}");
        if let Some(written_in) = written_in {
            line.extend([" ← ", written_in.as_str()]);
        }
        match rule {
            Some(rule) => line.extend([" rules[", &rule.to_string(), "]"]),
            None => line.push_str(say(
                lang,
                " (not here; as every cluster has it)",
                "（手元にないため、クラスター標準の内容で判断）",
            )),
        }
        if let Some(source) = source {
            line.extend(["  ", source.as_str()]);
        }
        line
    }
}

fn entry(
    it: &Escalation<'_>,
    escalations: &Escalations<'_, '_>,
    lines: &Lines,
    lang: Lang,
) -> Entry {
    Entry {
        subject: it.subject.into(),
        id: it.primitive.id,
        primitive: it.primitive.name,
        what: word(it.primitive.words, lang),
        scope: it.namespace.map(str::to_owned),
        leads: it.primitive.leads.name(),
        reach: it.reach.name(),
        declared: escalations.standing(it.subject) == Standing::Declared,
        system: it.is_of_system(),
        chain: it.steps.iter().map(|step| step_line(step, lines, lang)).collect(),
    }
}

fn step_line(step: &Step<'_>, lines: &Lines, lang: Lang) -> StepLine {
    StepLine {
        who: who(&step.who, lang),
        by: step.by.map(|by| by.name),
        scope: step.namespace.map(str::to_owned),
        becomes: step.becomes.as_ref().map(|becomes| who(becomes, lang)),
        via: step.via.iter().map(|via| lines.via(via)).collect(),
    }
}

fn word(words: Words, lang: Lang) -> &'static str {
    match lang {
        Lang::En => words.en,
        Lang::Ja => words.ja,
    }
}

/// Somebody in words.
fn who(who: &Who<'_>, lang: Lang) -> String {
    let of = |namespace: Option<&str>, here: [&str; 2], everywhere: [&str; 2]| {
        let [en, ja] = if namespace.is_some() { here } else { everywhere };
        say(lang, en, ja).replace("{}", namespace.unwrap_or_default())
    };
    match who {
        Who::Subject(principal) => principal.to_string(),
        Who::Accounts(namespace) => of(
            *namespace,
            ["every service account of {}", "名前空間 {} のすべてのサービスアカウント"],
            ["every service account", "すべてのサービスアカウント"],
        ),
        Who::Running(namespace) => of(
            *namespace,
            ["service accounts of pods in {}", "名前空間 {} の Pod のサービスアカウント"],
            ["service accounts of all pods", "すべての Pod のサービスアカウント"],
        ),
        Who::Tokens(namespace) => of(
            *namespace,
            ["tokens in Secrets of {}", "名前空間 {} の Secret にあるトークン"],
            ["tokens in Secrets", "Secret にあるトークン"],
        ),
        Who::Users => say(lang, "every user", "すべてのユーザー").to_owned(),
        Who::ClusterAdmin => {
            say(lang, "every right in the cluster", "クラスターのすべての権限").to_owned()
        }
        Who::Node => say(lang, "nodes", "ノード").to_owned(),
        Who::Cloud => say(lang, "a role at the cloud provider", "クラウドのロール").to_owned(),
    }
}

fn undecided(lang: Lang) -> Vec<UndecidedLine> {
    let line = |it: &sekisho_rbac::escalation::Undecided| UndecidedLine {
        id: it.id,
        what: word(it.words, lang),
        reason: word(it.reason, lang),
    };
    UNDECIDED.iter().map(line).collect()
}

fn print(
    out: &mut impl std::io::Write,
    entries: &[Entry],
    environment: &Environment,
) -> std::io::Result<()> {
    let lang = environment.lang;
    if entries.is_empty() {
        return writeln!(
            out,
            "{}",
            say(
                lang,
                "nobody that bindings name can become more than they are",
                "権限を拡大できるサブジェクトはバインディングにありません"
            )
        );
    }
    let bold = environment.style(anstyle::Style::new().bold());
    let mut before: Option<&SubjectJson> = None;
    for entry in entries {
        if before != Some(&entry.subject) {
            if before.is_some() {
                writeln!(out)?;
            }
            let declared = if entry.declared {
                say(
                    lang,
                    "  (bound to every right as such)",
                    "  （すべての権限が直接付与されています）",
                )
            } else {
                ""
            };
            let subject = clean(&super::who_can::subject(&entry.subject));
            writeln!(out, "{bold}{subject}{bold:#}{declared}")?;
            before = Some(&entry.subject);
        }
        let scope = match &entry.scope {
            Some(scope) => match lang {
                Lang::En => format!(" in {}", clean(scope)),
                Lang::Ja => format!("（名前空間 {}）", clean(scope)),
            },
            None => String::new(),
        };
        let Entry { reach, id, primitive, what, .. } = entry;
        writeln!(out, "  {reach:<9}  {id} {primitive}{scope}: {what}")?;
        for (number, step) in entry.chain.iter().enumerate() {
            if number > 0 {
                let by = step.by.map(|by| format!(": {by}")).unwrap_or_default();
                writeln!(out, "             → {}{by}", clean(&step.who))?;
            }
            for via in &step.via {
                writeln!(out, "               {}", clean(&via.line(lang)))?;
            }
        }
        let last = entry.chain.last().and_then(|step| step.becomes.as_deref());
        if let Some(last) = last {
            writeln!(out, "             → {}", clean(last))?;
        }
    }
    Ok(())
}

fn notes(hidden: usize, complete: bool, environment: &Environment) -> std::io::Result<()> {
    let lang = environment.lang;
    let mut notes = Vec::new();
    if hidden > 0 {
        notes.push(match lang {
            Lang::En => {
                format!("{hidden} of parts of Kubernetes are not shown; --system shows them")
            }
            Lang::Ja => {
                format!("Kubernetes 自身の {hidden} 件は省略しました（--system で表示します）")
            }
        });
    }
    if !complete {
        notes.push(
            say(
                lang,
                "not all roles and bindings could be read, so there may be more",
                "読み取れなかったロールやバインディングがあるため、ほかにもある可能性があります",
            )
            .to_owned(),
        );
    }
    let ids: Vec<&str> = UNDECIDED.iter().map(|it| it.id).collect();
    let ids = ids.join(", ");
    notes.push(match lang {
        Lang::En => format!("not decided by RBAC alone: {ids}; --format json says why"),
        Lang::Ja => format!("RBAC だけでは判断できない項目: {ids}（理由は --format json を参照）"),
    });
    told::notes(&notes, environment)
}
