//! Whatever the text, a scan ends without a panic and counts what it judged.

use sekisho_scan::{Input, scan};

/// Shapes that the checks look for, so that mutations reach them.
const SEEDS: &[&str] = &[
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec:\n  hostPID: true\n  containers:\n  - name: c\n    image: x:latest\n    securityContext: {privileged: true, capabilities: {add: [ALL]}}\n    env: [{name: PASSWORD, value: hunter2}]\n",
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: b, labels: {pod-security.kubernetes.io/enforce: restrictd}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {password: x}\n",
    "kind: List\napiVersion: v1\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  spec: {template: {spec: {containers: [{name: a}], volumes: [{hostPath: {path: /var/run/docker.sock}}]}}}\n- [1, ~]\n- apiVersion: v1\n  kind: Service\n  spec: {selector: {a: b}}\n",
];

#[test]
fn a_scan_never_panics() {
    bolero::check!().with_iterations(2_000).with_type::<(u8, Vec<(u16, u8)>, Vec<u8>)>().for_each(
        |(seed, changes, tail)| {
            let mut text = SEEDS[usize::from(*seed) % SEEDS.len()].as_bytes().to_vec();
            for (at, byte) in changes {
                let at = usize::from(*at) % text.len();
                text[at] = *byte;
            }
            text.extend_from_slice(tail);
            let snapshots = vec![crate::support::world("fuzz", &text)];
            let outcome = scan(
                &crate::support::request(),
                Input { snapshots, ..Input::default() },
                &crate::support::NoTexts,
            );
            for tally in &outcome.tallies {
                assert!(tally.failed <= tally.judged, "{}: {tally:?}", tally.check.slug);
            }
            for finding in &outcome.findings {
                assert_eq!(finding.fingerprint.len(), 32);
            }
        },
    );
}
