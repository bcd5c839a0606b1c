//! What a container's settings come to, and where each stands.
#![expect(clippy::unwrap_used, reason = "a test's own objects are well-formed")]

use std::sync::Arc;

use sekisho_inventory::{
    Container, EnvSource, Located, Object, ProbeKind, Profile, ResourceKind, normal_capability,
};

const DEPLOYMENT: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
"spec":{"template":{
 "metadata":{"annotations":{
   "container.apparmor.security.beta.kubernetes.io/annotated":"localhost/mine",
   "container.seccomp.security.alpha.kubernetes.io/own":"unconfined",
   "seccomp.security.alpha.kubernetes.io/pod":"runtime/default"}},
 "spec":{
  "securityContext":{"runAsUser":0,"runAsNonRoot":false,"seccompProfile":{"type":"RuntimeDefault"},
    "appArmorProfile":{"type":"Unconfined"},"seLinuxOptions":{"level":"s0"},
    "windowsOptions":{"hostProcess":true}},
  "volumes":[
   {"name":"host","hostPath":{"path":"/var/"}},
   {"name":"scratch"},
   {"name":"tls","secret":{"secretName":"tls","optional":true}},
   {"name":"all","projected":{"sources":[{"serviceAccountToken":{"path":"t"}},
      {"secret":{"name":"s"}},{"configMap":{"name":"m"}}]}}],
  "containers":[
   {"name":"own","image":"a","command":["run","--x"],"args":["y",1],
    "securityContext":{"runAsUser":1000,"runAsNonRoot":true,"privileged":true,"allowPrivilegeEscalation":false,
      "readOnlyRootFilesystem":true,"seccompProfile":{"type":"Localhost","localhostProfile":"p.json"},
      "appArmorProfile":{"type":"RuntimeDefault"},"seLinuxOptions":{"user":"u"},
      "capabilities":{"add":["net_admin","CAP_SYS_TIME"],"drop":["all"]}},
    "env":[{"name":"A","value":"1"},
      {"name":"B","valueFrom":{"secretKeyRef":{"name":"s","key":"k","optional":true}}},
      {"name":"C","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}],
    "envFrom":[{"prefix":"P_","configMapRef":{"name":"m"}},{"secretRef":{"name":"s"}}],
    "ports":[{"containerPort":80},{"containerPort":53,"hostPort":53,"protocol":"UDP","name":"dns"}],
    "livenessProbe":{"httpGet":{"port":80}},
    "resources":{"limits":{"memory":"1Gi","cpu":1},"requests":{"memory":"1Mi"}},
    "volumeMounts":[{"name":"host","mountPath":"/host","subPath":"run","readOnly":true},
      {"name":"claim","mountPath":"/data"}]},
   {"name":"annotated","image":"a"},
   {"name":"plain","image":"a"}]}}}}"#;

fn deployment() -> Object {
    Object::new(serde_json::from_str(DEPLOYMENT).unwrap(), Arc::from("test"), None, None)
}

fn in_container(name: &str, judge: impl FnOnce(&Container<'_>)) {
    let object = deployment();
    let pods = object.pods();
    judge(&pods.first().unwrap().container(name).unwrap());
}

fn shown<T: std::fmt::Debug>(found: Option<Located<T>>) -> String {
    found.map_or_else(String::new, |found| {
        let route = found.route.to_string();
        let place = route.strip_prefix("/spec/template").unwrap_or(&route);
        format!("{:?} {place}", found.value)
    })
}

#[test]
fn the_container_goes_before_the_pod() {
    in_container("own", |own| {
        let place = "/spec/containers/0/securityContext";
        assert_eq!(shown(own.run_as_user()), format!("1000 {place}/runAsUser"));
        assert_eq!(shown(own.run_as_non_root()), format!("true {place}/runAsNonRoot"));
        assert_eq!(shown(own.privileged()), format!("true {place}/privileged"));
        assert_eq!(
            shown(own.allow_privilege_escalation()),
            format!("false {place}/allowPrivilegeEscalation")
        );
        assert_eq!(shown(own.seccomp()), format!("Localhost(\"p.json\") {place}/seccompProfile"));
        assert_eq!(shown(own.app_armor()), format!("RuntimeDefault {place}/appArmorProfile"));
        // SELinux options are taken as a whole: the pod's level does not show through.
        let options = own.se_linux().unwrap();
        assert_eq!(options.value.str_at(&["level"]), None);
        assert_eq!(own.seccomp_annotation().unwrap().value, Profile::Unconfined);
    });
    in_container("plain", |plain| {
        let place = "/spec/securityContext";
        assert_eq!(shown(plain.run_as_user()), format!("0 {place}/runAsUser"));
        assert_eq!(shown(plain.seccomp()), format!("RuntimeDefault {place}/seccompProfile"));
        assert_eq!(shown(plain.app_armor()), format!("Unconfined {place}/appArmorProfile"));
        assert_eq!(shown(plain.host_process()), format!("true {place}/windowsOptions/hostProcess"));
        assert_eq!(shown(plain.privileged()), "");
        assert_eq!(plain.seccomp_annotation().unwrap().value, Profile::RuntimeDefault);
    });
    // The annotation stands between the container's field and the pod's.
    in_container("annotated", |annotated| {
        assert_eq!(
            shown(annotated.app_armor()),
            "Localhost(\"mine\") /metadata/annotations/container.apparmor.security.beta.kubernetes.io~1annotated"
        );
    });
}

#[test]
fn capabilities_are_compared_in_normal_spelling() {
    for text in ["net_admin", "NET_ADMIN", "CAP_NET_ADMIN", "cap_net_admin"] {
        assert_eq!(normal_capability(text), "NET_ADMIN");
    }
    in_container("own", |own| {
        let capabilities = own.capabilities();
        assert!(capabilities.drops_all());
        let place = capabilities.adds("SYS_TIME").unwrap().to_string();
        assert!(place.ends_with("/capabilities/add/1"), "{place}");
        assert!(capabilities.adds("NET_RAW").is_none());
        assert!(capabilities.drops("NET_RAW").is_some());
    });
}

#[test]
fn variables_say_where_they_come_from() {
    in_container("own", |own| {
        let env: Vec<_> = own.env().collect();
        assert_eq!((env[0].name, env[0].value), ("A", Some("1")));
        assert!(env[0].value_route().to_string().ends_with("/env/0/value"));
        let Some(EnvSource::Key { of, key }) = env[1].source else { panic!("no key") };
        assert_eq!((of.kind, of.name, of.optional, key), ("Secret", "s", true, "k"));
        assert!(env[1].value_route().to_string().ends_with("/env/1/valueFrom"));
        assert_eq!(env[2].source, Some(EnvSource::Field("status.podIP")));
        let from: Vec<_> = own.env_from().collect();
        assert_eq!((from[0].0.prefix, from[0].0.of.kind), ("P_", "ConfigMap"));
        assert_eq!(from[1].0.of.kind, "Secret");
        assert!(from[1].1.to_string().ends_with("/envFrom/1"));
    });
}

#[test]
fn mounts_are_joined_with_their_volumes() {
    in_container("own", |own| {
        let mounts: Vec<_> = own.mounts().collect();
        assert_eq!(mounts[0].host_path().as_deref(), Some("/var/run"));
        assert!(mounts[0].is_read_only());
        assert_eq!((mounts[1].name(), mounts[1].path()), ("claim", "/data"));
        assert!(mounts[1].volume.is_none());
    });
    let object = deployment();
    let pods = object.pods();
    let volumes: Vec<_> = pods[0].volumes().collect();
    let kinds: Vec<&str> = volumes.iter().map(|volume| volume.kind).collect();
    assert_eq!(kinds, ["hostPath", "emptyDir", "secret", "projected"]);
    assert_eq!(
        volumes[0].field(["path"]).to_string(),
        "/spec/template/spec/volumes/0/hostPath/path"
    );
    let referents: Vec<_> = volumes.iter().flat_map(sekisho_inventory::Volume::referents).collect();
    let names: Vec<_> = referents.iter().map(|(of, _)| (of.kind, of.name, of.optional)).collect();
    assert_eq!(names, [("Secret", "tls", true), ("Secret", "s", false), ("ConfigMap", "m", false)]);
    assert!(referents[1].1.to_string().ends_with("/volumes/3/projected/sources/1/secret"));
}

#[test]
fn ports_probes_and_resources_are_read() {
    in_container("own", |own| {
        let ports: Vec<_> = own.ports().collect();
        assert_eq!((ports[0].number, ports[0].host_port), (Some(80), None));
        assert_eq!((ports[0].protocol, ports[1].protocol), ("TCP", "UDP"));
        assert_eq!((ports[1].host_port, ports[1].name), (Some(53), "dns"));
        assert!(own.probe(ProbeKind::Liveness).is_some());
        assert!(own.probe(ProbeKind::Readiness).is_none());
        // A request that is not made is that of the limit.
        assert!(own.resource(ResourceKind::Request, "cpu").is_none());
        assert!(own.requested("cpu").unwrap().route.to_string().ends_with("/limits/cpu"));
        assert!(own.requested("memory").unwrap().route.to_string().ends_with("/requests/memory"));
        let words: Vec<_> = own.command_line().map(|word| word.value).collect();
        assert_eq!(words, ["run", "--x", "y"]);
    });
}

#[test]
fn jobs_run_to_their_end_and_deployments_go_on() {
    let ends = |api_version: &str, kind: &str, policy: &str| {
        let text = format!(
            r#"{{"apiVersion":"{api_version}","kind":"{kind}","metadata":{{"name":"x"}},
            "spec":{{"template":{{"spec":{{{policy}"containers":[{{"name":"a","image":"a"}}]}}}}}}}}"#
        );
        let object =
            Object::new(serde_json::from_str(&text).unwrap(), Arc::from("test"), None, None);
        object.pods().first().unwrap().runs_to_completion()
    };
    assert!(ends("batch/v1", "Job", ""));
    assert!(!ends("apps/v1", "Deployment", ""));
    assert!(!ends("argoproj.io/v1alpha1", "Rollout", ""));
    assert!(ends("example.com/v1", "Thing", r#""restartPolicy":"Never","#));
    assert!(!ends("example.com/v1", "Thing", ""));
}
