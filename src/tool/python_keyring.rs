//! Python's keyring: which of its backends a conda with conda-auth uses here (`keyring/core.py`, `anaconda_auth/token.py`).

use std::path::{Path, PathBuf};

use crate::{anaconda::Storage, env::Env, store::file::read_foreign_text};

/// Where it keeps secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    /// In the keychain of the system.
    System,
    /// In anaconda-auth's file once that is loaded, and in the keychain before.
    Anaconda(PathBuf),
    /// In a way that we do not know, or nowhere: what says so, and what it says.
    Other(String),
}

/// The backend of the environment that has anaconda-auth, or has it not.
pub(super) fn backend(env: &Env, has_anaconda_auth: bool) -> Backend {
    let variable = env.variable("PYTHON_KEYRING_BACKEND").map(str::to_owned);
    let named = variable.or_else(|| named_in(&config_file(env)?));
    match named.as_deref() {
        Some(name) => of_name(env, name),
        None if has_anaconda_auth => of_anaconda(env),
        None => Backend::System,
    }
}

fn of_name(env: &Env, name: &str) -> Backend {
    match name {
        "keyring.backends.SecretService.Keyring"
        | "keyring.backends.macOS.Keyring"
        | "keyring.backends.Windows.WinVaultKeyring"
        | "keyring.backends.chainer.ChainerBackend" => Backend::System,
        "anaconda_auth.token.AnacondaKeyring" => of_anaconda(env),
        other => Backend::Other(format!(
            "Python's keyring is set to `{}`",
            crate::text::escape(other)
        )),
    }
}

fn of_anaconda(env: &Env) -> Backend {
    match Storage::usual(env) {
        Storage::File(path) => Backend::Anaconda(path),
        Storage::System => Backend::System,
        Storage::None(why) => Backend::Other(why),
    }
}

#[cfg(windows)]
fn config_file(env: &Env) -> Option<PathBuf> {
    let folder = env.path_variable("LOCALAPPDATA").map(PathBuf::from)?;
    Some(folder.join("Python Keyring").join("keyringrc.cfg"))
}

#[cfg(not(windows))]
fn config_file(env: &Env) -> Option<PathBuf> {
    let set = env.path_variable("XDG_CONFIG_HOME").map(PathBuf::from);
    let folder = set.or_else(|| Some(env.home()?.join(".config")))?;
    Some(folder.join("python_keyring/keyringrc.cfg"))
}

/// `default-keyring` of the section `backend`.
fn named_in(file: &Path) -> Option<String> {
    let text = read_foreign_text(file)?;
    let lines = text.lines().map(str::trim);
    let section = lines.skip_while(|line| *line != "[backend]").skip(1);
    let mut settings = section
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(['=', ':']));
    let found = settings.find(|(name, _)| name.trim().eq_ignore_ascii_case("default-keyring"));
    found.map(|(_, value)| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backend_is_the_one_that_python_would_take() {
        let home = ("HOME", "/nobody");
        let file = Backend::Anaconda("/nobody/.anaconda/keyring".into());
        for (variable, plain, with_anaconda) in [
            (("A", "b"), Backend::System, file.clone()),
            (
                (
                    "PYTHON_KEYRING_BACKEND",
                    "keyring.backends.SecretService.Keyring",
                ),
                Backend::System,
                Backend::System,
            ),
            (
                ("ANACONDA_AUTH_PREFERRED_TOKEN_STORAGE", "system"),
                Backend::System,
                Backend::System,
            ),
            (
                ("ANACONDA_AUTH_KEYRING_PATH", "~/k"),
                Backend::System,
                Backend::Anaconda("/nobody/k".into()),
            ),
            (
                ("ANACONDA_AUTH_KEYRING_PATH", "k"),
                Backend::System,
                Backend::Anaconda(std::path::absolute("k").unwrap()),
            ),
            (
                ("ANACONDA_AUTH_API_KEY", "canary"),
                Backend::System,
                Backend::Other("anaconda-auth's setting `api_key` takes its place".into()),
            ),
        ] {
            let env = Env::of([home, variable]);
            assert_eq!(backend(&env, false), plain, "{variable:?}");
            assert_eq!(backend(&env, true), with_anaconda, "{variable:?}");
        }
    }
}
