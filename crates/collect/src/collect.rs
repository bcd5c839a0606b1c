use std::collections::HashSet;
use std::iter::repeat;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use sekisho_finding::{Counts, Origin, Problem, ProblemKind};
use sekisho_inventory::Snapshot;

use crate::documents::Content;
use crate::grouping::{self, From, TextObjects};
use crate::open::{Fault, Stamp};
use crate::render::{self, Renderings};
use crate::shown::Standpoint;
use crate::texts::PartStart;
use crate::walk::{self, FoundFile, Tree};
use crate::{Limits, Progress, Request, Texts, reading};

/// Everything that a request gave.
#[derive(Debug, Default)]
pub struct Collected {
    /// The worlds that hold at least one object, by name.
    pub snapshots: Vec<Snapshot>,
    /// The texts that their objects were read from.
    pub sources: Texts,
    /// What was meant to be read or rendered and was not.
    pub problems: Vec<Problem>,
    /// What was read.
    pub counts: Counts,
}

/// Reads everything that a request names.
///
/// It does not fail: what could not be read is among the problems, and the rest counts.
pub fn collect(mut request: Request, progress: &dyn Progress) -> Collected {
    let standpoint = Standpoint::at(request.here.as_deref());
    let mut tree =
        walk::walk(&request.paths, &request.exclude, &request.limits, &standpoint, progress);
    let mut run = Run {
        problems: std::mem::take(&mut tree.problems),
        counts: Counts { ignored: tree.ignored, unread: tree.unread, ..Counts::default() },
        ..Run::default()
    };
    let renderings = render::render(&tree, &request.render, &request.limits, &standpoint, progress);
    let plain = run.within_bounds(&tree, &renderings.taken, &request.limits);
    run.files(&tree, &plain, &request.limits, progress);
    if tree.stdin {
        run.standard_input(&mut request, progress);
    }
    run.renderings(&tree, renderings);
    let snapshots = grouping::snapshots(&tree, run.texts, &request.worlds, &mut run.problems);
    let mut counts = run.counts;
    for snapshot in &snapshots {
        counts.worlds.push(snapshot.world.name.to_string());
        for object in snapshot.objects() {
            counts.objects += 1;
            *counts
                .kinds
                .entry(format!("{} {}", object.api_version(), object.kind()))
                .or_default() += 1;
        }
    }
    Collected { snapshots, sources: run.sources, problems: run.problems, counts }
}

#[derive(Default)]
struct Run {
    sources: Texts,
    texts: Vec<TextObjects>,
    problems: Vec<Problem>,
    counts: Counts,
}

impl Run {
    /// The files to be read as manifests, by their place in the tree, up to the bound on bytes. What
    /// belongs to charts and kustomizations counts as looked into: the renderers did.
    fn within_bounds(
        &mut self,
        tree: &Tree,
        taken: &HashSet<usize>,
        limits: &Limits,
    ) -> Vec<usize> {
        let mut bytes = 0;
        let mut plain = Vec::new();
        for (index, file) in tree.files.iter().enumerate() {
            bytes += file.len.min(limits.file_bytes);
            if bytes > limits.total_bytes {
                let rest = tree.files.len() - index;
                let message = format!(
                    "the files have more than {} bytes together; {rest} were not read",
                    limits.total_bytes
                );
                let problem = Problem::new(ProblemKind::Limit, tree.shown(file), message);
                self.problems.push(problem.help("scan parts of it, or raise the bound on bytes"));
                self.counts.unread += rest as u64;
                break;
            }
            if taken.contains(&index) {
                self.counts.files += 1;
                self.counts.bytes += file.len;
            } else {
                plain.push(index);
            }
        }
        plain
    }

    /// Reads plain files on all cores; what they give comes back in their order.
    fn files(&mut self, tree: &Tree, plain: &[usize], limits: &Limits, progress: &dyn Progress) {
        let documents = AtomicU64::new(0);
        let read: Vec<Option<Result<(Content, Stamp), Fault>>> = plain
            .par_iter()
            .map(|index| {
                let file = tree.files.get(*index)?;
                if documents.load(Ordering::Relaxed) > limits.documents {
                    return None;
                }
                let result = reading::file(&tree.path(file), is_optional(file), limits, progress);
                if let Ok((content, _)) = &result {
                    documents.fetch_add(content.documents, Ordering::Relaxed);
                }
                Some(result)
            })
            .collect();
        let mut skipped = None;
        for (index, result) in plain.iter().zip(read) {
            let Some(file) = tree.files.get(*index) else { continue };
            let shown = tree.shown(file);
            match result {
                Some(Ok((content, stamp))) => {
                    self.counts.files += 1;
                    self.counts.bytes += stamp.len;
                    self.content(
                        content,
                        &shown,
                        From::File(*index),
                        repeat(None),
                        |sources, shown, parts| {
                            sources.add_file(shown, tree.path(file), stamp, parts)
                        },
                    );
                }
                Some(Err(fault)) => {
                    self.problems.push(fault.problem(&shown));
                    self.counts.unread += 1;
                }
                None => {
                    self.counts.unread += 1;
                    skipped.get_or_insert(shown);
                }
            }
        }
        if let Some(shown) = skipped {
            let message = format!(
                "there are more than {} documents; further files were not read",
                limits.documents
            );
            let problem = Problem::new(ProblemKind::Limit, shown, message);
            self.problems.push(problem.help("scan parts of it, or raise the bound on documents"));
        }
    }

    fn standard_input(&mut self, request: &mut Request, progress: &dyn Progress) {
        match reading::standard_input(&mut request.stdin, &request.limits, progress) {
            Ok((content, text, bytes)) => {
                self.counts.files += 1;
                self.counts.bytes += bytes;
                self.content(
                    content,
                    "-",
                    From::StandardInput,
                    repeat(None),
                    |sources, shown, parts| sources.add_kept(shown, text, parts),
                );
            }
            Err(fault) => {
                self.problems.push(fault.problem("-"));
                self.counts.unread += 1;
            }
        }
    }

    fn renderings(&mut self, tree: &Tree, renderings: Renderings) {
        self.counts.rendered += renderings.rendered.len() as u64;
        self.counts.unrendered += renderings.unrendered;
        self.problems.extend(renderings.problems);
        for rendering in renderings.rendered {
            let folder = tree.folders.get(rendering.folder);
            let shown = format!("{} (rendered)", folder.map_or(".", |folder| &folder.shown));
            let from = From::Rendering(rendering.kind, rendering.folder);
            let (text, origins) = (rendering.text, rendering.origins);
            let origins = origins.into_iter().map(Some);
            self.content(rendering.content, &shown, from, origins, |sources, shown, parts| {
                sources.add_kept(shown, text, parts)
            });
        }
    }

    /// Takes in what a text held. A text without objects is not remembered: nothing points to it.
    fn content(
        &mut self,
        content: Content,
        shown: &str,
        from: From,
        origins: impl Iterator<Item = Option<Arc<Origin>>>,
        add: impl FnOnce(&mut Texts, String, Vec<PartStart>) -> sekisho_finding::SourceId,
    ) {
        self.counts.documents += content.documents;
        self.counts.empty += content.empty;
        self.counts.other += content.other;
        self.counts.strays += content.strays;
        self.counts.unread += content.broken;
        self.problems.extend(content.problems.into_iter().map(|mut problem| {
            problem.path = Some(shown.to_owned());
            problem
        }));
        if !content.entries.is_empty() {
            let source = add(&mut self.sources, shown.to_owned(), content.parts);
            let entries = content.entries.into_iter().zip(origins).collect();
            self.texts.push(TextObjects { source, from, entries });
        }
    }
}

/// A JSON file that nobody named may be anything.
fn is_optional(file: &FoundFile) -> bool {
    !file.named
        && file.name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"))
}
