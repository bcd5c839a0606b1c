//! What settings come to from flags, files, kubeadm and defaults.
#![expect(clippy::unwrap_used, reason = "a test's own values are well-formed")]

use sekisho_api::KubeVersion;
use sekisho_component::setting::{api_server, etcd, kubelet, scheduler};
use sekisho_component::{
    Answer, Component, ConfigKind, Effective, Flags, Invocation, Unknown, encryption_rules,
    kubeadm, provider_that_writes,
};
use sekisho_value::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn flags(line: &str) -> Flags {
    Invocation::of_line(line).unwrap().flags
}

fn shown<T: std::fmt::Debug>(answer: Answer<T>) -> String {
    match answer {
        Answer::Known(found) => format!("{:?} {:?}", found.value, found.origin)
            .replace("Route { steps: [] }", "")
            .replace("()", ""),
        Answer::Unset => "unset".into(),
        Answer::Unknown(why) => format!("{why:?}"),
    }
}

const NEWEST: KubeVersion = KubeVersion::NEWEST;

#[test]
fn the_kubelets_defaults_depend_on_its_file() {
    let bare = flags("kubelet --v=2");
    let bare = Effective::of_flags(&bare, NEWEST);
    assert_eq!(shown(bare.boolean(&kubelet::ANONYMOUS_AUTH)), "true Default");
    assert_eq!(shown(bare.text(&kubelet::AUTHORIZATION_MODE)), "\"AlwaysAllow\" Default");
    assert_eq!(shown(bare.number(&kubelet::READ_ONLY_PORT)), "10255 Default");

    let file = json(
        r#"{"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration",
        "authorization":{"mode":"AlwaysAllow"},"streamingConnectionIdleTimeout":"0s",
        "tlsCipherSuites":["A","B"],"featureGates":{"X":true}}"#,
    );
    let filed = Effective::of_file(Component::Kubelet, &file, NEWEST);
    assert_eq!(shown(filed.boolean(&kubelet::ANONYMOUS_AUTH)), "false Default");
    let Answer::Known(mode) = filed.text(&kubelet::AUTHORIZATION_MODE) else { panic!("unknown") };
    assert_eq!(mode.value, "AlwaysAllow");
    assert!(format!("{:?}", mode.origin).starts_with("File"));
    assert_eq!(filed.list(&kubelet::TLS_CIPHER_SUITES).value().unwrap().join(" "), "A B");
    // Zero in the file is filled in with the default.
    assert_eq!(
        shown(filed.text(&kubelet::STREAMING_CONNECTION_IDLE_TIMEOUT)),
        "\"4h0m0s\" Default"
    );
    assert!(filed.feature_gate("X").unwrap().value);
}

#[test]
fn flags_go_before_the_file_and_an_unseen_file_leaves_doubt() {
    let given = flags("kubelet --config=/x --read-only-port=0");
    let unseen = Effective::of_flags(&given, NEWEST);
    assert_eq!(unseen.number(&kubelet::READ_ONLY_PORT).value(), Some(&0));
    assert_eq!(unseen.boolean(&kubelet::ANONYMOUS_AUTH), Answer::Unknown(Unknown::File("config")));
    let file = json(r#"{"authentication":{"anonymous":{"enabled":true}},"readOnlyPort":10255}"#);
    let seen = unseen.with_file(&file);
    assert_eq!(seen.number(&kubelet::READ_ONLY_PORT).value(), Some(&0));
    assert_eq!(seen.boolean(&kubelet::ANONYMOUS_AUTH).value(), Some(&true));

    let drop_ins = flags("kubelet --config=/x --config-dir=/d");
    let drop_ins = Effective::of_flags(&drop_ins, NEWEST).with_file(&file);
    assert_eq!(
        drop_ins.boolean(&kubelet::ANONYMOUS_AUTH),
        Answer::Unknown(Unknown::File("config-dir"))
    );
}

#[test]
fn the_schedulers_profiling_flag_yields_to_its_file() {
    let given = flags("kube-scheduler --config=/x --profiling=false");
    let unseen = Effective::of_flags(&given, NEWEST);
    assert_eq!(unseen.boolean(&scheduler::PROFILING), Answer::Unknown(Unknown::File("config")));
    let file = json(r#"{"kind":"KubeSchedulerConfiguration"}"#);
    assert_eq!(shown(unseen.with_file(&file).boolean(&scheduler::PROFILING)), "true Default");
    let alone = flags("kube-scheduler --profiling=false");
    let alone = Effective::of_flags(&alone, NEWEST);
    assert_eq!(alone.boolean(&scheduler::PROFILING).value(), Some(&false));
}

#[test]
fn the_api_servers_defaults_are_its_own() {
    let bare = flags("kube-apiserver --secure-port=6443");
    let bare = Effective::of_flags(&bare, NEWEST);
    assert_eq!(shown(bare.boolean(&api_server::ANONYMOUS_AUTH)), "true Default");
    assert_eq!(shown(bare.text(&api_server::AUTHORIZATION_MODE)), "\"AlwaysAllow\" Default");
    assert_eq!(bare.text(&api_server::TOKEN_AUTH_FILE), Answer::Unset);

    let other = flags("kube-apiserver --authorization-config=/x --anonymous-auth=$(ANON)");
    let other = Effective::of_flags(&other, NEWEST);
    assert_eq!(
        other.list(&api_server::AUTHORIZATION_MODE),
        Answer::Unknown(Unknown::File("authorization-config"))
    );
    assert!(matches!(
        other.boolean(&api_server::ANONYMOUS_AUTH),
        Answer::Unknown(Unknown::Variable(_))
    ));
    let odd = flags("kube-apiserver --anonymous-auth=nope");
    let odd = Effective::of_flags(&odd, NEWEST);
    assert!(matches!(
        odd.boolean(&api_server::ANONYMOUS_AUTH),
        Answer::Unknown(Unknown::Malformed(_))
    ));
}

#[test]
fn admission_plugins_are_those_enabled_and_those_by_default() {
    let given = flags(
        "kube-apiserver --enable-admission-plugins=NodeRestriction --enable-admission-plugins=AlwaysPullImages \
         --disable-admission-plugins=PodSecurity",
    );
    let on = |plugin: &str, version: KubeVersion| {
        *Effective::of_flags(&given, version).admission_plugin(plugin).value().unwrap()
    };
    assert!(on("NodeRestriction", NEWEST));
    assert!(on("AlwaysPullImages", NEWEST));
    assert!(!on("PodSecurity", NEWEST));
    assert!(on("ServiceAccount", NEWEST));
    assert!(!on("EventRateLimit", NEWEST));
    assert!(on("PodTopologyLabels", KubeVersion::minor_of_1(33)));
    assert!(!on("PodTopologyLabels", KubeVersion::minor_of_1(32)));
}

#[test]
fn kubeadm_gives_flags_as_a_map_or_a_list() {
    let older = json(
        r#"{"apiVersion":"kubeadm.k8s.io/v1beta3","kind":"ClusterConfiguration",
        "apiServer":{"extraArgs":{"anonymous-auth":"false","profiling":false}},
        "etcd":{"local":{"extraArgs":{"auto-tls":"true"}}}}"#,
    );
    let found = kubeadm::extra_args(&older);
    let of = |component| &found.iter().find(|(of, _)| *of == component).unwrap().1;
    let server = Effective::of_flags(of(Component::ApiServer), NEWEST).by_kubeadm();
    assert_eq!(server.boolean(&api_server::ANONYMOUS_AUTH).value(), Some(&false));
    assert_eq!(
        of(Component::ApiServer).get("profiling").unwrap().route.to_string(),
        "/apiServer/extraArgs/profiling"
    );
    assert_eq!(shown(server.list(&api_server::AUTHORIZATION_MODE)), r#"["Node", "RBAC"] Kubeadm"#);
    let store = Effective::of_flags(of(Component::Etcd), NEWEST).by_kubeadm();
    assert_eq!(store.boolean(&etcd::AUTO_TLS).value(), Some(&true));
    assert_eq!(shown(store.boolean(&etcd::CLIENT_CERT_AUTH)), "true Kubeadm");

    let newer = json(
        r#"{"apiVersion":"kubeadm.k8s.io/v1beta4","kind":"ClusterConfiguration",
        "apiServer":{"extraArgs":[{"name":"authorization-mode","value":"RBAC"},
                                   {"name":"authorization-mode","value":"Webhook"}]}}"#,
    );
    let found = kubeadm::extra_args(&newer);
    let (_, server) = found.first().unwrap();
    let effective = Effective::of_flags(server, NEWEST).by_kubeadm();
    let modes = effective.list(&api_server::AUTHORIZATION_MODE);
    assert_eq!(modes.value().unwrap().join(" "), "RBAC Webhook");
    assert!(kubeadm::extra_args(&json(r#"{"kind":"Pod"}"#)).is_empty());
}

#[test]
fn configuration_files_are_told_apart() {
    let of = |version: &str, kind: &str| ConfigKind::named(version, kind);
    assert_eq!(
        of("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"),
        Some(ConfigKind::Kubelet)
    );
    assert_eq!(
        of("apiserver.config.k8s.io/v1", "EncryptionConfiguration"),
        Some(ConfigKind::Encryption)
    );
    assert_eq!(
        of("apiserver.k8s.io/v1alpha1", "AdmissionConfiguration"),
        Some(ConfigKind::Admission)
    );
    assert_eq!(of("audit.k8s.io/v1", "Policy"), Some(ConfigKind::AuditPolicy));
    assert_eq!(of("policy/v1", "Policy"), None);
    assert_eq!(of("v1", "EncryptionConfiguration"), None);
}

#[test]
fn the_first_provider_of_the_first_rule_writes() {
    let configuration = json(
        r#"{"resources":[
        {"resources":["configmaps"],"providers":[{"identity":{}}]},
        {"resources":["secrets","*.apps"],"providers":[{"aescbc":{"keys":[]}},{"identity":{}}]},
        {"resources":["*.*"],"providers":[{"identity":null}]}]}"#,
    );
    let writes = |group: &str, resource: &str| {
        let provider = provider_that_writes(&configuration, group, resource)?;
        Some(format!("{} {}", provider.name, provider.route))
    };
    assert_eq!(writes("", "secrets").unwrap(), "aescbc /resources/1/providers/0/aescbc");
    assert_eq!(writes("apps", "deployments").unwrap(), "aescbc /resources/1/providers/0/aescbc");
    assert_eq!(writes("", "configmaps").unwrap(), "identity /resources/0/providers/0/identity");
    assert_eq!(writes("batch", "jobs").unwrap(), "identity /resources/2/providers/0/identity");
    assert_eq!(encryption_rules(&configuration).len(), 3);
    let none = json(r#"{"resources":[{"resources":["*."],"providers":[]}]}"#);
    assert!(provider_that_writes(&none, "", "secrets").is_none());
    assert!(provider_that_writes(&none, "apps", "deployments").is_none());
}

#[test]
fn the_old_flag_names_all_plugins_there_are() {
    let given = flags("kube-apiserver --admission-control=NodeRestriction,AlwaysAdmit");
    let server = Effective::of_flags(&given, NEWEST);
    assert_eq!(server.admission_plugin("AlwaysAdmit").value(), Some(&true));
    assert_eq!(server.admission_plugin("ServiceAccount").value(), Some(&false));
    let given = flags("kube-apiserver --v=2");
    let server = Effective::of_flags(&given, NEWEST);
    assert_eq!(server.admission_plugin("PodResizeValidator").value(), Some(&true));
    let older = Effective::of_flags(&given, KubeVersion::OLDEST);
    assert_eq!(older.admission_plugin("PodResizeValidator").value(), Some(&false));
}

#[test]
fn an_etcd_that_kubeadm_does_not_run_is_reached_as_told() {
    let configuration = json(
        r#"{"apiVersion":"kubeadm.k8s.io/v1beta4","kind":"ClusterConfiguration",
        "etcd":{"external":{"endpoints":["http://10.0.0.1:2379"],"caFile":"/ca"}}}"#,
    );
    let all = kubeadm::extra_args(&configuration);
    assert!(all.iter().all(|(component, _)| *component != Component::Etcd));
    let (_, given) = all.iter().find(|(component, _)| *component == Component::ApiServer).unwrap();
    let server = Effective::of_flags(given, NEWEST).by_kubeadm();
    assert_eq!(server.text(&api_server::ETCD_CAFILE).value().unwrap(), "/ca");
    assert_eq!(server.text(&api_server::ETCD_CERTFILE).value().unwrap(), "");
    assert_eq!(server.text(&api_server::ETCD_SERVERS).value().unwrap(), "http://10.0.0.1:2379");
    assert_eq!(
        server.text(&api_server::CLIENT_CA_FILE).value().unwrap(),
        "/etc/kubernetes/pki/ca.crt"
    );
}

#[test]
fn gates_of_flags_go_before_those_of_the_file() {
    let given = flags("kubelet --config=/x --feature-gates=A=true,B=maybe --feature-gates=A=false");
    let file = json(r#"{"featureGates":{"A":true,"C":true}}"#);
    let kubelet = Effective::of_flags(&given, NEWEST).with_file(&file);
    let gates: Vec<_> =
        kubelet.feature_gates().into_iter().map(|(name, value, _)| (name, value)).collect();
    let expected = [("B", None), ("A", Some(false)), ("C", Some(true))];
    assert_eq!(gates, expected.map(|(name, value)| (name.to_owned(), value)));
}
