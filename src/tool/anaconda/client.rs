//! anaconda-client, which keeps a token of anaconda.org in two directories, of which conda and mamba read one each.

use std::path::PathBuf;

use url::Url;

use crate::{
    env::Env,
    error::Failure,
    scheme::Credential,
    secret::Secret,
    target::{Key, key::lookup},
    tool::{
        Held, Login, Piece, Unusable,
        token_files::{self, TokenFiles},
    },
};

/// The site as anaconda-client writes it in the file's name: it looks for no other spelling.
const SITE: &str = "https://api.anaconda.org";

/// Where a token in such a file is sent: by anaconda-client, and by conda, which takes the one for the other.
const SENT_TO: [&str; 2] = ["https://api.anaconda.org/", "https://conda.anaconda.org/"];

/// anaconda-client.
pub(super) struct Client {
    files: TokenFiles,
}

impl Client {
    pub(super) fn of(env: &Env) -> Self {
        let files = TokenFiles::of(env);
        Self { files }
    }

    pub(super) fn detect(&self) -> Option<PathBuf> {
        let own = self.files.client.as_deref()?.parent()?;
        own.exists().then(|| own.to_owned())
    }

    pub(super) fn is_for(&self, key: &Key) -> bool {
        SENT_TO.iter().any(|url| answers(key, url))
    }

    pub(super) fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        let Credential::CondaToken(_) = login.credential else {
            let why = "it logs in to anaconda.org with a conda token, and with nothing else";
            return Err(Unusable::because(why));
        };
        if !SENT_TO.iter().all(|url| answers(login.key, url)) {
            let why = "it sends its token to all of anaconda.org, and this login is not for that";
            return Err(Unusable::because(why));
        }
        let token = login.credential.scheme().only_field().unwrap_or_default();
        let piece = |directory: &PathBuf| Piece {
            slot: token_files::slot(directory, SITE),
            value: Secret::new(token),
        };
        match self.files.all().map(piece).collect::<Vec<_>>() {
            none if none.is_empty() => Err(Unusable::because("the home directory is not known")),
            pieces => Ok(pieces),
        }
    }

    pub(super) fn held(&self) -> Result<Vec<Held>, Failure> {
        let lists = self
            .files
            .all()
            .map(|directory| token_files::held(directory));
        Ok(lists.collect::<Result<Vec<_>, _>>()?.concat())
    }
}

fn answers(key: &Key, url: &str) -> bool {
    let url = Url::parse(url).expect("it is a URL");
    lookup(&url).iter().any(|candidate| candidate.key == *key)
}
