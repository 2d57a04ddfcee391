//! anaconda: anaconda-client, which has a token of anaconda.org, and anaconda-auth, which has the keys of Anaconda accounts.

mod auth;
mod client;
mod held;

use std::path::PathBuf;

pub(super) use self::auth::Auth;
use self::client::Client;
use super::{Hands, Held, Login, Piece, Slot, Tool, Unusable};
use crate::{
    env::Env,
    error::Failure,
    scheme::{Credential, Scheme},
    secret::Secret,
    target::Key,
};

/// Both of them: one program, `anaconda`.
pub(super) struct Anaconda {
    program: Option<PathBuf>,
    client: Client,
    auth: Auth,
}

impl Anaconda {
    pub(super) fn of(env: &Env) -> Self {
        Self {
            program: env.program("anaconda"),
            client: Client::of(env),
            auth: Auth::of(env),
        }
    }
}

impl Tool for Anaconda {
    fn name(&self) -> &'static str {
        "anaconda"
    }

    fn detect(&self) -> Option<PathBuf> {
        let files = || self.client.detect().or_else(|| self.auth.detect());
        self.program.clone().or_else(files)
    }

    fn is_for(&self, key: &Key) -> bool {
        self.client.is_for(key) || self.auth.is_for(key)
    }

    fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        if let Some(piece) = of_organization(login) {
            return Ok(vec![piece]);
        }
        match login.credential {
            Credential::CondaToken(_) => self.client.pieces(login),
            _ if self.client.is_for(login.key) => self.client.pieces(login),
            _ => self.auth.pieces(login),
        }
    }

    fn held(&self, hands: &Hands) -> Result<Vec<Held>, Failure> {
        let mut held = self.client.held()?;
        held.extend(self.auth.held(hands)?);
        Ok(held)
    }
}

/// An organisation's token, in the place where its earlier one is: the login does not say which organisation's it is.
fn of_organization(login: &Login<'_>) -> Option<Piece> {
    let is_its = |slot: &&Slot| matches!(slot, Slot::AnacondaRepoToken { .. });
    let slot = login.own.iter().find(is_its)?.clone();
    let token = match login.credential {
        Credential::CondaToken(token) => token.only_field()?,
        _ => return None,
    };
    Some(Piece {
        slot,
        value: Secret::new(token),
    })
}
