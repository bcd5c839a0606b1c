//! What the API server would refuse an object for: strict decoding, then validation.
//!
//! One walk over tables that are compiled once for each version tells unknown fields and wrong
//! types, as `fieldValidation=Strict` does, and runs the documented rules of the types that it
//! enters. It allocates for what it complains about, and for nothing else.

mod custom;
mod format;
mod nearest;
mod plan;
mod rules;
mod walk;

use std::fmt;

use sekisho_value::{Route, Value};

pub use custom::CustomSchema;
pub use nearest::nearest_name;

use crate::{Api, ApiStatus, KubeVersion, SchemaKind, api_version_status};

/// One thing that the API server would refuse the object for.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The field, or the place where a missing one would stand.
    pub route: Route,
    /// What is wrong with it.
    pub cause: Cause,
    /// Whether it follows from another violation of the same object and ends with it.
    pub follows: bool,
}

/// What is wrong with a field. But for the first two, the names are those of the API server's causes.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// There is no such field; strict decoding refuses it, and otherwise it is dropped.
    Unknown(UnknownField),
    /// The value cannot be decoded into the field's type.
    WrongType {
        /// The type of the field.
        expected: SchemaKind,
        /// What stands there.
        found: &'static str,
    },
    /// `FieldValueRequired`: something must stand there.
    Required(Need),
    /// `FieldValueNotSupported`: only some values are known.
    Unsupported {
        /// What stands there; empty if nothing does.
        value: String,
        /// The values that are known.
        supported: Vec<String>,
    },
    /// `FieldValueInvalid`: the value breaks a rule.
    Invalid(Rule),
    /// `FieldValueDuplicate`: the same value stands before.
    Duplicate(String),
    /// `FieldValueForbidden`: nothing may stand there.
    Forbidden(Ban),
    /// `FieldValueNotFound`: the value refers to a part of the object that is not there.
    NotFound(String),
}

/// What is known of a field that does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownField {
    /// The field of the same struct that was probably meant.
    pub nearest: Option<String>,
    /// A place nearby that has a field of this name, with `[*]` for every element of a list.
    pub belongs: Option<String>,
    /// The first version that knows the field, where it is later than the one asked.
    pub since: Option<KubeVersion>,
    /// The first version that does not know the field any more.
    pub removed_in: Option<KubeVersion>,
}

/// What must stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Any value that is not empty.
    Value,
    /// A name, or `generateName` beside it.
    Name,
    /// At least one element.
    Element,
    /// One of several fields: the text names them.
    OneOf(&'static str),
    /// `OnFailure` or `Never`, because the pod of a job has to end.
    RestartPolicyOfJob,
}

/// A rule that a value breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A DNS label: up to 63 lower-case letters, digits and `-`.
    DnsLabel,
    /// DNS labels with dots between.
    DnsSubdomain,
    /// A DNS subdomain that may begin with `*.`.
    DnsWildcard,
    /// A name that can stand in a path: no `/`, no `%`, not `.` and not `..`.
    PathSegment,
    /// At least this many DNS labels with dots between.
    DnsSegments(usize),
    /// The name of a label or annotation.
    LabelName,
    /// The value of a label.
    LabelValue,
    /// The name of an environment variable.
    EnvironmentName,
    /// A key of a ConfigMap or Secret.
    ConfigKey,
    /// A port from 1 to 65535.
    Port,
    /// The name of a port: up to 15 lower-case letters, digits and `-`, with a letter.
    PortName,
    /// A percentage such as `25%`, or a number.
    Percent,
    /// An IP address.
    IpAddress,
    /// An IP network with its prefix length.
    Cidr,
    /// A path that begins with `/`.
    AbsolutePath,
    /// A path that stays below its base: not absolute, no `..`.
    RelativePath,
    /// A path without the step `..`.
    NoParentStep,
    /// Nothing before or after it.
    NoSpace,
    /// A schedule of five fields, or one of the names that begin with `@`.
    Schedule,
    /// A whole number of at least this.
    AtLeast(i64),
    /// A whole number within these bounds.
    Between(i64, i64),
    /// An amount that is not negative.
    NotNegative,
    /// An amount above zero.
    Positive,
    /// At most this many characters.
    Length(usize),
    /// The selector selects the pods of the template.
    SelectorMatchesTemplate,
    /// A selector that selects by something.
    SelectorNotEmpty,
    /// A selector that can be read.
    Selector,
    /// A resource that containers have, or a name with a domain.
    ContainerResource,
    /// A resource that quotas know, or a name with a domain.
    QuotaResource,
    /// A request is no larger than the limit.
    RequestWithinLimit,
    /// Only one value makes sense here.
    Only(&'static str),
    /// Something else must be set so that this may be; the text names it.
    Needs(&'static str),
    /// It cannot be together with another field; the text names it.
    Excludes(&'static str),
    /// One of several fields must be set; the text names them.
    OneOf(&'static str),
    /// It appears once.
    Unique,
    /// It equals another field; the text names it.
    Equals(&'static str),
    /// It is no smaller than another field; the text names it.
    NotBelow(&'static str),
    /// Something must stand there, though the server does not call it required.
    NotEmpty,
    /// It is an operator of selectors.
    SelectorOperator,
    /// It is a field that a container can be told of its pod.
    PodField,
    /// It is JSON.
    Json,
    /// It is an address with `https`.
    Https,
    /// It names a container of the pod.
    NamesContainer,
    /// It is a seccomp profile as annotations write one.
    SeccompProfile,
    /// It names an API group besides the version.
    NamesGroup,
    /// It matches the pattern that the schema of the custom resource states.
    Pattern,
    /// It holds as many elements, characters or fields as the schema of the custom resource says.
    Size,
    /// It is a number within the bounds that the schema of the custom resource states.
    Range,
    /// It has the shape that the schema of the custom resource states with `oneOf`, `anyOf`, `allOf` or `not`.
    Shape,
}

/// Why nothing may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ban {
    /// It is set on running pods only.
    OnCreate,
    /// The pod runs on Windows.
    OnWindows,
    /// The pod runs on Linux.
    OnLinux,
    /// Another field of the same place is set; the text names it.
    Beside(&'static str),
    /// There is another one of the same sort already.
    Second,
}

impl Violation {
    fn new(route: Route, cause: Cause) -> Self {
        Self { route, cause, follows: false }
    }
}

impl Cause {
    /// Whether decoding already fails, or fails where it is strict.
    pub fn is_decoding(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::WrongType { .. })
    }

    /// The name of the cause in the API server's answers; that of decoding errors is our own.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "UnknownField",
            Self::WrongType { .. } => "WrongType",
            Self::Required(_) => "FieldValueRequired",
            Self::Unsupported { .. } => "FieldValueNotSupported",
            Self::Invalid(_) => "FieldValueInvalid",
            Self::Duplicate(_) => "FieldValueDuplicate",
            Self::Forbidden(_) => "FieldValueForbidden",
            Self::NotFound(_) => "FieldValueNotFound",
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.route.field_path(), self.cause)
    }
}

/// What a server of `version` would refuse `object` for if it were created strictly; none if its kind
/// is not one of the recorded ones.
///
/// A version of a group that `version` does not serve is judged by the nearest version of Kubernetes
/// that does: whether it is served is another question.
pub fn validate_object(object: &Value, version: KubeVersion) -> Option<Vec<Violation>> {
    let api_version = object.field("apiVersion")?.as_str()?;
    let kind = object.field("kind")?.as_str()?;
    let version = judging_version(api_version, kind, version)?;
    let number = Api::of(version).schema(api_version, kind)?.definition_number()?;
    let mut walk = walk::Walk::new(plan::Plan::of(version), version);
    walk.object(number, object);
    Some(walk.finish())
}

/// The version of Kubernetes by which objects of a kind are judged.
fn judging_version(api_version: &str, kind: &str, version: KubeVersion) -> Option<KubeVersion> {
    if Api::of(version).schema(api_version, kind).is_some() {
        return Some(version.nearest_recorded());
    }
    match api_version_status(api_version, kind, version) {
        ApiStatus::Future { since } => Some(since),
        ApiStatus::Removed { .. } => {
            let mut recorded = KubeVersion::recorded().rev();
            recorded.find(|recorded| Api::of(*recorded).schema(api_version, kind).is_some())
        }
        _ => None,
    }
}
