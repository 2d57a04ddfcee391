//! Netrc: user names and passwords that the user keeps for curl and others; read as curl reads them, never written.

pub(crate) mod entries;
mod words;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use self::entries::{Entries, Entry};
use super::read_only::{List, ReadOnly};
use crate::{
    env::Env,
    scheme::{Basic, Credential},
    secret::Secret,
    target::Key,
};

/// The name of one that is to be made: what rattler looks for on Windows has no dot.
const NEW: &str = match cfg!(windows) {
    true => "_netrc",
    false => ".netrc",
};

/// Where programs look for it: the file that `NETRC` names, or else the one that is in the home directory, or
/// is to be made there. `None` when the home directory is not known.
pub(crate) fn file(env: &Env) -> Option<PathBuf> {
    if let Some(path) = env.path_variable("NETRC") {
        return Some(path.into());
    }
    let home = env.home()?;
    // curl and requests look for them in this order (`lib/netrc.c`; `requests/utils.py`).
    let found = [".netrc", "_netrc"].map(|name| home.join(name));
    let found = found.into_iter().find(|path| path.exists());
    Some(found.unwrap_or_else(|| home.join(NEW)))
}

/// A netrc file's machines. The `default` entry is not used: it would be sent to any host.
#[derive(Debug, Default)]
pub struct Netrc {
    path: PathBuf,
    machines: List,
}

impl Netrc {
    /// Reads the file. One that is not there is empty; one that cannot be read, or not wholly, is a warning.
    /// `is_named` says that the user set `NETRC`, so that the file ought to be there.
    pub fn read(path: &Path, is_named: bool) -> Self {
        let mut store = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        match fs::read_to_string(path).map(Zeroizing::new) {
            Ok(text) => store.parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => {}
            Err(error) => {
                let warning = format!("could not read `{}`: {error}", path.display());
                store.machines.warnings.push(warning);
            }
        }
        store
    }

    fn parse(&mut self, text: &str) {
        let entries = Entries::of(text);
        for entry in &entries.found {
            self.keep(entry);
        }
        for word in entries.odd {
            self.warn(word.line);
        }
    }

    fn keep(&mut self, entry: &Entry) {
        let Some(machine) = entry.machine.as_deref().filter(|name| !name.is_empty()) else {
            return;
        };
        let key = Key::stored(machine.to_ascii_lowercase());
        let (login, password) = entry.pair();
        let is_new = self.machines.find(&key).is_none();
        if is_new && !(login.is_empty() && password.is_empty()) {
            let basic = Basic::new(login.to_owned(), Secret::new(password));
            self.machines.found.push((key, Credential::Basic(basic)));
        }
    }

    /// The word itself may be a part of a password that has a space in it.
    fn warn(&mut self, line: usize) {
        let warning = format!("`{}` line {line} is not understood", self.path.display());
        if !self.machines.warnings.contains(&warning) {
            self.machines.warnings.push(warning);
        }
    }
}

impl ReadOnly for Netrc {
    const NAME: &'static str = "netrc";
    const REFUSAL: &'static str = "netrc is read only";

    fn source(&self) -> String {
        self.path.display().to_string()
    }

    fn list(&self) -> &List {
        &self.machines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Scheme;

    fn parse(text: &str) -> Netrc {
        let mut store = Netrc::default();
        store.parse(text);
        store
    }

    fn pair(store: &Netrc, host: &str) -> Option<(String, String)> {
        let Some(Credential::Basic(basic)) = store.machines.find(&Key::stored(host)) else {
            return None;
        };
        let fields = basic.fields();
        Some((fields[0].1.to_owned(), fields[1].1.to_owned()))
    }

    #[test]
    fn it_is_read_as_curl_reads_it() {
        let store = parse(
            "# a comment\nmachine a.example login u password p\n\
             machine b.example\n  login \"a b\"\n  password \"x\\\"y\\\\z\"\n\
             macdef init\nmachine evil.example login e password e\n\n\
             machine A.example login second password second\n\
             default login anyone password anything\n",
        );
        assert_eq!(pair(&store, "a.example"), Some(("u".into(), "p".into())));
        assert_eq!(
            pair(&store, "b.example"),
            Some(("a b".into(), "x\"y\\z".into()))
        );
        let List { found, warnings } = store.machines;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn keywords_comments_and_macros_are_those_of_curl() {
        let store = parse(
            "MACHINE a Login u # machine b\npassword p\n\
             macdef init\n  \nmachine c login u password p\n",
        );
        assert_eq!(pair(&store, "a"), Some(("u".into(), "p".into())));
        assert_eq!(store.machines.found.len(), 1);
        assert!(store.machines.warnings.is_empty());
    }

    #[test]
    fn a_bad_line_is_a_warning_with_its_number_and_the_rest_is_read() {
        let store = parse("machine a login u password two words\nmachine b login v password q\n");
        assert_eq!(store.machines.warnings, ["`` line 1 is not understood"]);
        assert_eq!(pair(&store, "b"), Some(("v".into(), "q".into())));
    }
}
