//! `sekisho rbac`: what people and programs ask of access rights.

use crate::lab::Lab;
use sekisho_testkit::Corpus;
use serde_json::{Value, json};

const SHOP: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
  - apiGroups: ['']
    resources: [secrets]
    resourceNames: [db]
    verbs: [get]
  - apiGroups: [apps]
    resources: [deployments, '*/scale']
    verbs: [get, create, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects:
  - {kind: ServiceAccount, name: ci}
  - {kind: User, apiGroup: rbac.authorization.k8s.io, name: 山田}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: monitoring}
aggregationRule:
  clusterRoleSelectors: [{matchLabels: {to: monitoring}}]
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: scrape, labels: {to: monitoring}}
rules:
  - {apiGroups: [''], resources: [pods], verbs: [get, list, watch]}
  - {nonResourceURLs: [/metrics, /healthz/*], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: monitoring}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: monitoring}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: system:serviceaccounts:ops}]
";

fn shop() -> Lab {
    Lab::with(&[("shop.yaml", SHOP)])
}

fn can_i(lab: &Lab, question: &[&str]) -> (i32, Value) {
    let args =
        [&["rbac", "can-i"], question, &["--format", "json", "--from", "shop.yaml"]].concat();
    let ran = lab.run(&args);
    (ran.status, serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}")))
}

#[test]
fn an_answer_names_binding_rule_and_line() {
    let lab = shop();
    let account = "system:serviceaccount:shop:ci";
    let (status, answer) = can_i(&lab, &["create", "deploy", "--as", account]);
    assert_eq!(status, 0);
    assert_eq!(
        answer,
        json!({
            "decision": "allow",
            "allowed": true,
            "reason": "RBAC: allowed by RoleBinding \"deployers/shop\" of Role \"deployer\" to ServiceAccount \"ci/shop\"",
            "via": [{
                "binding": "RoleBinding shop/deployers", "role": "Role shop/deployer", "rule": 1,
                "source": "shop.yaml:9"
            }],
            "namespace": "shop",
            "notes": ["asked in the namespace shop, that of the service account; `-n` or `-A` asks elsewhere"],
        })
    );
    let text =
        lab.run(&["rbac", "can-i", "create", "deploy", "--as", account, "--from", "shop.yaml"]);
    assert!(text.out.starts_with("yes  (in the namespace shop)\n"), "{text:?}");
    assert!(text.out.contains("rules[1]  shop.yaml:9"), "{text:?}");
}

#[test]
fn the_exit_status_tells() {
    let lab = shop();
    let account = "system:serviceaccount:shop:ci";
    let status = |question: &[&str]| can_i(&lab, question).0;
    assert_eq!(status(&["get", "secret", "db", "--as", account]), 0);
    assert_eq!(status(&["get", "secret", "--as", account]), 1);
    assert_eq!(status(&["list", "secret", "--as", account]), 1);
    assert_eq!(status(&["create", "deploy", "--as", account, "-A"]), 1);
    assert_eq!(status(&["update", "deploy/scale", "web", "--as", account]), 0);
    assert_eq!(status(&["update", "sts/scale", "--as", "山田", "-n", "shop"]), 0);
    // Groups that nobody has to name, through an aggregated role.
    let operator = "system:serviceaccount:ops:prometheus";
    assert_eq!(status(&["list", "pods", "--as", operator, "-A"]), 0);
    assert_eq!(status(&["get", "/healthz/etcd", "--as", operator]), 0);
    assert_eq!(status(&["get", "/healthz", "--as", operator]), 1);
    // Named groups replace those of the account, as impersonation does.
    assert_eq!(status(&["list", "pods", "--as", operator, "--as-group", "x", "-A"]), 1);
    assert_eq!(status(&["delete", "nodes", "--as", "a", "--as-group", "system:masters"]), 0);
    lab.write("broken.yaml", b"kind: [");
    let ran = lab.run(&["rbac", "can-i", "get", "pods", "--as", "a", "--from", "."]);
    assert_eq!(ran.status, 2);
    assert!(ran.out.starts_with("unknown"), "{ran:?}");
    assert_eq!(lab.run(&["rbac", "can-i", "get", "pods", "--from", "shop.yaml"]).status, 2);
}

#[test]
fn an_unknown_resource_is_told_and_answered() {
    let lab = shop();
    let (status, answer) = can_i(&lab, &["get", "podz", "--as", "a"]);
    assert_eq!((status, &answer["decision"]), (1, &json!("no-opinion")));
    assert!(answer["notes"][0].as_str().unwrap().contains("did you mean `pods`"), "{answer}");
}

#[test]
fn before_1_35_get_is_enough_for_exec() {
    let lab = Lab::with(&[(
        "shop.yaml",
        "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: view}
rules: [{apiGroups: [''], resources: [pods/exec], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: view}
roleRef: {kind: ClusterRole, name: view}
subjects: [{kind: User, name: a}]
",
    )]);
    let told = |version: &str| {
        let (_, answer) = can_i(
            &lab,
            &["create", "pods/exec", "--as", "a", "-n", "x", "--kubernetes-version", version],
        );
        answer["notes"].to_string().contains("WebSocket")
    };
    assert!(told("1.34"));
    assert!(!told("1.35"));
}

#[test]
fn queries_are_answered_line_by_line() {
    let lab = shop();
    let queries = "\
{\"user\":\"system:serviceaccount:shop:ci\",\"groups\":[],\"verb\":\"get\",\"namespace\":\"shop\",\"apiGroup\":\"\",\"resource\":\"secrets\",\"name\":\"db\"}
{\"user\":\"x\",\"groups\":[\"system:serviceaccounts:ops\"],\"verb\":\"get\",\"nonResourceURL\":\"/metrics\"}

no json
{\"user\":\"x\",\"verb\":\"get\"}
{\"user\":\"x\",\"groups\":[\"system:masters\"],\"verb\":\"get\",\"resource\":\"pods\"}
{\"covers\":{\"owner\":\"monitoring\",\"servant\":\"scrape\"}}
{\"covers\":{\"owner\":\"Role/shop/deployer\",\"servant\":\"scrape\"}}
{\"covers\":{\"owner\":\"nobody\",\"servant\":\"scrape\"}}";
    let args = ["rbac", "can-i", "--queries", "-", "--from", "shop.yaml"];
    let ran = lab.run_with(&args, queries.as_bytes());
    assert_eq!(ran.status, 2, "{ran:?}");
    let answers: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 8);
    assert_eq!(
        answers[0],
        json!({
            "decision": "allow", "allowed": true,
            "reason": "RBAC: allowed by RoleBinding \"deployers/shop\" of Role \"deployer\" to ServiceAccount \"ci/shop\"",
            "via": [{
                "binding": "RoleBinding shop/deployers", "role": "Role shop/deployer", "rule": 0,
                "source": "shop.yaml:5"
            }],
        })
    );
    assert_eq!(answers[1]["via"][0]["writtenIn"], "ClusterRole scrape");
    assert!(answers[2]["error"].as_str().unwrap().starts_with("line 4: this is no JSON"));
    assert!(answers[3]["error"].as_str().unwrap().contains("neither `resource` nor"));
    // RBAC alone is asked, so the group that is let through before it gets nothing.
    assert_eq!(
        answers[4],
        json!({"decision": "no-opinion", "allowed": false, "reason": "", "via": []})
    );
    assert_eq!(answers[5], json!({"covers": true, "uncovered": []}));
    assert_eq!(answers[6]["uncovered"].as_array().unwrap().len(), 5);
    assert_eq!(answers[7]["error"], "there is no role `nobody`");
    let both = lab.run(&["rbac", "can-i", "--queries", "-", "--from", "-"]);
    assert_eq!(both.status, 2);
}

#[test]
fn who_can_tells_where_by_what_and_what_comes_to_the_same() {
    let lab = shop();
    let who = |question: &[&str]| -> Value {
        let args =
            [&["rbac", "who-can"], question, &["--format", "json", "--from", "shop.yaml"]].concat();
        let ran = lab.run(&args);
        assert_eq!(ran.status, 0, "{ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    };
    let secrets = who(&["get", "secrets"]);
    let subjects = secrets["subjects"].as_array().unwrap();
    assert_eq!(subjects.len(), 2);
    assert!(subjects.iter().all(|it| it["names"] == json!(["db"]) && it["scope"] == "shop"));
    assert_eq!(who(&["get", "secrets", "other"])["subjects"], json!([]));
    let pods = who(&["create", "pods", "-n", "shop"]);
    assert!(
        pods["subjects"].as_array().unwrap().iter().all(|it| it["by"] == "create deployments.apps")
    );
    assert_eq!(pods["subjects"].as_array().unwrap().len(), 2);
    assert_eq!(who(&["create", "pods", "-n", "ops"])["subjects"], json!([]));
    let scale = who(&["update", "statefulsets/scale"]);
    assert_eq!(scale["subjects"].as_array().unwrap().len(), 2, "{scale}");
    let paths = who(&["get", "/metrics"]);
    assert_eq!(paths["subjects"][0]["name"], "system:serviceaccounts:ops");
    let text = lab.run(&["rbac", "who-can", "create", "pods", "--from", "shop.yaml"]);
    assert!(text.out.contains("comes to the same: create deployments.apps"), "{text:?}");
    assert!(text.out.contains("User 山田"), "{text:?}");
}

#[test]
fn rights_subjects_and_roles_are_listed() {
    let lab = shop();
    let json = |args: &[&str]| -> Value {
        let ran = lab.run(&[args, &["--format", "json", "--from", "shop.yaml"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    };
    let rights = json(&["rbac", "what-can", "ServiceAccount/ops/prometheus"]);
    let rights = rights["rights"].as_array().unwrap();
    assert_eq!(rights.len(), 2);
    assert!(
        rights.iter().all(|right| right["through"]["kind"] == "Group" && right["scope"].is_null())
    );
    let rights = json(&["rbac", "what-can", "山田"]);
    assert_eq!(rights["rights"][0]["scope"], "shop");
    let subjects = json(&["rbac", "subjects"]);
    assert_eq!(subjects.as_array().unwrap().len(), 3);
    assert_eq!(subjects[2]["kind"], "ServiceAccount");
    assert_eq!(subjects[2]["namespaces"], json!(["shop"]));
    let roles = json(&["rbac", "roles", "monitoring"]);
    assert_eq!(roles[0]["bindings"], 1);
    assert_eq!(roles[0]["rules"][0]["writtenIn"], "ClusterRole scrape");
    for command in [&["what-can", "山田"][..], &["subjects"], &["roles"]] {
        let ran = lab.run(&[&["rbac"], command, &["--from", "shop.yaml"]].concat());
        assert_eq!(ran.status, 0);
        assert!(ran.out.lines().count() > 1, "{ran:?}");
    }
}

/// Each recorded case as files and questions, through the program.
#[test]
fn recorded_authorizer() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let mut corpus = Corpus::new("rbac/queries");
    #[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
    let text =
        std::fs::read_to_string(folder.join("rbac/authorizer-vectors-v1.34.1.ndjson")).unwrap();
    // One world for each case; the program starts once for every one of them.
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (objects, queries) = as_files(&case);
        let lab = Lab::with(&[("objects.json", &objects), ("queries.ndjson", &queries)]);
        let ran =
            lab.run(&["rbac", "can-i", "--queries", "queries.ndjson", "--from", "objects.json"]);
        assert_eq!(ran.status, 0, "{ran:?}");
        let mut answers = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        for (index, request) in case["requests"].as_array().unwrap().iter().enumerate() {
            let answer = answers.next().unwrap();
            let wanted = json!({
                "decision": if request["allowed"] == true { "allow" } else { "no-opinion" },
                "allowed": request["allowed"],
                "reason": request["reason"].as_str().unwrap_or_default(),
            });
            let told = json!({
                "decision": answer["decision"],
                "allowed": answer["allowed"],
                "reason": answer["reason"],
            });
            let has_via = answer["via"].as_array().is_some_and(|via| !via.is_empty());
            let same = told == wanted && has_via == (request["allowed"] == true);
            let verdict = same.then_some(()).ok_or_else(|| format!("{answer}, recorded {wanted}"));
            corpus.case(&format!("{} {index}", case["case"]), verdict);
        }
        let covers = answers.next().unwrap();
        let recorded = &case["covers"];
        let uncovered = recorded["uncovered"].as_array().cloned().unwrap_or_default();
        let same = covers["covers"] == recorded["covers"]
            && covers["uncovered"].as_array() == Some(&uncovered);
        let verdict = same.then_some(()).ok_or_else(|| format!("{covers}, recorded {recorded}"));
        corpus.case(&format!("{} covers", case["case"]), verdict);
    }
    corpus.finish();
}

fn as_files(case: &Value) -> (String, String) {
    let mut items = Vec::new();
    for (list, kind) in [
        ("clusterRoles", "ClusterRole"),
        ("roles", "Role"),
        ("clusterRoleBindings", "ClusterRoleBinding"),
        ("roleBindings", "RoleBinding"),
    ] {
        for item in case[list].as_array().into_iter().flatten() {
            let mut item = item.clone();
            item["apiVersion"] = json!("rbac.authorization.k8s.io/v1");
            item["kind"] = json!(kind);
            items.push(item);
        }
    }
    let objects = json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string();
    let mut queries = String::new();
    for request in case["requests"].as_array().unwrap() {
        let mut query = request.as_object().unwrap().clone();
        query.remove("allowed");
        query.remove("reason");
        if let Some(path) = query.remove("path") {
            query.insert("nonResourceURL".to_owned(), path);
        }
        queries.push_str(&Value::Object(query).to_string());
        queries.push('\n');
    }
    let (owner, servant) = (&case["covers"]["owner"], &case["covers"]["servant"]);
    queries.push_str(&json!({"covers": {"owner": owner, "servant": servant}}).to_string());
    (objects, queries)
}

/// The roles and bindings that every cluster starts with, as recorded from v1.34.1.
#[test]
fn recorded_bootstrap_roles() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let file = folder.join("rbac/bootstrap-v1.34.1.yaml");
    let file = file.to_str().unwrap();
    let lab = Lab::new();
    let asks = |question: &[&str]| {
        lab.run(&[&["rbac", "can-i"], question, &["--from", file]].concat()).status
    };
    let of = |group: &'static str, question: &[&'static str]| {
        asks(&[question, &["--as", "x", "--as-group", group]].concat())
    };
    let controller = |name: &str| format!("system:serviceaccount:kube-system:{name}");
    assert_eq!(of("system:masters", &["*", "*"]), 0);
    // Everybody who has shown who they are may find out what the API offers, and nobody may read Secrets.
    assert_eq!(of("system:authenticated", &["get", "/api"]), 0);
    assert_eq!(of("system:authenticated", &["create", "selfsubjectaccessreviews"]), 0);
    assert_eq!(of("system:authenticated", &["list", "secrets"]), 1);
    assert_eq!(asks(&["get", "/version", "--as", "system:anonymous"]), 0);
    assert_eq!(asks(&["get", "/metrics", "--as", "system:anonymous"]), 1);
    assert_eq!(of("system:monitoring", &["get", "/metrics"]), 0);
    assert_eq!(asks(&["update", "pods/status", "--as", "system:kube-scheduler"]), 0);
    assert_eq!(
        asks(&[
            "escalate",
            "clusterroles",
            "--as",
            &controller("clusterrole-aggregation-controller")
        ]),
        0
    );
    assert_eq!(asks(&["delete", "nodes", "--as", &controller("node-controller")]), 0);
    assert_eq!(asks(&["delete", "secrets", "--as", &controller("node-controller")]), 1);
    // `admin`, `edit` and `view` come without rules: they are put together.
    let roles = lab.run(&["rbac", "roles", "--format", "json", "--from", file]);
    let roles: Vec<Value> = serde_json::from_str(&roles.out).unwrap();
    assert_eq!(roles.len(), 68 + 7);
    let role = |name: &str| roles.iter().find(|role| role["name"] == name).unwrap();
    let holds = |name: &str, verb: &str, resource: &str| {
        role(name)["rules"].as_array().unwrap().iter().any(|rule| {
            let has = |key: &str, word: &str| {
                rule[key].as_array().is_some_and(|l| l.contains(&json!(word)))
            };
            has("verbs", verb) && has("resources", resource)
        })
    };
    for (name, verb, resource, held) in [
        ("view", "get", "pods", true),
        ("view", "get", "secrets", false),
        ("edit", "get", "secrets", true),
        ("edit", "create", "pods/exec", true),
        ("edit", "impersonate", "serviceaccounts", true),
        ("edit", "create", "serviceaccounts/token", true),
        ("edit", "create", "rolebindings", false),
        ("admin", "create", "rolebindings", true),
        ("admin", "get", "pods", true),
        ("cluster-admin", "*", "*", true),
    ] {
        assert_eq!(holds(name, verb, resource), held, "{name} {verb} {resource}");
    }
}
