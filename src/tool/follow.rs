//! Follow: the tools that were given a login are given what it became.

use super::{Given, Login, Shares, Theirs, all};
use crate::{env::Env, error::Failure};

/// What came of giving a login to a tool.
pub type Followed = (&'static str, Result<Given, Failure>);

impl Shares {
    /// Gives a renewed login to the tools that were given it before; what they have of their own stays.
    ///
    /// # Errors
    /// When it is not known which tools those are.
    pub fn follow(&self, env: &Env, login: &Login<'_>) -> Result<Vec<Followed>, Failure> {
        let names = self.of(login.key)?;
        // To know of the tools means to look around for them.
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let tools = all(env).into_iter();
        let having = tools.filter(|tool| names.iter().any(|name| name == tool.name()));
        Ok(having
            .map(|tool| (tool.name(), self.give(&*tool, login, Theirs::Stays)))
            .collect())
    }
}
