//! Images that the manifest leaves to somebody else.

/// Whether another program puts the image in: `ko` builds what `ko://` names, Istio's webhook
/// replaces `auto`, an ImageStream fills a blank.
pub(crate) fn is_resolved_later(image: &str) -> bool {
    image.trim().is_empty() || image == "auto" || image.contains("://")
}
