//! Env: the process's surroundings (variables, home, terminals), read once and handed to everything else.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    fmt,
    io::IsTerminal,
    path::{Path, PathBuf},
};

/// The environment that one run sees.
///
/// Only this file reads the process's environment; a test builds an `Env` from
/// a list instead.
#[derive(Clone, Default)]
pub struct Env {
    variables: HashMap<OsString, OsString>,
    this_program: Option<PathBuf>,
    /// Whether standard input is a terminal.
    pub input_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub output_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub error_is_terminal: bool,
}

/// The names of the variables alone: the values may be tokens.
impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.variables.keys();
        f.debug_set().entries(names).finish()
    }
}

impl Env {
    /// Reads the environment of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn capture() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            this_program: std::env::current_exe().ok(),
            input_is_terminal: std::io::stdin().is_terminal(),
            output_is_terminal: std::io::stdout().is_terminal(),
            error_is_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// An environment with these variables and no terminal.
    pub fn of<K: Into<OsString>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self {
            variables: variables.collect(),
            ..Self::default()
        }
    }

    /// A variable's value; `None` when it is unset, empty or not Unicode.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.path_variable(name).and_then(OsStr::to_str)
    }

    /// A variable that holds a path; `None` when it is unset or empty.
    pub fn path_variable(&self, name: &str) -> Option<&OsStr> {
        let value = self.variables.get(OsStr::new(name))?;
        (!value.is_empty()).then_some(value.as_os_str())
    }

    /// Every variable whose name starts with `prefix`, name without the prefix, sorted.
    pub fn with_prefix(&self, prefix: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<_> = self
            .variables
            .iter()
            .filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)))
            .filter_map(|(name, value)| Some((name.strip_prefix(prefix)?, value)))
            .filter(|(name, value)| !name.is_empty() && !value.is_empty())
            .collect();
        found.sort_unstable();
        found
    }

    /// Whether a flag-like variable is on: set, and not empty, `0`, `false` or `no`.
    pub fn is_on(&self, name: &str) -> bool {
        let value = self.variable(name).unwrap_or_default().to_ascii_lowercase();
        !matches!(value.as_str(), "" | "0" | "false" | "no")
    }

    /// Whether the person sits at another machine: a session of SSH.
    pub fn is_remote(&self) -> bool {
        let names = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"];
        names.iter().any(|name| self.path_variable(name).is_some())
    }

    /// Whether there is a display of X11 or Wayland to show a window on.
    pub fn has_display(&self) -> bool {
        let names = ["DISPLAY", "WAYLAND_DISPLAY"];
        names.iter().any(|name| self.path_variable(name).is_some())
    }

    /// Whether `PATH` leads to a file of this name.
    pub fn finds(&self, program: &str) -> bool {
        self.program(program).is_some()
    }

    /// The file of this name that `PATH` leads to.
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        self.programs(name).next()
    }

    /// All files of this name that are on `PATH`, the first one first.
    pub fn programs(&self, name: &str) -> impl Iterator<Item = PathBuf> {
        let path = self.path_variable("PATH").unwrap_or_default();
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let files = std::env::split_paths(path).map(move |folder| folder.join(&file));
        files.filter(|file| file.is_file())
    }

    /// The file that this process runs; `None` in an environment that is made up.
    pub fn this_program(&self) -> Option<&Path> {
        self.this_program.as_deref()
    }

    /// The same without one variable.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut env = self.clone();
        env.variables.remove(OsStr::new(name));
        env
    }

    /// The same, as another program may see it: without our own variables, which may be tokens.
    #[must_use]
    pub fn for_others(&self) -> Self {
        let is_ours = |name: &OsStr| name.as_encoded_bytes().starts_with(b"XAUTH_");
        let mut others = self.clone();
        others.variables.retain(|name, _| !is_ours(name));
        others
    }

    /// The name of this machine, as it calls itself.
    pub fn machine_name(&self) -> String {
        let name = match uname() {
            Some(name) => name,
            None => self.variable("COMPUTERNAME").unwrap_or_default().into(),
        };
        match name.is_empty() {
            true => "localhost".into(),
            false => name,
        }
    }

    /// The name of the user, as Python's `getpass` finds it; its number where no variable has it.
    pub fn user_name(&self) -> String {
        let mut names = ["LOGNAME", "USER", "LNAME", "USERNAME"].into_iter();
        let name = names.find_map(|name| self.variable(name));
        name.map_or_else(user_number, str::to_owned)
    }

    /// Every variable.
    pub fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let variables = self.variables.iter();
        variables.map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The home directory: `HOME`, or the user profile on Windows. `None` when it is unset or relative.
    pub fn home(&self) -> Option<PathBuf> {
        let home = match self.path_variable("HOME") {
            Some(home) => PathBuf::from(home),
            None if cfg!(windows) => dirs::home_dir()?,
            None => return None,
        };
        home.is_absolute().then_some(home)
    }

    /// Where `config.toml` lies: `$XDG_CONFIG_HOME/xauth` or `~/.config/xauth`, on every system.
    pub fn config_dir(&self) -> Option<PathBuf> {
        self.base("XDG_CONFIG_HOME", ".config")
    }

    /// Where the notes on logins lie: `$XDG_STATE_HOME/xauth` or `~/.local/state/xauth`, on every system.
    pub fn state_dir(&self) -> Option<PathBuf> {
        self.base("XDG_STATE_HOME", ".local/state")
    }

    fn base(&self, variable: &str, below_home: &str) -> Option<PathBuf> {
        // XDG Base Directory Specification: a relative path is to be ignored.
        let set = self.path_variable(variable).map(PathBuf::from);
        let base = set
            .filter(|path| path.is_absolute())
            .or_else(|| Some(self.home()?.join(below_home)))?;
        Some(base.join("xauth"))
    }

    /// `path` as a person would write it: `~/…` below the home directory.
    pub fn shorten(&self, path: &Path) -> String {
        let below = self
            .home()
            .and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
        match below {
            Some(below) => Path::new("~").join(below).display().to_string(),
            None => path.display().to_string(),
        }
    }
}

#[cfg(unix)]
fn uname() -> Option<String> {
    let name = rustix::system::uname();
    Some(name.nodename().to_string_lossy().into_owned())
}

#[cfg(not(unix))]
fn uname() -> Option<String> {
    None
}

#[cfg(unix)]
fn user_number() -> String {
    rustix::process::getuid().as_raw().to_string()
}

#[cfg(not(unix))]
fn user_number() -> String {
    "user".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_base_directories_are_ignored() {
        let env = Env::of([("HOME", "/h"), ("XDG_CONFIG_HOME", "somewhere")]);
        assert_eq!(env.config_dir().unwrap(), Path::new("/h/.config/xauth"));
    }

    #[test]
    fn falsy_values_are_off() {
        for (value, on) in [("1", true), ("true", true), ("0", false), ("No", false)] {
            assert_eq!(Env::of([("CI", value)]).is_on("CI"), on, "{value}");
        }
        assert!(!Env::default().is_on("CI"));
    }
}
