//! Ask: where the values of a login come from.

use std::str::FromStr;

use crate::{error::Result, secret::Secret};

/// The value of a secret flag.
#[derive(Clone, Debug)]
pub enum Argument {
    /// The secret itself, which other users could see in the process list.
    Value(Secret),
    /// `-`: standard input.
    Input,
    /// The flag without a value: a hidden prompt, or standard input where it is no terminal.
    Ask,
    /// No flag: a hidden prompt, or an error.
    Missing,
}

impl FromStr for Argument {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "-" => Self::Input,
            _ => Self::Value(Secret::new(text)),
        })
    }
}

impl Argument {
    /// A flag that takes a value, `-` or nothing, as clap hands it over.
    pub(super) fn of(flag: Option<Option<Self>>) -> Self {
        flag.map_or(Self::Missing, |value| value.unwrap_or(Self::Ask))
    }
}

/// Where the values of a login come from.
pub trait Ask {
    /// A secret; `what` names it in prompts (`token`), `flag` is the flag that takes it.
    fn secret(&mut self, from: Argument, what: &'static str, flag: &'static str) -> Result<Secret>;
    /// A name that may be shown while it is typed.
    fn text(&mut self, what: &'static str, flag: &'static str) -> Result<String>;
}
