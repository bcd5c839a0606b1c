use sekisho_compliance::{Assessed, Assessment, Framework, State, assess, at_a_glance};
use sekisho_finding::Outcome;

use crate::Options;

/// What a run says about frameworks.
#[derive(Debug)]
pub(crate) struct Assessments {
    all: Vec<Assessment>,
    asked: usize,
}

impl Assessments {
    pub(crate) fn new(options: &Options, outcome: &Outcome) -> Self {
        let mut frameworks: Vec<&'static Framework> = Vec::new();
        for framework in &options.frameworks {
            if !frameworks.iter().any(|known| known.name == framework.name) {
                frameworks.push(framework);
            }
        }
        let asked = frameworks.len();
        let further = at_a_glance().into_iter();
        frameworks.extend(
            further.filter(|it| !options.frameworks.iter().any(|asked| asked.name == it.name)),
        );
        Self { all: assess(&frameworks, outcome), asked }
    }

    /// Those that were asked for.
    pub(crate) fn asked(&self) -> &[Assessment] {
        self.all.get(..self.asked).unwrap_or_default()
    }

    /// Those that were asked for, then those that every summary shows.
    pub(crate) fn all(&self) -> &[Assessment] {
        &self.all
    }

    /// Those that were asked for; where none was, those that every summary shows.
    pub(crate) fn asked_or_all(&self) -> &[Assessment] {
        if self.asked == 0 { &self.all } else { self.asked() }
    }
}

/// The controls in a state, whatever the reason where they are not judged.
pub(crate) fn in_state(assessment: &Assessment, state: State) -> impl Iterator<Item = &Assessed> {
    assessment.controls.iter().filter(move |it| it.state.name() == state.name())
}
