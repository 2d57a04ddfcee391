//! Wanted: which tools are to see a login, by a flag, the config, or what the person once said.

use crate::{
    cli::context::Context,
    config::Config,
    error::{Error, Result},
    target::Key,
    tool::{self, Tool},
};

/// The word for every tool that is here.
const ALL: &str = "all";
/// The word for no tool.
const NONE: &str = "none";

/// What `--share` takes.
pub(in crate::cli) fn words() -> clap::builder::PossibleValuesParser {
    let words = tool::NAMES.into_iter().chain([ALL, NONE]);
    words.collect::<Vec<_>>().into()
}

/// What `--with` takes.
pub(in crate::cli) fn words_for_some() -> clap::builder::PossibleValuesParser {
    let words = tool::NAMES.into_iter().chain([ALL]);
    words.collect::<Vec<_>>().into()
}

/// Which tools are to see a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Wanted {
    /// Those that are on this machine.
    All,
    /// These, because the person says so now.
    These(Vec<String>),
    /// These, because the person once said so for all logins.
    Usual(Vec<String>),
}

impl Wanted {
    /// Understands the words of `--share`, `--with`, or the config.
    ///
    /// # Errors
    /// A usage error for `none` or `all` beside others.
    pub(in crate::cli) fn of(words: &[String]) -> Result<Self> {
        let mut special = words
            .iter()
            .filter(|word| [ALL, NONE].contains(&word.as_str()));
        match (special.next().map(String::as_str), words.len()) {
            (Some(ALL), 1) => Ok(Self::All),
            (Some(_), 1) => Ok(Self::These(Vec::new())),
            (Some(word), _) => Err(Error::Usage {
                problem: format!("`{word}` stands alone, and was named beside other tools"),
                hint: Some(format!(
                    "name `{word}`, or the tools: `{}`",
                    tool::NAMES.join("`, `")
                )),
            }),
            (None, _) => Ok(Self::These(words.to_vec())),
        }
    }

    /// The tools that are to see the login of `key`, and with them those of `names`.
    pub(super) fn tools(
        &self,
        key: &Key,
        names: &[String],
        context: &Context<'_>,
    ) -> Vec<Box<dyn Tool>> {
        // To know of the tools means to look around for them.
        if names.is_empty()
            && matches!(self, Self::These(these) | Self::Usual(these) if these.is_empty())
        {
            return Vec::new();
        }
        let all = tool::all(context.env).into_iter();
        all.filter(|tool| self.is_for(&**tool, key) || names.iter().any(|name| name == tool.name()))
            .collect()
    }

    /// Whether the tool is to see the login of `key`.
    pub(super) fn is_for(&self, tool: &dyn Tool, key: &Key) -> bool {
        match self {
            Self::All => tool.is_for(key) && tool.detect().is_some() && !tool.is_only_named(),
            Self::These(these) | Self::Usual(these) => these.iter().any(|name| name == tool.name()),
        }
    }

    /// Whether the person named the tool, now.
    pub(super) fn names(&self, tool: &str) -> bool {
        matches!(self, Self::These(these) if these.iter().any(|name| name == tool))
    }
}

/// The tools that the words of the flag name, else those of the config; none where neither says anything.
///
/// # Errors
/// A usage error for words that make no sense.
pub(in crate::cli) fn wanted(flag: &[String], context: &Context<'_>) -> Result<Option<Wanted>> {
    if !flag.is_empty() {
        return Wanted::of(flag).map(Some);
    }
    let words = Config::read(context.env)?.share;
    let wanted = words.map(|words| Wanted::of(&words)).transpose()?;
    Ok(wanted.map(|wanted| match wanted {
        Wanted::These(names) => Wanted::Usual(names),
        wanted => wanted,
    }))
}
