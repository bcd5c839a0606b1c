//! As much of a shell's language as start scripts of components need: words, quotes and where one
//! command ends. Nothing is expanded.

/// The commands of a script, each as its words. Assignments in front of a command and `exec` are
/// left out.
pub(crate) fn commands(script: &str) -> Vec<Vec<String>> {
    let mut reader = Reader::default();
    let mut chars = script.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                reader.begin();
                for c in chars.by_ref().take_while(|c| *c != '\'') {
                    reader.word.push(c);
                }
            }
            '"' => {
                reader.begin();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some('\n') | None => {}
                            Some(c @ ('"' | '\\' | '$' | '`')) => reader.word.push(c),
                            Some(c) => reader.word.extend(['\\', c]),
                        },
                        c => reader.word.push(c),
                    }
                }
            }
            '\\' => match chars.next() {
                // A line that goes on.
                Some('\n') | None => {}
                Some(c) => {
                    reader.begin();
                    reader.word.push(c);
                }
            },
            // A comment, but not within a word.
            '#' if !reader.in_word => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            '\n' | ';' | '|' | '(' | ')' => reader.end_command(),
            // `2>&1` and `&>file` redirect; another `&` ends the command.
            '&' if reader.word.ends_with('>') => reader.word.push(c),
            '&' if chars.peek() == Some(&'>') => reader.end_word(),
            '&' => reader.end_command(),
            c if c.is_whitespace() => reader.end_word(),
            c => {
                reader.begin();
                reader.word.push(c);
            }
        }
    }
    reader.end_command();
    reader.commands
}

#[derive(Default)]
struct Reader {
    commands: Vec<Vec<String>>,
    command: Vec<String>,
    word: String,
    in_word: bool,
    /// Whether the next word is where output goes to, not an argument.
    is_redirected: bool,
}

impl Reader {
    fn begin(&mut self) {
        self.in_word = true;
    }

    fn end_word(&mut self) {
        if !std::mem::take(&mut self.in_word) {
            return;
        }
        let word = std::mem::take(&mut self.word);
        if std::mem::take(&mut self.is_redirected) {
            return;
        }
        if let Some((before, after)) = word.split_once(['>', '<'])
            && before.chars().all(|c| c.is_ascii_digit())
        {
            let target = after.trim_start_matches(['>', '<', '&']);
            self.is_redirected = target.is_empty();
            return;
        }
        let is_first = self.command.is_empty();
        if is_first
            && (is_assignment(&word) || matches!(word.as_str(), "exec" | "then" | "do" | "{"))
        {
            return;
        }
        self.command.push(word);
    }

    fn end_command(&mut self) {
        self.end_word();
        self.is_redirected = false;
        if !self.command.is_empty() {
            self.commands.push(std::mem::take(&mut self.command));
        }
    }
}

/// `NAME=value`.
pub(crate) fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_fall_apart_into_commands() {
        let script = "set -e; mkdir -p /x && A=1 exec kube-apiserver \\\n --a=\"b c\" --d 'e;f' # no\n\
                      2>&1 >>/var/log/x.log --g=h | tee /log & wait";
        assert_eq!(
            commands(script),
            [
                vec!["set", "-e"],
                vec!["mkdir", "-p", "/x"],
                vec!["kube-apiserver", "--a=b c", "--d", "e;f"],
                vec!["--g=h"],
                vec!["tee", "/log"],
                vec!["wait"],
            ]
        );
        assert_eq!(commands("etcd --a=1 > /dev/null 2>&1"), [["etcd", "--a=1"]]);
        assert_eq!(commands("kubelet --v=2 &> /log --x"), [["kubelet", "--v=2", "--x"]]);
        assert!(commands("").is_empty());
        assert_eq!(commands("a \"unterminated"), [["a", "unterminated"]]);
    }
}
