//! What a real API server says to manifests of real projects is what we say: strict decoding, validation, and the object
//! that it would store.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the manifests are files that the environment names, and a test may fail loudly"
)]

#[path = "schema/compare.rs"]
mod compare;
#[path = "schema/manifests.rs"]
mod manifests;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use compare::{Verdict, judge};
use manifests::Manifest;
use sekisho_api::{Api, KubeVersion};
use sekisho_e2e::{Client, Cluster, Options};

/// Admission that changes objects by what else is in the cluster, which a single object cannot tell. Without the life
/// cycle of namespaces, objects need none that is there.
const NO_ADMISSION: &str = "--disable-admission-plugins=DefaultIngressClass,DefaultStorageClass,\
    DefaultTolerationSeconds,LimitRanger,NamespaceLifecycle,Priority,RuntimeClass,ServiceAccount,\
    StorageObjectInUseProtection,TaintNodesByCondition";
/// Whether services of two address families can be had rests on the cluster; here they can.
const DUAL_STACK: &str = "--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/112";

/// Objects for which server and we differ, with the reason: `FILE#INDEX` or a part of the difference, a tab, the reason.
const DIVERGENCES: &str = include_str!("schema/divergences.tsv");

#[test]
fn real_manifests_are_judged_as_the_api_server_judges_them() {
    let Some(folder) = sekisho_testkit::folder("manifests") else { return };
    let api_server_flags = vec![NO_ADMISSION.to_owned(), DUAL_STACK.to_owned()];
    let Some(cluster) = Cluster::for_test(&Options { api_server_flags, ..Options::default() })
    else {
        return;
    };
    let client = cluster.client().unwrap();
    let manifests = manifests::read_all(&folder);
    let verdicts: Mutex<Vec<Option<Verdict>>> = Mutex::new(vec![None; manifests.len()]);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(manifest) = manifests.get(index) else { break };
                    let verdict = ask(&client, manifest);
                    verdicts.lock().unwrap()[index] = verdict;
                }
            });
        }
    });
    let verdicts = verdicts.into_inner().unwrap();
    let mut corpus = sekisho_testkit::Corpus::new("manifests against a real API server");
    let (mut not_served, mut not_said) = (0, 0);
    let divergences: Vec<(&str, &str)> = DIVERGENCES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    let mut met = vec![false; divergences.len()];
    for (manifest, verdict) in manifests.iter().zip(verdicts) {
        match verdict {
            None => not_served += 1,
            Some(Verdict::NotSaid(why)) => {
                println!("{}: {why}", manifest.id);
                not_said += 1;
            }
            Some(Verdict::Same) => corpus.case(&manifest.id, Ok(())),
            Some(Verdict::Differs(why)) => {
                let known = divergences
                    .iter()
                    .position(|(what, _)| manifest.id.starts_with(what) || why.contains(what));
                match known {
                    Some(index) => {
                        met[index] = true;
                        corpus.skip(&manifest.id, divergences[index].1);
                    }
                    None => corpus.case(&manifest.id, Err(why)),
                }
            }
        }
    }
    println!(
        "{not_served} more objects are of kinds that the server does not serve; of {not_said} it says nothing"
    );
    for ((what, _), met) in divergences.iter().zip(met) {
        assert!(met, "the divergence `{what}` is met no more; remove it");
    }
    corpus.finish();
}

/// What comes of an object; none if its kind cannot be created.
fn ask(client: &Client, manifest: &Manifest) -> Option<Verdict> {
    let object = &manifest.object;
    let resource = Api::of(KubeVersion::NEWEST)
        .resource_of_kind(object.str_at(&["apiVersion"])?, object.str_at(&["kind"])?)
        .filter(|resource| {
            resource.is_on_by_default() && resource.verbs().any(|it| it == "create")
        })?;
    let group = match resource.group() {
        "" => "/api/v1".to_owned(),
        group => format!("/apis/{group}/{}", resource.version()),
    };
    let namespace = object.str_at(&["metadata", "namespace"]).unwrap_or("default");
    let scope =
        if resource.is_namespaced() { format!("/namespaces/{namespace}") } else { String::new() };
    let path = format!("{group}{scope}/{}?dryRun=All&fieldValidation=Strict", resource.plural());
    let (media_type, body) = match &manifest.text {
        Some(text) => ("application/yaml", text.clone()),
        None => ("application/json", serde_json::to_string(object).ok()?),
    };
    Some(match client.send(&"POST".parse().ok()?, &path, Some((media_type, body))) {
        Ok(answer) => judge(manifest, &answer),
        Err(error) => Verdict::NotSaid(format!("{error:#}")),
    })
}
