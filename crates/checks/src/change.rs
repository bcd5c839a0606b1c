//! What a change of manifests does to objects that exist: SK-2401 and up.
//!
//! These are checks like others, but nothing here finds them: whoever has both states of an object does.

use crate::prelude::*;

/// All of them, sorted by id.
pub static CHANGE_CHECKS: &[&CheckMeta] = &[&FROZEN_FIELD];

/// A field was changed that the API server lets nobody change.
pub static FROZEN_FIELD: CheckMeta = CheckMeta {
    id: "SK-2401",
    slug: "immutable-field-changed",
    former_slugs: &[],
    since: "0.1.0",
    severity: Medium,
    confidence: Confidence::High,
    audience: Security,
    title: text(
        "A field is changed that cannot be changed",
        "変更できないフィールドを変更している",
    ),
    what: text(
        "With `--since`, objects whose earlier manifest differs in a field that the API server lets nobody \
         change once the object exists: selectors of workloads, the role of a binding, the type of a Secret, \
         the data of a ConfigMap or Secret that is `immutable`, the template of a Job, most of a \
         StatefulSet, of volumes and of claims, the address of a Service, parameters of storage classes and \
         others. Fields whose default is only written out have not changed.",
        "`--since` を指定したとき、オブジェクトの作成後は API サーバーが変更を認めないフィールドが以前のマニフェストと異なる \
         ものを検出します。ワークロードの selector、RoleBinding などの roleRef、Secret の type、`immutable` な ConfigMap・\
         Secret のデータ、Job のテンプレート、StatefulSet・PersistentVolume・PersistentVolumeClaim の大部分、Service の \
         clusterIP、StorageClass のパラメーターなどが対象です。既定値を明示しただけの場合は変更とみなしません。",
    ),
    why: text(
        "The API server refuses the update as a whole. Whatever else the change brings, a narrower role \
         or a mended security context among it, does not arrive either, and a pipeline that \
         goes on applies half of it.",
        "API サーバーは更新全体を拒否します。同じ変更に含まれるロールの縮小や securityContext の修正なども反映されず、処理を \
         続けるパイプラインでは変更の一部だけが適用されます。",
    ),
    fix: text(
        "Give the object another name and delete the old one once nothing needs it, or plan to delete and \
         create it: `kubectl replace --force` does both.",
        "別の名前のオブジェクトを作り、不要になってから古いものを削除します。または、削除して作り直します（`kubectl replace \
         --force` は両方を行います）。",
    ),
    fine: text(
        "The object does not exist yet, or is deleted before the change is applied.",
        "オブジェクトがまだ存在しない場合や、適用前に削除する場合は問題ありません。",
    ),
    references: &[],
};

/// What a finding says; the gaps are `field` and `kind`.
pub static CHANGED: Text = text(
    "`{field}` of a {kind} cannot be changed: the API server will refuse the update",
    "{kind} の `{field}` は変更できません。API サーバーが更新を拒否します",
);
