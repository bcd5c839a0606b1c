//! Programs that a command line starts.

/// The program of some that an argument starts: the argument itself, by name or by path, or a word at
/// the beginning of a command within a line of a shell.
pub(crate) fn program(argument: &str, names: &[&'static str]) -> Option<&'static str> {
    let of = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or(word);
        names.iter().copied().find(|known| *known == name)
    };
    if !argument.contains(char::is_whitespace) {
        return of(argument);
    }
    argument.split([';', '&', '|', '\n', '(', '`']).find_map(|command| {
        // `exec`, `env` and assignments go before the program.
        let goes_before = |word: &&str| {
            matches!(*word, "exec" | "env" | "nohup" | "if" | "then" | "!") || word.contains('=')
        };
        of(command.split_whitespace().find(|word| !goes_before(word))?)
    })
}

#[cfg(test)]
mod tests {
    use super::program;

    #[test]
    fn programs_are_found_where_commands_begin() {
        for line in
            ["sudo", "/usr/bin/sudo", "a && sudo b", "A=1 exec sudo -u web web", "x=$(sudo id)"]
        {
            assert_eq!(program(line, &["sudo"]), Some("sudo"), "{line}");
        }
        for line in ["sudoers", "--sudo", "echo sudo", "apt-get install sudo", "visudo"] {
            assert_eq!(program(line, &["sudo"]), None, "{line}");
        }
    }
}
