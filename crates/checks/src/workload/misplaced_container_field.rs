//! A pod field that is a field of containers: it has no effect.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1039",
        slug: "misplaced-container-field",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Security setting stands where it has no effect",
            "効果のない場所にセキュリティ設定が書かれている",
        ),
        what: text(
            "Fields of a container's security context in the security context of a pod: \
             `readOnlyRootFilesystem`, `allowPrivilegeEscalation`, `privileged`, \
             `capabilities`, `procMount`. The API server drops them, or refuses the object \
             under strict validation.",
            "コンテナー専用のフィールド\
             （`readOnlyRootFilesystem`、`allowPrivilegeEscalation`、`privileged`、`capabilities\
             `、`procMount`）が Pod の securityContext に書かれているものを検出します。API サー\
             バーはこれらを無視するか、厳格な検証ではオブジェクトを拒否します。",
        ),
        why: text(
            "Whoever wrote it believes that the containers are restricted. They are not.",
            "書いた人はコンテナーが制限されていると思っていますが、実際には何も効いていません。",
        ),
        fix: text(
            "Move the field into the security context of each container.",
            "各コンテナーの securityContext に移します。",
        ),
        fine: text("Never useful.", "有用な場面はありません。"),
        references: &[
            reference("cis-1.12", "5.6.3"),
            reference("nsa", "pod"),
            reference("catalogue", "H10"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const MISPLACED: Text = text(
    "`{field}` is a field of containers and has no effect on the pod",
    "`{field}` はコンテナーのフィールドで、Pod に書いても効果がありません",
);
const MOVE: Text =
    text("move it into the containers that do not set it", "設定のない各コンテナーに移す");

/// The fields, each with the row of the catalogue that asks for it.
const FIELDS: [(&str, &str); 5] = [
    ("readOnlyRootFilesystem", "P20"),
    ("allowPrivilegeEscalation", "P02"),
    ("privileged", "P01"),
    ("capabilities", "P13"),
    ("procMount", "P26"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    for (field, row) in FIELDS {
        let Some(value) = pod.security(field) else { continue };
        let route = pod.spec_route(["securityContext", field]);
        let mut edits = vec![Edit::Remove { route: route.clone() }];
        for container in pod.containers().filter(|it| it.security(field).is_none()) {
            let route = container.field(["securityContext", field]);
            edits.push(Edit::Set { route, value: value.clone() });
        }
        let fix = Fix { title: MOVE, safety: Safety::Unsafe, edits };
        let message = Message::new(MISPLACED).with("field", field);
        let finding = cx.finding(pod.object.place(route), message).fix(fix);
        cx.report(finding.reference("catalogue", row));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: web
        securityContext:
          runAsNonRoot: true
          readOnlyRootFilesystem: true  # expect: misplaced-container-field
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: web
            securityContext:
              readOnlyRootFilesystem: true
        securityContext:
          runAsNonRoot: true
        ",
    ),
];
