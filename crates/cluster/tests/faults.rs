//! Faults that a healthy API server cannot be made to show, played by a few lines of HTTP.
#![cfg(feature = "client")]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and lays out files"
)]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use sekisho_cluster::{Request, Silent, Taken, Target, read};
use sekisho_inventory::Completeness;

/// What is answered to the n-th request for a path, counted from 0; none closes the connection.
type Script = fn(path: &str, n: usize) -> Option<(u16, &'static str, String)>;

const PODS: &str = "/api/v1/pods?limit=500";

/// A server with pods and config maps, but for what a script says.
fn healthy(path: &str) -> (u16, &'static str, String) {
    let body = match path {
        "/version" => r#"{"gitVersion":"v1.36.3"}"#,
        "/apis" => r#"{"groups":[]}"#,
        "/api/v1" => {
            r#"{"resources":[{"name":"pods","kind":"Pod","namespaced":true,"verbs":["list"]},
                {"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["list"]}]}"#
        }
        "/api/v1/namespaces?fieldSelector=metadata.name%3Dkube-system" => {
            r#"{"items":[{"metadata":{"name":"kube-system","uid":"the-uid"}}]}"#
        }
        _ if path.starts_with("/api/v1/pods") => {
            r#"{"metadata":{},"items":[{"metadata":{"name":"a"}}]}"#
        }
        _ => r#"{"metadata":{},"items":[]}"#,
    };
    (200, "", body.to_owned())
}

fn serve(stream: TcpStream, script: Script, seen: &Mutex<HashMap<String, usize>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        while line.trim() != "" {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
        }
        let n = {
            let mut seen = seen.lock().unwrap();
            let count = seen.entry(path.clone()).or_default();
            *count += 1;
            *count - 1
        };
        let Some((status, header, body)) = script(&path, n) else { return };
        let _ = write!(
            stream,
            "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\n{header}content-length: {}\r\n\r\n{body}",
            body.len()
        );
    }
}

/// Reads from a server that follows a script; gives what it read and how often each path was asked for.
fn run(script: Script) -> (Taken, HashMap<String, usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(Mutex::new(HashMap::new()));
    let counts = Arc::clone(&seen);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counts = Arc::clone(&counts);
            thread::spawn(move || serve(stream, script, &counts));
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    std::fs::write(
        &kubeconfig,
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: fake\nclusters: [{{name: fake, cluster: {{server: 'http://{address}'}}}}]\n\
             users: [{{name: u, user: {{}}}}]\ncontexts: [{{name: fake, context: {{cluster: fake, user: u}}}}]\n"
        ),
    )
    .unwrap();
    let request =
        Request { target: Target { kubeconfig: Some(kubeconfig), context: None }, namespace: None };
    let taken = read(&request, Arc::new(Silent)).unwrap();
    let seen = seen.lock().unwrap().clone();
    (taken, seen)
}

fn completeness(taken: &Taken, kind: &str) -> Completeness {
    taken.snapshot.completeness(kind, None)
}

#[test]
fn a_healthy_server_gives_everything() {
    let (taken, _) = run(|path, _| Some(healthy(path)));
    assert!(taken.problems.is_empty(), "{:?}", taken.problems);
    assert_eq!(taken.snapshot.identity(), Some("the-uid"));
    assert_eq!(completeness(&taken, "Pod"), Completeness::Closed);
    // A kind that the server does not have: that there is none is a fact.
    assert_eq!(completeness(&taken, "ConstraintTemplate"), Completeness::Closed);
    assert_eq!(completeness(&taken, "Lease"), Completeness::Unknown);
}

#[test]
fn a_busy_server_is_asked_again_when_it_says_so() {
    let (taken, seen) = run(|path, n| match (path, n) {
        (PODS, 0 | 1) => Some((429, "retry-after: 0\r\n", "{}".to_owned())),
        _ => Some(healthy(path)),
    });
    assert!(taken.problems.is_empty(), "{:?}", taken.problems);
    assert_eq!((seen[PODS], taken.snapshot.objects().len()), (3, 1));
}

#[test]
fn a_server_that_stays_busy_makes_the_kind_unknown() {
    let (taken, seen) = run(|path, _| match path {
        PODS => Some((429, "retry-after: 0\r\n", r#"{"message":"too many requests"}"#.to_owned())),
        _ => Some(healthy(path)),
    });
    assert_eq!(seen[PODS], 5);
    assert_eq!(completeness(&taken, "Pod"), Completeness::Unknown);
    assert_eq!(completeness(&taken, "ConfigMap"), Completeness::Closed);
    assert!(taken.problems[0].message.contains("too busy"), "{:?}", taken.problems);
}

#[test]
fn a_list_that_expires_is_begun_again_and_holds_nothing_twice() {
    let (taken, seen) = run(|path, n| match (path, n) {
        (PODS, 0) => Some((
            200,
            "",
            r#"{"metadata":{"continue":"t"},"items":[{"metadata":{"name":"a"}}]}"#.to_owned(),
        )),
        ("/api/v1/pods?limit=500&continue=t", _) => {
            Some((410, "", r#"{"message":"too old"}"#.to_owned()))
        }
        _ => Some(healthy(path)),
    });
    assert!(taken.problems.is_empty(), "{:?}", taken.problems);
    assert_eq!((seen[PODS], taken.snapshot.objects().len()), (2, 1));
}

#[test]
fn a_conversion_webhook_that_is_down_costs_its_kind_only() {
    let (taken, _) = run(|path, _| match path {
        PODS => Some((500, "", r#"{"message":"conversion webhook failed"}"#.to_owned())),
        _ => Some(healthy(path)),
    });
    assert_eq!(completeness(&taken, "Pod"), Completeness::Unknown);
    assert_eq!(completeness(&taken, "ConfigMap"), Completeness::Closed);
    let problem = &taken.problems[0];
    assert!(problem.message.contains("conversion webhook failed"), "{problem:?}");
    assert!(problem.help.as_ref().unwrap().contains("conversion webhook"), "{problem:?}");
    assert!(problem.kind.is_error());
}

#[test]
fn a_page_that_is_too_long_is_asked_for_in_smaller_ones() {
    let (taken, seen) = run(|path, _| match path {
        PODS => Some((200, "", format!("\"{}\"", "x".repeat(65 << 20)))),
        _ => Some(healthy(path)),
    });
    assert!(taken.problems.is_empty(), "{:?}", taken.problems);
    assert_eq!(seen["/api/v1/pods?limit=25"], 1);
}

#[test]
fn a_server_that_goes_away_leaves_what_is_not_read_unknown() {
    let (taken, _) = run(|path, _| match path {
        PODS => None,
        _ => Some(healthy(path)),
    });
    assert_eq!(completeness(&taken, "Pod"), Completeness::Unknown);
    let problem = &taken.problems[0];
    assert!(problem.message.contains("stopped answering"), "{problem:?}");
    assert!(problem.message.contains("not read: "), "{problem:?}");
}
