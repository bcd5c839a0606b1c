//! A second, naive reading of the subtle controls, compared with the engine on random pods.
//!
//! It follows the prose of the Pod Security Standards (kubernetes.io/docs/concepts/security/
//! pod-security-standards) container by container, with no thought for sentences or speed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use sekisho_pss::{Evaluator, Level, LevelVersion, Version};
use sekisho_value::Value;

const VERSIONS: [u64; 9] = [0, 18, 19, 22, 24, 25, 34, 35, 37];

/// A repeatable stream of choices (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// One of several JSON texts, read.
fn any(dice: &mut Dice, texts: &[&str]) -> Value {
    serde_json::from_str(dice.pick::<&str>(texts)).unwrap()
}

fn security_context(dice: &mut Dice, container: bool) -> Value {
    let mut context = Value::map();
    let choices: &[(&str, &[&str])] = &[
        ("runAsNonRoot", &["true", "true", "false", "null", "\"true\""]),
        (
            "seccompProfile",
            &[
                r#"{"type":"RuntimeDefault"}"#,
                r#"{"type":"Localhost","localhostProfile":"a"}"#,
                r#"{"type":"Unconfined"}"#,
                "{}",
                "null",
            ],
        ),
    ];
    for (key, values) in choices {
        if dice.roll(2) == 0 {
            context.set(key, any(dice, values));
        }
    }
    if container && dice.roll(4) > 0 {
        let drop = ["[\"ALL\"]", "[\"all\"]", "[\"NET_RAW\",\"ALL\"]", "[]", "null"];
        let add =
            ["[]", "null", "[\"NET_BIND_SERVICE\"]", "[\"CHOWN\"]", "[\"SYS_ADMIN\",\"CHOWN\"]"];
        let mut capabilities = Value::map();
        capabilities.set("drop", any(dice, &drop));
        if dice.roll(2) == 0 {
            capabilities.set("add", any(dice, &add));
        }
        context.set("capabilities", capabilities);
    }
    context
}

fn random_pod(dice: &mut Dice) -> Value {
    let mut spec = Value::map();
    if dice.roll(2) == 0 {
        spec.set("securityContext", security_context(dice, false));
    }
    if dice.roll(3) == 0 {
        spec.set("hostUsers", dice.roll(2) == 0);
    }
    if dice.roll(4) == 0 {
        spec.set("os", any(dice, &[r#"{"name":"windows"}"#, r#"{"name":"linux"}"#]));
    }
    for (list, most) in [("initContainers", 2), ("containers", 3), ("ephemeralContainers", 2)] {
        let mut containers = Vec::new();
        for index in 0..dice.roll(most + 1) {
            let mut container = Value::map();
            container.set("name", format!("{list}-{index}"));
            if dice.roll(5) > 0 {
                container.set("securityContext", security_context(dice, true));
            }
            containers.push(container);
        }
        if dice.roll(8) > 0 {
            spec.set(list, containers);
        }
    }
    spec
}

fn profile(of: &Value) -> Option<&str> {
    let profile = of.at(&["securityContext", "seccompProfile"])?;
    Some(profile.str_at(&["type"]).unwrap_or(""))
}

/// The controls among the four that a pod violates at restricted.
fn naive(spec: &Value, minor: u64) -> Vec<&'static str> {
    let windows = minor >= 25 && spec.str_at(&["os", "name"]) == Some("windows");
    let own_users = minor >= 35 && spec.bool_at(&["hostUsers"]) == Some(false);
    let containers: Vec<&Value> = ["initContainers", "containers", "ephemeralContainers"]
        .iter()
        .flat_map(|list| spec.items_at(&[list]))
        .collect();
    let allowed = |kind: Option<&str>| matches!(kind, Some("RuntimeDefault" | "Localhost"));
    let mut violated = Vec::new();

    // Added capabilities: the whole of baseline before 1.22, NET_BIND_SERVICE only from then on.
    let added = |allowed: &[&str]| {
        containers.iter().any(|container| {
            let add = container.items_at(&["securityContext", "capabilities", "add"]);
            add.iter().any(|name| !allowed.contains(&name.as_str().unwrap()))
        })
    };
    if minor < 22 {
        if added(&["CHOWN", "NET_BIND_SERVICE"]) {
            violated.push("capabilities_baseline");
        }
    } else if !windows {
        let keeps = containers.iter().any(|container| {
            let drop = container.items_at(&["securityContext", "capabilities", "drop"]);
            !drop.contains(&"ALL".into())
        });
        if keeps || added(&["NET_BIND_SERVICE"]) {
            violated.push("capabilities_restricted");
        }
    }

    // Running as non-root: what a container says counts, and where it is silent what the pod says;
    // but false is wrong wherever it stands.
    let pod_says = spec.bool_at(&["securityContext", "runAsNonRoot"]);
    let bad = |container: &&Value| {
        let says = container.bool_at(&["securityContext", "runAsNonRoot"]);
        says.or(pod_says) != Some(true)
    };
    if !own_users && (pod_says == Some(false) || containers.iter().any(bad)) {
        violated.push("runAsNonRoot");
    }

    // Seccomp: alike, with a profile that has no type being a wrong one. Before 1.19 the fields did
    // not exist.
    let pod_profile = profile(spec);
    if minor >= 19 && !windows {
        let bad = |container: &&Value| !allowed(profile(container).or(pod_profile));
        let pod_is_bad = pod_profile.is_some() && !allowed(pod_profile);
        if pod_is_bad || containers.iter().any(bad) {
            violated.push("seccompProfile_restricted");
        }
    }
    violated
}

#[test]
fn the_engine_agrees_with_a_naive_reading() {
    const WATCHED: [&str; 5] = [
        "capabilities_baseline",
        "capabilities_restricted",
        "runAsNonRoot",
        "seccompProfile_baseline",
        "seccompProfile_restricted",
    ];
    let mut dice = Dice(37);
    for round in 0..20_000 {
        let spec = random_pod(&mut dice);
        let minor = *dice.pick(&VERSIONS);
        let policy = LevelVersion::new(Level::Restricted, Version::Minor(minor));
        let verdict = Evaluator::default().evaluate(policy, &Value::Null, &spec);
        let failed: Vec<&str> = verdict
            .failures
            .iter()
            .map(|failure| failure.control.id)
            .filter(|id| WATCHED.contains(id))
            .collect();
        let pod = serde_json::to_string(&spec).unwrap();
        assert_eq!(failed, naive(&spec, minor), "round {round}, v1.{minor}: {pod}");
    }
}

/// Anything at any place: nothing may panic, and every level must give an answer.
#[test]
fn wrong_types_do_no_harm() {
    const ANY: [&str; 10] =
        ["null", "true", "0", "-1", "1.5", "1e300", "\"\"", "\"x\"", "[]", "[null,3,{\"name\":7}]"];
    const PATHS: [&[&str]; 24] = [
        &["containers"],
        &["volumes"],
        &["securityContext"],
        &["os"],
        &["os", "name"],
        &["hostNetwork"],
        &["hostUsers"],
        &["securityContext", "sysctls"],
        &["securityContext", "seccompProfile"],
        &["securityContext", "seccompProfile", "type"],
        &["securityContext", "runAsUser"],
        &["securityContext", "runAsNonRoot"],
        &["securityContext", "seLinuxOptions"],
        &["securityContext", "windowsOptions"],
        &["c", "name"],
        &["c", "ports"],
        &["c", "livenessProbe"],
        &["c", "lifecycle"],
        &["c", "securityContext"],
        &["c", "securityContext", "capabilities"],
        &["c", "securityContext", "capabilities", "add"],
        &["c", "securityContext", "privileged"],
        &["c", "securityContext", "procMount"],
        &["c", "securityContext", "appArmorProfile"],
    ];
    let mut dice = Dice(7);
    for _ in 0..5_000 {
        let mut spec = Value::map();
        let mut container = Value::map();
        for _ in 0..4 {
            let path = *dice.pick(&PATHS);
            let value = any(&mut dice, &ANY);
            match path {
                ["c", rest @ ..] => set(&mut container, rest, value),
                path => set(&mut spec, path, value),
            }
        }
        if spec.get("containers").is_none() {
            spec.set("containers", vec![container]);
        }
        let metadata = any(&mut dice, &ANY);
        for level in Level::ALL {
            for minor in VERSIONS {
                let policy = LevelVersion::new(level, Version::Minor(minor));
                let verdict = Evaluator::default().evaluate(policy, &metadata, &spec);
                assert!(verdict.failures.iter().all(|failure| !failure.places.is_empty()));
            }
        }
    }
}

fn set(value: &mut Value, path: &[&str], to: Value) {
    let [key, rest @ ..] = path else { return };
    if rest.is_empty() {
        value.set(key, to);
        return;
    }
    if value.get(key).is_none() {
        value.set(key, Value::map());
    }
    if let Some(inner) = value.get_mut(key) {
        set(inner, rest, to);
    }
}
