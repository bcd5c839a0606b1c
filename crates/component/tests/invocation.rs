//! Components are recognised however they are started, and their flags are read as they read them.
#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::path::Path;

use sekisho_component::{Component, Flags, Invocation, Word};
use sekisho_source::{Limits, read};
use sekisho_value::{Keys, Route, Value};

fn flags(component: Component, line: &str) -> Flags {
    let words: Vec<Word<'_>> = line
        .split(' ')
        .enumerate()
        .map(|(index, text)| Word { text: text.into(), route: Route::keys(["args"]).then(index) })
        .collect();
    Flags::parse(component, &words)
}

#[test]
fn containers_are_recognised() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/static-pods.yaml");
    let mut count = 0;
    read(&std::fs::read(path).unwrap(), &Limits::default(), &mut Keys::new(), |document| {
        let pod = document.value;
        let expected = pod.str_at(&["metadata", "annotations", "expect"]).unwrap();
        let container = pod.items_at(&["spec", "containers"]).first().unwrap();
        let found = Invocation::of_container(container).map_or("nothing".to_owned(), |found| {
            format!("{} at {}", found.component.binary(), found.route)
        });
        assert_eq!(found, expected, "{:?}", pod.str_at(&["metadata", "name"]));
        count += 1;
    });
    assert_eq!(count, 10);
}

#[test]
fn flags_are_read_in_all_their_forms() {
    let flags = flags(
        Component::ApiServer,
        "--a=1 --b 2 --profiling false --c --d=x=y --anonymous_auth=false -v 4 -vx -- --after=1",
    );
    let all: Vec<_> = flags.iter().map(|flag| (flag.name.as_str(), flag.text())).collect();
    assert_eq!(
        all,
        [
            ("a", "1"),
            ("b", "2"),
            // A boolean takes no word after it: the word is left over.
            ("profiling", "true"),
            ("c", "true"),
            ("d", "x=y"),
            ("anonymous-auth", "false"),
            ("v", "4"),
        ]
    );
    let b = flags.get("b").unwrap();
    assert_eq!((b.word, b.route.to_string()), (1, "/args/2".to_owned()));
    assert_eq!(flags.get("anonymous-auth").unwrap().as_bool(), Some(false));
    assert!(flags.get("after").is_none());
}

#[test]
fn repeated_flags_and_lists_are_joined() {
    let flags = flags(
        Component::ApiServer,
        "--m=a,b --v=1 --m=,c --v=2 --feature-gates=A=true,B=false --feature-gates=A=false",
    );
    let values: Vec<_> = flags.list("m").map(|(value, flag)| (value, flag.word)).collect();
    assert_eq!(values, [("a", 0), ("b", 0), ("c", 2)]);
    assert_eq!(flags.get("v").unwrap().text(), "2");
    assert_eq!(flags.all("v").count(), 2);
    assert_eq!(flags.feature_gate("A").map(|(on, flag)| (on, flag.word)), Some((false, 5)));
    assert_eq!(flags.feature_gate("B").map(|(on, _)| on), Some(false));
    assert!(flags.feature_gate("C").is_none());
}

#[test]
fn etcd_takes_one_dash_and_its_environment() {
    let container: Value = serde_json::from_str(
        r#"{"command":["etcd","-auto-tls","--peer_auto_tls=true"],
        "env":[{"name":"ETCD_AUTO_TLS","value":"false"},{"name":"ETCD_CLIENT_CERT_AUTH","value":"true"},
               {"name":"OTHER","value":"x"}]}"#,
    )
    .unwrap();
    let etcd = Invocation::of_container(&container).unwrap();
    let at = |name: &str| {
        let flag = etcd.flags.get(name)?;
        Some(format!("{} {}", flag.text(), flag.route))
    };
    assert_eq!(at("auto-tls").as_deref(), Some("true /command/1"));
    assert_eq!(at("client-cert-auth").as_deref(), Some("true /env/1/value"));
    // Underscores are not dashes to etcd.
    assert_eq!(at("peer-auto-tls"), None);
}

#[test]
fn a_process_is_read_from_one_line() {
    let line = "/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --hostname-override='a b'";
    let kubelet = Invocation::of_line(line).unwrap();
    assert_eq!(kubelet.component, Component::Kubelet);
    assert_eq!(kubelet.flags.get("hostname-override").unwrap().text(), "a b");
    assert!(Invocation::of_line("/usr/bin/kubectl get pods").is_none());
}
