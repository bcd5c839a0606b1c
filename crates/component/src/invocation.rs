use std::borrow::Cow;

use sekisho_value::{Route, Value};

use crate::{Component, Flags, shell};

/// A word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: Cow<'a, str>,
    /// Its place: `/command/0` or `/args/3` of a container. Words of one shell script share the place
    /// of the script.
    pub route: Route,
}

/// A component being started.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// Which one.
    pub component: Component,
    /// With which flags.
    pub flags: Flags,
    /// The place of the word that names the program, or of the image where none does; a flag that is
    /// missing would be written after it.
    pub route: Route,
}

/// Programs that only start another one, after flags of their own.
const WRAPPERS: [&str; 12] = [
    "hyperkube",
    "go-runner",
    "env",
    "exec",
    "nice",
    "nohup",
    "tini",
    "dumb-init",
    "setsid",
    "ionice",
    "numactl",
    "stdbuf",
];

const SHELLS: [&str; 6] = ["sh", "bash", "ash", "dash", "ksh", "zsh"];

impl Invocation {
    /// The component that a container runs, by its `command` and `args`; routes lead into the
    /// container.
    ///
    /// Where the command is left to the image, the image's name tells. Variables of etcd's
    /// environment count as flags that the command line goes before.
    pub fn of_container(container: &Value) -> Option<Self> {
        let mut words = Vec::new();
        for field in ["command", "args"] {
            for (index, word) in container.items_at(&[field]).iter().enumerate() {
                if let Some(text) = word.as_str() {
                    let route = Route::keys([field]).then(index);
                    words.push(Word { text: Cow::Borrowed(text), route });
                }
            }
        }
        let mut invocation = Self::of_words(&words).or_else(|| {
            let is_left_to_image = container.items_at(&["command"]).is_empty();
            let component = Component::of_image(container.str_at(&["image"])?)?;
            is_left_to_image.then(|| Self {
                component,
                flags: Flags::parse(component, &words),
                route: Route::keys(["image"]),
            })
        })?;
        if invocation.component == Component::Etcd {
            invocation.flags.add_etcd_environment(container.items_at(&["env"]));
        }
        Some(invocation)
    }

    /// The component that a command line runs: directly, through a wrapper such as `hyperkube`, or
    /// through `sh -c`.
    pub fn of_words(words: &[Word<'_>]) -> Option<Self> {
        Self::read(words, 0)
    }

    /// The component that a command line in one text runs, split as a shell would.
    pub fn of_line(line: &str) -> Option<Self> {
        Self::of_script(line, &Route::root(), 0)
    }

    fn read(words: &[Word<'_>], depth: usize) -> Option<Self> {
        let (program, rest) = words.split_first()?;
        let found = |component, arguments: &[Word<'_>], word: &Word<'_>| Self {
            component,
            flags: Flags::parse(component, arguments),
            route: word.route.clone(),
        };
        if let Some(component) = Component::of_program(&program.text) {
            return Some(found(component, rest, program));
        }
        let name = program.text.rsplit('/').next().unwrap_or_default();
        if SHELLS.contains(&name) {
            let script = rest.iter().position(|word| is_script_option(&word.text))?;
            let script = rest.get(script + 1)?;
            return Self::of_script(&script.text, &script.route, depth);
        }
        if !WRAPPERS.contains(&name) {
            return None;
        }
        // The wrapper's own flags, their values and assignments stand before the program.
        for (index, word) in rest.iter().enumerate() {
            let component = if name == "hyperkube" {
                Component::of_hyperkube(&word.text)
            } else {
                Component::of_program(&word.text)
            };
            if let Some(component) = component {
                return Some(found(component, rest.get(index + 1..)?, word));
            }
            let inner = word.text.rsplit('/').next().unwrap_or_default();
            if SHELLS.contains(&inner) || WRAPPERS.contains(&inner) {
                return Self::read(rest.get(index..)?, depth + 1);
            }
        }
        None
    }

    fn of_script(script: &str, route: &Route, depth: usize) -> Option<Self> {
        // Scripts within scripts.
        const DEEPEST: usize = 4;
        if depth > DEEPEST {
            return None;
        }
        shell::commands(script).iter().find_map(|command| {
            let words: Vec<Word<'_>> = command
                .iter()
                .map(|word| Word { text: Cow::Borrowed(word.as_str()), route: route.clone() })
                .collect();
            Self::read(&words, depth + 1)
        })
    }
}

/// `-c`, also among others: `-ec`.
fn is_script_option(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| !letters.starts_with('-') && letters.ends_with('c'))
}
