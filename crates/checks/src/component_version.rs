//! Components of clusters by their images, and the published holes of their versions.

use sekisho_inventory::ImageRef;

/// A hole that a version has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hole {
    pub(crate) cve: &'static str,
    /// The first versions without it.
    pub(crate) fixed: &'static str,
    /// Controls of other catalogues that are about it.
    pub(crate) controls: &'static [&'static str],
    /// Whether it is out of reach where snippets are switched off.
    pub(crate) is_in_snippets: bool,
}

type Version = (u32, u32, u32);

const SNIPPETS: Hole = Hole {
    cve: "CVE-2021-25742",
    fixed: "v0.49.1, v1.0.1",
    controls: &["C-0059", "CVE-2021-25742", "nginx-ingress-snippet-annotation-vulnerability"],
    is_in_snippets: true,
};
const NIGHTMARE: Hole =
    Hole { cve: "CVE-2025-1974", fixed: "v1.11.5, v1.12.1", controls: &[], is_in_snippets: false };
const ARGO: Hole = Hole {
    cve: "CVE-2022-24348",
    fixed: "v2.1.9, v2.2.4",
    controls: &["C-0081", "CVE-2022-24348"],
    is_in_snippets: false,
};
const GRAFANA: Hole = Hole {
    cve: "CVE-2022-39328",
    fixed: "9.2.4",
    controls: &["C-0090", "CVE-2022-39328"],
    is_in_snippets: false,
};
const KYVERNO: Hole = Hole {
    cve: "CVE-2022-47633",
    fixed: "v1.8.5",
    controls: &["C-0091", "CVE-2022-47633"],
    is_in_snippets: false,
};

/// Whether an image is the controller of kubernetes/ingress-nginx, under the names that it has had.
pub(crate) fn is_ingress_nginx(image: &ImageRef<'_>) -> bool {
    let name = last_of(image.repository);
    let is_of_vendor = image.repository.starts_with("nginx/")
        || image.repository.starts_with("nginxinc/")
        || image.repository.contains("/nginxinc/");
    !is_of_vendor
        && (image.repository.ends_with("ingress-nginx/controller")
            || image.repository.ends_with("ingress-nginx/controller-chroot")
            || name.starts_with("nginx-ingress-controller")
            || name == "nginx-controller"
            || name == "ingress-nginx")
}

/// The holes that an image has by its tag; none where the tag tells no version.
pub(crate) fn holes(image: &ImageRef<'_>) -> Vec<Hole> {
    let Some(version) = image.tag.and_then(version) else { return Vec::new() };
    let mut holes = Vec::new();
    let mut add = |hole: Hole, has: bool| {
        if has {
            holes.push(hole);
        }
    };
    if is_ingress_nginx(image) {
        let is_old = version < (0, 49, 1) || version == (1, 0, 0);
        add(SNIPPETS, is_old);
        let is_reachable = version < (1, 11, 5) || version == (1, 12, 0);
        add(NIGHTMARE, is_reachable);
    }
    match last_of(image.repository) {
        "argocd" => {
            add(ARGO, version < (2, 1, 9) || ((2, 2, 0)..(2, 2, 4)).contains(&version));
        }
        "grafana" | "grafana-oss" | "grafana-enterprise" => {
            add(GRAFANA, ((9, 2, 0)..(9, 2, 4)).contains(&version));
        }
        "kyverno" => add(KYVERNO, ((1, 8, 3)..(1, 8, 5)).contains(&version)),
        _ => {}
    }
    holes
}

fn last_of(repository: &str) -> &str {
    repository.rsplit('/').next().unwrap_or(repository)
}

/// The three numbers that a tag begins with, `v1.2.3-ubuntu`.
fn version(tag: &str) -> Option<Version> {
    let mut parts = tag.strip_prefix('v').unwrap_or(tag).splitn(3, '.');
    let mut number = || {
        let digits: String = parts.next()?.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    Some((number()?, number()?, number()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let cves = |image| {
            let holes = holes(&ImageRef::parse(image));
            holes.iter().map(|hole| hole.cve).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(cves("registry.k8s.io/ingress-nginx/controller:v1.12.1"), "");
        assert_eq!(cves("registry.k8s.io/ingress-nginx/controller:v1.9.0"), "CVE-2025-1974");
        assert_eq!(cves("nginx-controller:v0.49.0"), "CVE-2021-25742 CVE-2025-1974");
        assert_eq!(cves("grafana/grafana:9.2.3-ubuntu"), "CVE-2022-39328");
        assert_eq!(cves("grafana/grafana:10.2.3"), "");
        assert_eq!(cves("quay.io/argoproj/argocd:v2.2.4"), "");
        assert_eq!(cves("quay.io/argoproj/argocd:v2.2.3"), "CVE-2022-24348");
        assert_eq!(cves("nginx/nginx-ingress:1.0.0"), "");
    }
}
