//! Which stores a run has, from the environment and the user's choice.

use super::{Choice, Vault};
use crate::{
    anaconda::storage,
    env::Env,
    error::{Error, Result},
    store::{
        self, Anaconda, Environment, File, Keychain, Netrc, Protection, Store, keychain::Patience,
    },
};

/// Which stores a command has to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The chosen one, with those that are only read.
    Chosen,
    /// All, because a copy that is left in another would win or linger.
    All,
}

impl Vault {
    /// The stores of this machine. None is opened before it is used.
    ///
    /// `RATTLER_AUTH_FILE` names the only store there is, as it does for rattler.
    ///
    /// # Errors
    /// A usage error when the keychain is chosen beside `RATTLER_AUTH_FILE`.
    pub fn open(env: &Env, choice: Choice, reach: Reach, patience: Patience) -> Result<Self> {
        if let Some(file) = env.path_variable("RATTLER_AUTH_FILE") {
            if choice == Choice::Keychain {
                let problem = "`RATTLER_AUTH_FILE` is set, and names the only store";
                return Err(Error::Usage {
                    problem: problem.into(),
                    hint: Some("unset it to use the keychain: `unset RATTLER_AUTH_FILE`".into()),
                });
            }
            let only: Box<dyn Store> = Box::new(File::at(file));
            return Ok(Self::of(vec![only], Choice::File));
        }
        let sees = |store: &dyn Store| {
            let is_chosen = choice == Choice::Auto || choice.name() == store.name();
            reach == Reach::All || is_chosen || store.protection() == Protection::ReadOnly
        };
        let stores = Self::machine(env, patience).into_iter();
        Ok(Self::of(
            stores.filter(|store| sees(&**store)).collect(),
            choice,
        ))
    }

    /// Every store of this machine, whatever `RATTLER_AUTH_FILE` says.
    pub fn machine(env: &Env, patience: Patience) -> Vec<Box<dyn Store>> {
        let mut stores: Vec<Box<dyn Store>> = vec![
            Box::new(Environment::of(env)),
            Box::new(Keychain::of(env, patience)),
            Box::new(File::in_home(env.home())),
        ];
        stores.extend(netrc(env));
        stores.extend(anaconda(env));
        stores
    }
}

/// The netrc file, if one is named or there.
fn netrc(env: &Env) -> Option<Box<dyn Store>> {
    let path = store::netrc::file(env)?;
    let is_named = env.path_variable("NETRC").is_some();
    let is_there = is_named || path.exists();
    is_there.then(|| -> Box<dyn Store> { Box::new(Netrc::read(&path, is_named)) })
}

/// The file of anaconda-auth, if it is there.
fn anaconda(env: &Env) -> Option<Box<dyn Store>> {
    let path = storage::file(env).filter(|path| path.exists())?;
    Some(Box::new(Anaconda::read(&path)))
}
