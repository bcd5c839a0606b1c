//! Which fields the controls point at, the posture of a pod, and the plan for a namespace.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use sekisho_pss::admission::Configuration;
use sekisho_pss::{
    Evaluator, Fault, Level, LevelVersion, Mode, Namespace, Pod, StageKind, Verdict, Version,
    Workload,
};
use sekisho_value::Value;

const RESTRICTED: LevelVersion = LevelVersion::new(Level::Restricted, Version::Latest);

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// `id: /route, /missing/route?` a line.
fn places(verdict: &Verdict) -> Vec<String> {
    let place = |place: &sekisho_pss::Place| {
        let mark = if place.fault == Fault::Required { "?" } else { "" };
        format!("{}{mark}", place.route())
    };
    let line = |failure: &sekisho_pss::Failure| {
        let routes: Vec<String> = failure.places.iter().map(place).collect();
        format!("{}: {}", failure.control.id, routes.join(" "))
    };
    verdict.failures.iter().map(line).collect()
}

fn faulty() -> (Value, Value) {
    let metadata = json(
        r#"{"annotations": {"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}}"#,
    );
    let spec = json(
        r#"{
            "hostPID": true,
            "securityContext": {"runAsUser": 0, "sysctls": [{"name": "kernel.shm_rmid_forced"}, {"name": "kernel.msgmax"}]},
            "volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "root", "hostPath": {"path": "/"}}],
            "initContainers": [{"name": "init", "securityContext": {"privileged": true, "runAsNonRoot": true}}],
            "containers": [{
                "name": "web",
                "ports": [{"containerPort": 80}, {"containerPort": 81, "hostPort": 81}],
                "securityContext": {
                    "allowPrivilegeEscalation": true,
                    "capabilities": {"add": ["NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"]},
                    "seccompProfile": {"type": "Unconfined"},
                    "seLinuxOptions": {"user": "u", "type": "spc_t"}
                },
                "lifecycle": {"preStop": {"httpGet": {"host": "10.0.0.1", "port": 80}}}
            }],
            "ephemeralContainers": [{"name": "debug", "securityContext": {"procMount": "Unmasked"}}]
        }"#,
    );
    (metadata, spec)
}

#[test]
fn every_control_points_at_its_fields() {
    let (metadata, spec) = faulty();
    let verdict = Evaluator::default().evaluate(RESTRICTED, &metadata, &spec);
    assert_eq!(
        places(&verdict),
        [
            "appArmorProfile: /metadata/annotations/container.apparmor.security.beta.kubernetes.io~1web",
            "hostNamespaces: /spec/hostPID",
            "hostPorts: /spec/containers/0/ports/1/hostPort",
            "hostProbesAndHostLifecycle: /spec/containers/0/lifecycle/preStop/httpGet/host",
            "privileged: /spec/initContainers/0/securityContext/privileged",
            "seLinuxOptions: /spec/containers/0/securityContext/seLinuxOptions/type \
         /spec/containers/0/securityContext/seLinuxOptions/user",
            "sysctls: /spec/securityContext/sysctls/1/name",
            "allowPrivilegeEscalation: /spec/initContainers/0/securityContext/allowPrivilegeEscalation? \
         /spec/containers/0/securityContext/allowPrivilegeEscalation \
         /spec/ephemeralContainers/0/securityContext/allowPrivilegeEscalation?",
            "capabilities_restricted: /spec/initContainers/0/securityContext/capabilities/drop? \
         /spec/containers/0/securityContext/capabilities/drop? \
         /spec/containers/0/securityContext/capabilities/add/1 \
         /spec/containers/0/securityContext/capabilities/add/2 \
         /spec/ephemeralContainers/0/securityContext/capabilities/drop?",
            "procMount_restricted: /spec/ephemeralContainers/0/securityContext/procMount",
            "restrictedVolumes: /spec/volumes/1/hostPath",
            "runAsNonRoot: /spec/containers/0/securityContext/runAsNonRoot? \
         /spec/ephemeralContainers/0/securityContext/runAsNonRoot?",
            "runAsUser: /spec/securityContext/runAsUser",
            "seccompProfile_restricted: /spec/initContainers/0/securityContext/seccompProfile/type? \
         /spec/containers/0/securityContext/seccompProfile/type \
         /spec/ephemeralContainers/0/securityContext/seccompProfile/type?",
        ]
    );
    let container = verdict.failures[2].places[0].container.as_ref().unwrap();
    assert_eq!((container.name.as_str(), container.index), ("web", 0));
}

#[test]
fn posture_names_each_field_under_the_graver_control_only() {
    let (metadata, spec) = faulty();
    let pod = Pod::new(&metadata, &spec);
    let lines = places(&Evaluator::default().posture(Version::Latest, &pod));
    let line = |id: &str| lines.iter().find(|line| line.starts_with(id)).map(String::as_str);
    assert_eq!(
        line("capabilities_baseline:"),
        Some("capabilities_baseline: /spec/containers/0/securityContext/capabilities/add/2")
    );
    assert_eq!(
        line("capabilities_restricted:"),
        Some(
            "capabilities_restricted: /spec/initContainers/0/securityContext/capabilities/drop? \
             /spec/containers/0/securityContext/capabilities/drop? \
             /spec/containers/0/securityContext/capabilities/add/1 \
             /spec/ephemeralContainers/0/securityContext/capabilities/drop?"
        )
    );
    assert_eq!(line("hostPathVolumes:"), Some("hostPathVolumes: /spec/volumes/1/hostPath"));
    assert_eq!(line("restrictedVolumes:"), None);
    assert_eq!(line("procMount_restricted:"), None);
    assert_eq!(
        line("seccompProfile_baseline:"),
        Some("seccompProfile_baseline: /spec/containers/0/securityContext/seccompProfile/type")
    );
}

#[test]
fn an_older_kubernetes_knows_older_policies_only() {
    let spec = json(r#"{"hostUsers": false, "containers": [{"name": "c"}]}"#);
    let fails = |minor: u64, version: Version| {
        let policy = LevelVersion::new(Level::Restricted, version);
        let verdict = Evaluator::for_kubernetes(minor).evaluate(policy, &Value::Null, &spec);
        verdict.failures.iter().any(|failure| failure.control.id == "runAsNonRoot")
    };
    assert!(fails(34, Version::Latest));
    assert!(fails(34, Version::Minor(36)));
    assert!(!fails(35, Version::Latest));
    assert!(!fails(99, Version::Minor(1_000_000)));
    assert!(fails(99, Version::Minor(34)));
}

#[test]
fn a_change_of_version_is_told() {
    let spec = json(
        r#"{"containers": [{"name": "c", "livenessProbe": {"httpGet": {"host": "a", "port": 1}}}]}"#,
    );
    let null = Value::Null;
    let pod = Pod::new(&null, &spec);
    let change = |from, to| {
        let [from, to] = [from, to].map(Version::Minor);
        Evaluator::default().version_change(Level::Baseline, from, to, &pod)
    };
    assert!(change(33, 34).flips());
    let ids: Vec<&str> =
        change(33, 34).new_failures().map(|failure| failure.control.meta.slug).collect::<Vec<_>>();
    assert_eq!(ids, ["probe-hosts"]);
    assert!(!change(34, 37).flips());
    assert_eq!(change(34, 37).new_failures().count(), 0);
}

const GOOD: &str = r#"{
    "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [{"name": "c", "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]
}"#;

#[test]
fn the_plan_starts_from_what_passes() {
    let (good, plain) = (json(GOOD), json(r#"{"containers": [{"name": "c"}]}"#));
    let null = Value::Null;
    let workloads = [&good, &plain].map(|spec| Workload { metadata: &null, spec });
    let namespace = Namespace { name: "shop", labels: &Value::Null, workloads: &workloads };
    let plan = Evaluator::default().plan(&namespace, Version::Minor(36), &Configuration::default());
    assert_eq!(plan.passes, Level::Baseline);
    let next = plan.next.unwrap();
    assert_eq!(next.level, Level::Restricted);
    assert_eq!(next.blockers.len(), 1);
    assert_eq!(next.blockers[0].workload, 1);
    let commands: Vec<(StageKind, &str)> =
        plan.stages.iter().map(|stage| (stage.kind, stage.command.as_str())).collect();
    assert_eq!(
        commands,
        [
            (
                StageKind::Announce,
                "kubectl label --overwrite namespace shop \
             pod-security.kubernetes.io/warn=restricted pod-security.kubernetes.io/warn-version=v1.36 \
             pod-security.kubernetes.io/audit=restricted pod-security.kubernetes.io/audit-version=v1.36"
            ),
            (
                StageKind::Rehearse,
                "kubectl label --dry-run=server --overwrite namespace shop \
             pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.36"
            ),
            (
                StageKind::Enforce,
                "kubectl label --overwrite namespace shop \
             pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.36"
            ),
            (
                StageKind::EnforceNext,
                "kubectl label --overwrite namespace shop \
             pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/enforce-version=v1.36"
            ),
        ]
    );
}

#[test]
fn the_plan_never_takes_back_what_is_enforced() {
    let plain = json(r#"{"containers": [{"name": "c"}], "hostPID": true}"#);
    let mut labels = Value::map();
    labels.set(Mode::Enforce.level_label(), "baseline");
    let null = Value::Null;
    let workloads = [Workload { metadata: &null, spec: &plain }];
    let namespace = Namespace { name: "it's", labels: &labels, workloads: &workloads };
    let plan = Evaluator::default().plan(&namespace, Version::Latest, &Configuration::default());
    assert_eq!(plan.passes, Level::Privileged);
    assert_eq!(plan.rejected.len(), 1);
    let kinds: Vec<StageKind> = plan.stages.iter().map(|stage| stage.kind).collect();
    assert_eq!(kinds, [StageKind::Announce]);
    assert!(plan.stages[0].command.contains(r"namespace 'it'\''s' "));
}

#[test]
fn a_namespace_that_has_it_all_needs_nothing() {
    let good = json(GOOD);
    let mut labels = Value::map();
    for mode in Mode::ALL {
        labels.set(mode.level_label(), "restricted");
        labels.set(mode.version_label(), "v1.36");
    }
    let null = Value::Null;
    let workloads = [Workload { metadata: &null, spec: &good }];
    let namespace = Namespace { name: "shop", labels: &labels, workloads: &workloads };
    let plan = Evaluator::default().plan(&namespace, Version::Minor(36), &Configuration::default());
    assert_eq!(plan.passes, Level::Restricted);
    assert!(plan.next.is_none() && plan.rejected.is_empty());
    assert!(plan.stages.is_empty(), "{:?}", plan.stages);
}

fn labels(of: &[(&str, &str)]) -> Value {
    let mut labels = Value::map();
    for (label, value) in of {
        labels.set(label, *value);
    }
    labels
}

#[test]
fn a_plan_never_tells_less_than_today() {
    let plain = json(r#"{"containers": [{"name": "c"}], "hostPID": true}"#);
    let null = Value::Null;
    let workloads = [Workload { metadata: &null, spec: &plain }];
    let announced = |of: &[(&str, &str)]| -> Vec<(&str, String)> {
        let labels = labels(of);
        let namespace = Namespace { name: "shop", labels: &labels, workloads: &workloads };
        let plan =
            Evaluator::default().plan(&namespace, Version::Minor(36), &Configuration::default());
        let mut stages = plan.stages.into_iter();
        let announce = stages.find(|stage| stage.kind == StageKind::Announce);
        announce.map(|stage| stage.labels).unwrap_or_default()
    };
    let [enforce, audit, warn] = Mode::ALL.map(Mode::level_label);
    let [audit_version, warn_version] = [Mode::Audit, Mode::Warn].map(Mode::version_label);
    let audited = |level: &str| vec![(audit, level.to_owned()), (audit_version, "v1.36".into())];
    let warned = |level: &str| vec![(warn, level.to_owned()), (warn_version, "v1.36".into())];

    assert_eq!(announced(&[(warn, "restricted"), (audit, "restricted")]), []);
    assert_eq!(announced(&[(warn, "restricted")]), audited("baseline"));
    assert_eq!(announced(&[(enforce, "restricted")]), audited("restricted"));
    assert_eq!(
        announced(&[(audit, "baseline"), (audit_version, "v1.37"), (warn, "restrcited")]),
        warned("baseline")
    );
    assert_eq!(
        announced(&[(audit, "baseline"), (audit_version, "v1.20"), (warn, "restricted")]),
        audited("baseline")
    );
}

#[test]
fn where_nothing_runs_the_plan_enforces_nothing() {
    let plain = json(r#"{"runtimeClassName": "kata", "containers": [{"name": "c"}]}"#);
    let null = Value::Null;
    let mut configuration = Configuration::default();
    configuration.exemptions.runtime_classes = vec!["kata".into()];
    let workloads = [Workload { metadata: &null, spec: &plain }];
    for workloads in [&workloads[..], &[]] {
        let namespace = Namespace { name: "shop", labels: &Value::Null, workloads };
        let plan = Evaluator::default().plan(&namespace, Version::Minor(36), &configuration);
        assert_eq!(plan.judged, 0);
        let kinds: Vec<StageKind> = plan.stages.iter().map(|stage| stage.kind).collect();
        assert_eq!(kinds, [StageKind::Announce]);
    }
    let namespace = Namespace { name: "shop", labels: &Value::Null, workloads: &workloads };
    let plan = Evaluator::default().plan(&namespace, Version::Minor(36), &Configuration::default());
    assert_eq!((plan.judged, plan.passes), (1, Level::Baseline));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test is about how long it takes")]
fn posture_takes_time_in_proportion_to_the_containers() {
    const CONTAINERS: usize = 20_000;
    let container = r#"{"name": "c", "securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}, "procMount": "Unmasked", "seccompProfile": {"type": "Unconfined"}}}"#;
    let containers = vec![container; CONTAINERS].join(",");
    let spec = json(&format!(r#"{{"containers": [{containers}]}}"#));
    let null = Value::Null;
    let pod = Pod::new(&null, &spec);
    let start = std::time::Instant::now();
    let verdict = Evaluator::default().posture(Version::Latest, &pod);
    let added = verdict.failures.iter().find(|it| it.control.id == "capabilities_baseline");
    assert_eq!(added.unwrap().places.len(), CONTAINERS);
    for failure in &verdict.failures {
        if let Some(fix) = failure.fix(&sekisho_value::Route::root()) {
            assert!(fix.edits.len() <= CONTAINERS);
        }
    }
    // Compared pair by pair, the containers took many times as long.
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn fixes_mend_what_they_are_for() {
    let (metadata, spec) = faulty();
    let mut pod = Value::map();
    pod.set("metadata", metadata);
    pod.set("spec", spec);
    let mut template = Value::map();
    template.set("template", pod);
    let judge = |object: &Value| {
        let [metadata, spec] =
            ["metadata", "spec"].map(|part| object.at(&["template", part]).unwrap().clone());
        Evaluator::default().evaluate(RESTRICTED, &metadata, &spec)
    };
    let base = sekisho_value::Route::keys(["template"]);
    for failure in judge(&template).failures {
        if let Some(fix) = failure.fix(&base) {
            for edit in &fix.edits {
                apply(&mut template, edit);
            }
        }
    }
    // A volume needs a decision, so no fix takes it away.
    assert_eq!(places(&judge(&template)), ["restrictedVolumes: /spec/volumes/1/hostPath"]);
    let added = template.at(&["template", "spec", "containers"]).unwrap().items()[0].items_at(&[
        "securityContext",
        "capabilities",
        "add",
    ]);
    assert_eq!(added, ["NET_BIND_SERVICE".into()]);
}

fn apply(object: &mut Value, edit: &sekisho_finding::Edit) {
    use sekisho_finding::Edit;
    use sekisho_value::Step;
    let (last, path) = edit.route().steps().split_last().unwrap();
    let mut place = object;
    for step in path {
        place = match step {
            Step::Key(key) => {
                if place.get(key).is_none() {
                    place.set(key, Value::map());
                }
                place.get_mut(key).unwrap()
            }
            Step::Index(index) => &mut place.items_mut()[*index],
        };
    }
    match (edit, last) {
        (Edit::Set { value, .. }, Step::Key(key)) => place.set(key, value.clone()),
        (Edit::Remove { .. }, Step::Key(key)) => {
            place.as_map_mut().unwrap().remove(key).unwrap();
        }
        (Edit::Remove { .. }, Step::Index(index)) => {
            let mut items = place.items().to_vec();
            items.remove(*index);
            *place = Value::from(items);
        }
        (Edit::Set { .. }, Step::Index(_)) | (Edit::KeepLast { .. } | Edit::Rename { .. }, _) => {
            panic!("no fix sets an element or finds a key twice")
        }
    }
}
