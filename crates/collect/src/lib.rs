//! Files, standard input, Helm charts and kustomizations to objects, grouped into worlds.
//!
//! [`collect`] takes a [`Request`] and gives [`Collected`]: one snapshot for each world, the texts that
//! findings are shown in, what could not be read, and counts in which every file and every document
//! appears. It writes nothing into the folders that it reads, asks no cluster and, unless told to, no
//! network.
//!
//! # What is read
//!
//! Folders are read recursively: files that end in `.yaml`, `.yml` or `.json`, but nothing hidden and
//! nothing that a `.gitignore`, `.ignore` or `.sekishoignore` file leaves out. A file that is named is read
//! whatever it is called. Links are followed to files of the same named folder, never to folders.
//!
//! A chart's templates are read only as what `helm template` makes of them. A kustomization is rendered
//! where no other one in the input consumes it; what it consumes, patches among it, is not judged again as
//! plain files. Where rendering fails, a problem says why, and the manifests among the sources (never
//! templates or patches) are read as they stand.
//!
//! # Worlds
//!
//! Objects that meet in one world are joined, so two things that are never in one cluster together must
//! not meet. Each rendered chart and kustomization is a world, and so is standard input. Plain files
//! are grouped by what their folders tell, and when in doubt they are kept apart, because a join that is
//! missing costs a finding less than a join that is wrong:
//!
//! 1. A *project root* is the topmost folder below a named path that directly holds manifests; everything
//!    below it belongs to it. Folders that are all named after sorts of resources (`rbac`,
//!    `deployments`, …) count as if their manifests lay in the folder around them.
//! 2. A folder starts anew if it holds `.git`, `sekisho.toml`, `Chart.yaml` or a kustomization; if its name
//!    is that of an environment (`dev`, `prod-eu`, `staging2`), of a base, or of examples or tests; or if it is in a
//!    folder of such (`overlays`, `environments`, `clusters`, `tenants`, …).
//! 3. Where two folders of one project define the same object (group, kind, namespace, name)
//!    differently, all sub-folders of the folder in which they part start anew. If one of the two is around the other
//!    one, only the inner one does.
//! 4. Within a folder, files that carry the names of different environments (`dev.yaml`, `web-prod.yaml`) are
//!    worlds by environment. Files that define half of the same objects, and some of them
//!    differently, are alternatives, and each is a world.
//!
//! [`WorldRule`] overrides this. A world is called by its folder as the user would write it (`.` for
//! the working directory), with the environment in brackets or the file's name behind it.

mod collect;
mod command;
mod documents;
mod grouping;
mod helm;
mod ignores;
mod kustomization;
mod kustomize;
mod names;
mod open;
mod pieces;
mod progress;
mod reading;
mod render;
mod request;
mod shown;
mod texts;
mod walk;
mod world;
mod write;

pub use collect::{Collected, collect};
pub use documents::{ReadObject, objects};
pub use progress::{Progress, Silent};
pub use request::{Limits, NamedWorld, RenderMode, RenderOptions, Request, WorldRule};
pub use texts::Texts;
pub use write::WriteError;
