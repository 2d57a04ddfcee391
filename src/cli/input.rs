//! Input: where the values of a login come from: the flag, standard input or a question.

use crate::{
    error::{Error, Result},
    scheme::{Argument, Ask, LONGEST_SECRET},
    secret::Secret,
    target::Target,
    ui::{Tone, Ui},
};

/// Where the values of a login for `target` come from.
pub(super) struct Input<'a> {
    ui: &'a mut dyn Ui,
    target: &'a Target,
    is_read: bool,
}

impl<'a> Input<'a> {
    pub(super) fn new(ui: &'a mut dyn Ui, target: &'a Target) -> Self {
        Self {
            ui,
            target,
            is_read: false,
        }
    }

    /// A person who is asked for a secret sees for whom it is.
    fn question(&self, what: &str) -> String {
        format!(
            "{}{} for {}:",
            what[..1].to_uppercase(),
            &what[1..],
            self.target
        )
    }

    fn standard_input(&mut self, what: &'static str, flag: &'static str) -> Result<Secret> {
        if self.is_read {
            let problem = "standard input was already read for another value";
            return Err(Error::Usage {
                problem: problem.into(),
                hint: Some(format!(
                    "give the {what} as a value of `{flag}`, or type it on a terminal"
                )),
            });
        }
        self.is_read = true;
        let refuse = |why: &str| Error::Secret {
            what: "standard input",
            why: why.into(),
            flag,
        };
        // Room for a line ending and for what is pasted around a token.
        let bytes = self.ui.input(LONGEST_SECRET + 64)?;
        if bytes.len() > LONGEST_SECRET + 64 {
            return Err(refuse(&format!("it is longer than {LONGEST_SECRET} bytes")));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| refuse("it is not UTF-8"))?;
        // PowerShell puts a byte-order mark before what it pipes.
        Ok(Secret::new(text.trim_start_matches('\u{feff}')))
    }
}

impl Ask for Input<'_> {
    fn secret(&mut self, from: Argument, what: &'static str, flag: &'static str) -> Result<Secret> {
        match from {
            Argument::Value(secret) => {
                let warning = format!(
                    "the value of `{flag}` can be seen by other users and in the shell's history; \
                     `{flag} -` reads it from standard input"
                );
                self.ui.say(Tone::Warning, &warning);
                Ok(secret)
            }
            Argument::Input | Argument::Ask | Argument::Missing if self.ui.can_ask() => {
                let question = self.question(what);
                self.ui.ask_secret(&question)
            }
            // What is typed would be shown.
            Argument::Input | Argument::Ask if !self.ui.input_is_person() => {
                self.standard_input(what, flag)
            }
            _ => Err(needed(what, &format!("{flag} - < FILE"))),
        }
    }

    fn text(&mut self, what: &'static str, flag: &'static str) -> Result<String> {
        if !self.ui.can_ask() {
            return Err(needed(what, &format!("{flag} VALUE")));
        }
        let question = self.question(what);
        Ok(self.ui.ask_text(&question)?.trim().to_owned())
    }
}

fn needed(what: &str, flag: &str) -> Error {
    Error::Usage {
        problem: format!("the {what} is missing, and there is nobody to ask"),
        hint: Some(format!("give it: `{flag}`")),
    }
}
