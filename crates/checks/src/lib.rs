//! Built-in checks, one file each: documentation, metadata, function, fixtures, in that order.
//!
//! [`CHECKS`] lists them; [`Judge`] runs a selection of them over the objects of a world. A new check
//! is one file under the folder of its area and one line in the list below. What the Pod Security
//! Standards ask for is judged by `sekisho_pss` and never again here.

mod addresses;
mod admission;
mod admission_flags;
mod agent_sandbox;
mod api_version;
mod argument;
mod audit_policy;
mod binding;
pub mod change;
mod check;
mod cidr;
mod cipher;
mod command_word;
mod component_version;
mod configured;
mod container_resources;
mod container_user;
mod credential;
mod cx;
mod dangling;
mod duration;
mod encryption_file;
mod explain;
mod exposure;
mod extension_api;
mod fixture;
mod gatekeeper;
mod host_path;
mod image_text;
mod isolation;
mod joined;
mod judge;
mod kinds;
mod managed_cluster;
pub mod needs;
mod network_policy;
mod own_namespace;
mod parameters;
mod pod_referent;
mod prelude;
mod qos;
mod quota;
mod refusal;
mod rule_words;
mod schemas;
mod secret_maker;
mod sensitive_right;
mod setting_rule;
mod system_namespace;
pub mod waiver;

pub use check::{Check, Run};
pub use configured::Configured;
pub use cx::Cx;
pub use explain::{catalogue, explain};
pub use fixture::{Fixture, Verdict};
pub use judge::{Judge, Judged, Settings};
pub use kinds::Kinds;
pub use parameters::{Parameter, ParameterKind, Parameters};

/// Declares the module of each check and lists the checks in the order of their ids.
macro_rules! checks {
    ($($(#[$doc:meta])* $area:ident { $($slug:ident,)+ })+) => {
        $($(#[$doc])* mod $area { $(pub(crate) mod $slug;)+ })+

        /// All checks, sorted by id.
        pub static CHECKS: &[&Check] = &[$($(&$area::$slug::CHECK,)+)+];
    };
}

checks! {
    // What a pod may do on its node: SK-1001 and up.
    workload {
        writable_root_filesystem,
        shared_process_namespace,
        near_root_capability,
        runtime_socket_mounted,
        missing_memory_limit,
        low_user_id,
        low_group_id,
        root_supplemental_group,
        writable_host_path,
        sensitive_host_path,
        cloud_credentials_mounted,
        sub_path_mount,
        missing_pod_security_context,
        missing_container_security_context,
        no_user_namespace,
        unserved_user_namespace,
        host_aliases,
        no_kernel_hardening,
        implicit_app_armor_profile,
        ssh_server,
        ssh_service,
        sudo_in_command,
        privileged_port,
        untrusted_without_sandbox,
        missing_runtime_class,
        scheduled_job,
        code_synced_from_git,
        tiller,
        tiller_service,
        kubernetes_dashboard,
        dashboard_account_bound,
        exposed_console,
        interactive_container,
        control_plane_toleration,
        bidirectional_mount,
        needless_net_bind_service,
        windows_image_user,
        workload_in_system_namespace,
        misplaced_container_field,
    }
    // Who a pod is: SK-1101 and up.
    identity {
        automounted_service_account_token,
        deprecated_service_account_field,
        missing_service_account,
        default_service_account,
        service_account_offers_token,
        default_service_account_bound,
        long_lived_service_account_token,
        unused_bound_service_account,
        namespace_without_service_account,
        bound_service_account_token,
    }
    // What it runs: SK-1201 and up.
    image {
        mutable_image_tag,
        image_without_digest,
        image_not_always_pulled,
        registry_not_allowed,
        missing_image_pull_secret,
        retired_registry,
        invalid_image_reference,
        misspelt_image,
        archived_image,
    }
    // Credentials and Secrets: SK-1301 and up.
    secret {
        credential_in_env,
        secret_as_env,
        credential_in_config_map,
        missing_secret_key,
        unreadable_secret_file,
        credential_in_arguments,
        missing_secret,
        missing_config_map,
        missing_config_map_key,
        sub_path_secret,
        world_readable_secret,
        decimal_file_mode,
        config_mount_not_read_only,
        secret_in_manifest,
        unencrypted_storage_class,
        clear_text_endpoint,
        credential_in_annotation,
        mounted_data,
        no_external_secret_store,
        unselectable_annotation,
    }
    // Who reaches what: SK-1401 and up.
    network {
        service_selects_nothing,
        namespace_without_network_policy,
        ingress_without_tls,
        pod_without_network_policy,
        network_policy_in_one_direction,
        network_policy_selects_nothing,
        network_policy_peer_selects_nothing,
        network_policy_allows_everything,
        network_policy_egress_to_anywhere,
        dns_over_udp_only,
        network_policy_broad_range,
        ineffective_ip_exception,
        metadata_service_reachable,
        incomplete_metadata_exception,
        node_ports_reachable,
        ignored_network_policy_rules,
        egress_without_dns,
        namespace_without_default_deny,
        exposed_service,
        service_external_ips,
        workload_behind_public_route,
        ingress_backend_missing,
        route_backend_missing,
        ingress_wildcard_host,
        duplicate_ingress_host,
        ingress_nginx_snippet,
        unsafe_ingress_nginx_annotation,
        retired_ingress_nginx,
        vulnerable_component_version,
        tls_secret_of_wrong_type,
        tls_secret_missing,
        gateway_listener_without_tls,
        plain_backend_behind_tls,
        duplicate_service_port,
    }
    // Pod Security admission: SK-1501 and up.
    pod_security {
        namespace_without_pod_security,
        invalid_pod_security_label,
        outdated_pod_security_version,
        future_pod_security_version,
        unpinned_pod_security_version,
        privileged_namespace,
        pod_rejected_by_namespace,
        exempt_namespace,
        namespace_below_restricted,
    }
    // The control plane and its nodes: SK-1601 and up.
    control_plane {
        anonymous_kubelet,
        identity_encryption_first,
        api_server_anonymous_auth,
        api_server_always_allow,
        static_token_file,
        unverified_kubelet_certificate,
        missing_kubelet_client_certificate,
        missing_authorizer,
        node_restriction_off,
        event_rate_limit_off,
        always_pull_images_off,
        service_external_ips_allowed,
        always_admit,
        default_admission_plugin_off,
        unknown_admission_plugin,
        served_profiles,
        service_account_lookup_off,
        missing_service_account_key,
        etcd_reached_without_tls,
        self_signed_serving_certificate,
        missing_client_ca,
        secrets_unencrypted_at_rest,
        extended_token_lifetime,
        long_request_timeout,
        secure_port_off,
        unset_terminated_pod_threshold,
        shared_controller_credentials,
        root_ca_not_published,
        kubelet_certificate_rotation_gate_off,
        component_on_every_address,
        etcd_without_tls,
        etcd_without_client_authentication,
        etcd_self_signed_certificates,
        etcd_peers_without_tls,
        etcd_without_peer_authentication,
        etcd_shares_authority,
        kubelet_always_allow,
        kubelet_read_only_port,
        endless_streaming_connection,
        kubelet_without_iptables_chains,
        kubelet_hostname_override,
        few_node_events,
        kubelet_client_certificate_not_rotated,
        unprotected_kernel_defaults,
        unlimited_pod_processes,
        seccomp_default_off,
        audit_logging_off,
        audit_log_retention,
        removed_component_flag,
        alpha_feature_gate,
        unknown_feature_gate,
        weak_tls_cipher_suite,
        old_tls_version,
        weak_encryption_provider,
        unencrypted_config_maps,
        secret_values_in_audit_log,
        shadowed_audit_rule,
        audit_policy_gaps,
        unaudited_websocket_exec,
        endless_bootstrap_token,
        unverified_node_join,
        missing_event_rate_limits,
        open_image_policy,
        lax_authorization_file,
        unlimited_anonymous_access,
        unprefixed_identity_claim,
        unread_server_configuration,
        long_certificate_lifetime,
    }
    // The manifest itself: SK-1701 and up.
    manifest {
        removed_api_version,
        deprecated_api_version,
        duplicate_key,
        default_namespace,
        unknown_security_field,
        unknown_field,
        wrong_field_type,
        missing_required_field,
        unsupported_value,
        invalid_field_value,
        duplicate_list_key,
        forbidden_field,
        unknown_kind,
    }
    // Whether a workload keeps running: SK-1801 and up.
    reliability {
        missing_readiness_probe,
        missing_liveness_probe,
        identical_probes,
        undeclared_probe_port,
        missing_cpu_request,
        missing_cpu_limit,
        missing_memory_request,
        missing_ephemeral_storage_request,
        missing_ephemeral_storage_limit,
        fractional_memory,
        few_replicas,
        pods_not_spread,
        ineffective_topology_spread,
        missing_disruption_budget,
        blocking_disruption_budget,
        empty_disruption_budget,
        default_eviction_of_unhealthy_pods,
        disruption_budget_selects_nothing,
        autoscaler_target_missing,
        narrow_autoscaler,
        replicas_beside_autoscaler,
        all_pods_replaced_at_once,
        never_restarted,
        finished_jobs_kept,
        cron_job_without_deadline,
        no_priority_class,
        missing_priority_class,
        runs_on_any_node,
        naked_pod,
        duplicate_env_var,
        many_dns_lookups,
        target_port_missing,
        stateful_set_without_service,
        name_label_differs,
        single_replica_security_function,
    }
    // Namespaces, their quotas, labels and versions: SK-1901 and up.
    namespace {
        namespace_not_stated,
        namespace_without_limit_range,
        incomplete_limit_range,
        namespace_without_quota,
        incomplete_quota,
        quota_without_exposure,
        refused_by_quota,
        unlabelled_workload,
        missing_required_label,
        unlabelled_namespace,
        outdated_kubernetes_version,
        superseded_api_version,
        alpha_api_version,
        critical_best_effort,
        fixed_node_name,
        never_evicted,
        quality_of_service,
        outside_limit_range,
    }
    // What extends the cluster: webhooks, policies, operators' objects. SK-2001 and up.
    extension {
        service_monitor_selects_nothing,
        admission_webhook,
        webhook_fails_open,
        webhook_for_everything,
        api_service_skips_tls,
        permissive_pod_security_policy,
        privileged_security_context_constraints,
        broken_constraint_template,
        constraint_template_schema_misplaced,
        unused_constraint_parameter,
        constraint_ignores_init_containers,
        open_ended_image_prefix,
        policy_not_enforced,
        external_secret_refresh_too_often,
        secret_with_two_owners,
        secret_store_missing,
        istio_plain_text_allowed,
        istio_authorization_split,
        istio_open_authorization,
        istio_route_without_destination,
        istio_credential_missing,
        alert_on_unknown_metric,
        unread_receiver_setting,
        sandbox_open_egress,
        sandbox_without_ceiling,
        sandbox_image_provenance,
        unmounted_falco_rules,
    }
    // What managed clusters are set to: SK-2201 and up.
    cloud {
        aws_load_balancer_without_certificate,
        aws_auth_grants_masters,
        managed_cluster_public_endpoint,
        managed_cluster_secrets_unencrypted,
    }
    // Rights: SK-2301 and up.
    rbac {
        dangling_role_reference,
        wildcard_in_rule,
        ineffective_rule,
        cluster_admin_bound,
        masters_bound,
        anonymous_bound,
        authenticated_bound,
        secret_reader,
        secret_writer,
        pod_creator,
        pod_exec,
        pod_attach,
        pod_port_forward,
        ephemeral_container_editor,
        role_binder,
        role_escalator,
        impersonator,
        role_binding_writer,
        node_proxy_user,
        certificate_approver,
        webhook_editor,
        token_minter,
        persistent_volume_creator,
        config_map_editor,
        aws_auth_editor,
        event_deleter,
        log_deleter,
        workload_deleter,
        network_editor,
        service_status_editor,
        unbound_role,
        many_roles_per_subject,
    }
}

/// The check with an id, a slug or a former slug.
pub fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| {
        let meta = &check.meta;
        meta.id.eq_ignore_ascii_case(name) || meta.slug == name || meta.former_slugs.contains(&name)
    })
}
