//! Kinds whose pods have another shape: one file each, which says how the operator makes the pod.

mod argo_workflows;
mod kubevirt;
mod opentelemetry;
mod prometheus;
mod spark;
mod strimzi;
mod tekton;

use super::Pod;
use super::part::Part;
use crate::Object;

/// Adds the pods of an object, or of an object that stands within one.
type Adapter = for<'a> fn(&'a Object, &Part<'a>, &mut Vec<Pod<'a>>);

/// The adapter for a kind, in whichever version of its group.
pub(super) fn of(group: &str, kind: &str) -> Option<Adapter> {
    Some(match (group, kind) {
        ("argoproj.io", "Workflow") => argo_workflows::workflow,
        ("argoproj.io", "WorkflowTemplate" | "ClusterWorkflowTemplate") => {
            argo_workflows::workflow_template
        }
        ("argoproj.io", "CronWorkflow") => argo_workflows::cron_workflow,
        ("tekton.dev", "Task" | "ClusterTask") => tekton::task,
        ("tekton.dev", "TaskRun") => tekton::task_run,
        ("tekton.dev", "Pipeline") => tekton::pipeline,
        ("tekton.dev", "PipelineRun") => tekton::pipeline_run,
        ("tekton.dev", "StepAction") => tekton::step_action,
        ("kubevirt.io", "VirtualMachine" | "VirtualMachineInstanceReplicaSet") => {
            kubevirt::template
        }
        ("kubevirt.io", "VirtualMachineInstance") => kubevirt::instance,
        ("pool.kubevirt.io", "VirtualMachinePool") => kubevirt::pool,
        ("opentelemetry.io", "OpenTelemetryCollector") => opentelemetry::collector,
        ("sparkoperator.k8s.io", "SparkApplication") => spark::application,
        ("sparkoperator.k8s.io", "ScheduledSparkApplication") => spark::scheduled,
        ("kafka.strimzi.io", _) => strimzi::pods,
        (
            "monitoring.coreos.com",
            "Prometheus" | "PrometheusAgent" | "Alertmanager" | "ThanosRuler",
        ) => prometheus::server,
        _ => return None,
    })
}
