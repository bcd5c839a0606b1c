//! What is rendered is not edited: the reason says where the change belongs.

use std::borrow::Cow;
use std::sync::Arc;

use sekisho_finding::{DocumentRef, Origin, SourceId, Sources};
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_mend::{Plan, Reader, Reading, mend};

use crate::support::{AsCollected, reason, request};

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.2.3
";

/// The text of a rendering, which is in no file, and the file that it is rendered from.
struct Rendered {
    path: &'static str,
    template: &'static str,
}

impl Sources for Rendered {
    fn name(&self, _: SourceId) -> &'static str {
        "web (rendered)"
    }

    fn file(&self, _: SourceId) -> Option<&str> {
        None
    }

    fn text(&self, _: SourceId) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(DEPLOYMENT))
    }
}

impl Reader for Rendered {
    fn objects(&self, text: &str) -> Vec<Reading> {
        AsCollected.objects(text)
    }

    fn template(&self, path: &str) -> Option<String> {
        (path == self.path).then(|| self.template.to_owned())
    }
}

fn reasons(rendered: &Rendered, origin: Origin, kind: WorldKind) -> Vec<String> {
    let name: Arc<str> = "web".into();
    let reading = AsCollected.objects(DEPLOYMENT).remove(0);
    let document = DocumentRef { source: SourceId(0), index: reading.document, base: reading.base };
    let object =
        Object::new(reading.value, Arc::clone(&name), Some(document), Some(Arc::new(origin)));
    let snapshot = Snapshot::new(World { name, kind }, vec![object]);
    let plan = Plan {
        request: &request(&["privilege-escalation", "run-as-root"]),
        texts: rendered,
        reader: rendered,
        unsafe_too: true,
        wanted: &|_| true,
    };
    let mended = mend(&plan, vec![snapshot]);
    assert!(mended.texts.is_empty() && mended.mended.is_empty());
    mended.refused.iter().map(reason).collect()
}

#[test]
fn a_chart_is_told_which_values_to_set() {
    let template = "kind: Deployment\nspec:\n  template:\n    spec:\n      securityContext:\n        {{- toYaml .Values.podSecurityContext | nindent 8 }}\n      containers:\n        - name: web\n          securityContext:\n            {{- toYaml .Values.securityContext | nindent 12 }}\n";
    let rendered = Rendered { path: "web/templates/deployment.yaml", template };
    let origin = Origin {
        chart: Some("web".to_owned()),
        template: Some("templates/deployment.yaml".to_owned()),
        base: None,
        ..Origin::default()
    };
    let reasons = reasons(&rendered, origin, WorldKind::Chart);
    assert_eq!(reasons.len(), 2);
    for reason in reasons {
        assert!(
            reason.ends_with(
                "it is rendered from a chart: set `securityContext.allowPrivilegeEscalation: false`, `podSecurityContext.runAsNonRoot: true` in the values of `web` (templates/deployment.yaml:10,6)"
            ),
            "{reason}"
        );
    }
}

#[test]
fn a_kustomization_is_given_one_patch_for_all() {
    let rendered = Rendered { path: "web/kustomization.yml", template: "resources: [a.yaml]\n" };
    let origin = Origin { base: Some("web".to_owned()), ..Origin::default() };
    for reason in reasons(&rendered, origin, WorldKind::Kustomization) {
        assert!(
            reason.ends_with(
                "add this under `patches` in `web/kustomization.yml`:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: web\n    spec:\n      template:\n        spec:\n          containers:\n            - name: web\n              securityContext:\n                allowPrivilegeEscalation: false\n          securityContext:\n            runAsNonRoot: true"
            ),
            "{reason}"
        );
    }
}
