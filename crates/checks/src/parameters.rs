/// What users may set of checks, in `[parameters]` of the configuration file. Every field has a default
/// that fits most clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Registries, or prefixes of repositories that end at a `/`, that images may come from
    /// (`ghcr.io/example/`); empty lets every registry pass.
    pub allowed_registries: Vec<String>,
    /// Labels that every workload must carry.
    pub required_labels: Vec<String>,
    /// Annotations that every workload must carry.
    pub required_annotations: Vec<String>,
    /// Namespaces of the system and of add-ons beside `kube-system`, `kube-public` and
    /// `kube-node-lease`.
    pub system_namespaces: Vec<String>,
    /// Replicas that a workload needs to outlive the loss of a node.
    pub minimum_replicas: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            allowed_registries: Vec::new(),
            required_labels: Vec::new(),
            required_annotations: Vec::new(),
            system_namespaces: Vec::new(),
            minimum_replicas: 2,
        }
    }
}
