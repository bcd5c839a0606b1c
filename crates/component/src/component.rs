/// A program that makes up a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// `kube-apiserver`.
    ApiServer,
    /// `kube-controller-manager`.
    ControllerManager,
    /// `kube-scheduler`.
    Scheduler,
    /// `etcd`.
    Etcd,
    /// `kubelet`.
    Kubelet,
    /// `kube-proxy`.
    Proxy,
}

impl Component {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ApiServer,
        Self::ControllerManager,
        Self::Scheduler,
        Self::Etcd,
        Self::Kubelet,
        Self::Proxy,
    ];

    /// The name of its program.
    pub const fn binary(self) -> &'static str {
        match self {
            Self::ApiServer => "kube-apiserver",
            Self::ControllerManager => "kube-controller-manager",
            Self::Scheduler => "kube-scheduler",
            Self::Etcd => "etcd",
            Self::Kubelet => "kubelet",
            Self::Proxy => "kube-proxy",
        }
    }

    /// The component whose program a word names, with or without a folder. A flag names none, even
    /// where its value ends like a program: `--kubelet-service=kube-system/kubelet`.
    pub fn of_program(word: &str) -> Option<Self> {
        if word.starts_with('-') {
            return None;
        }
        let name = word.rsplit('/').next().unwrap_or(word);
        Self::ALL.into_iter().find(|component| component.binary() == name)
    }

    /// The component that `hyperkube` starts under a name: the program's or the short one.
    pub fn of_hyperkube(word: &str) -> Option<Self> {
        match word {
            "apiserver" => Some(Self::ApiServer),
            "controller-manager" => Some(Self::ControllerManager),
            "scheduler" => Some(Self::Scheduler),
            "proxy" => Some(Self::Proxy),
            other => Self::of_program(other),
        }
    }

    /// The component whose image a reference names, such as `registry.k8s.io/kube-apiserver:v1.36.0`
    /// or `kube-proxy-amd64`.
    pub fn of_image(image: &str) -> Option<Self> {
        let name = image.split('@').next()?.rsplit('/').next()?.split(':').next()?;
        Self::ALL.into_iter().find(|component| {
            name.strip_prefix(component.binary()).is_some_and(|rest| {
                matches!(rest, "" | "-amd64" | "-arm64" | "-arm" | "-ppc64le" | "-s390x")
            })
        })
    }

    /// Whether its flags follow the conventions of Kubernetes (`pflag`, underscores as dashes);
    /// etcd's are those of Go's `flag` package.
    pub const fn has_kubernetes_flags(self) -> bool {
        !matches!(self, Self::Etcd)
    }
}
