//! Where a new token goes: to standard output, a file, or the vault. One that could not be kept is revoked again.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Context, as_login::Place, report};
use crate::{
    anaconda::org::{Authorization, Server},
    error::{Error, Failure, Result},
    http::Grace,
    secret::Secret,
    store::file::edit,
    text::{escape, word},
    time,
};

/// A token that is to be made.
pub(super) struct New {
    pub(super) name: String,
    /// None for everything.
    pub(super) scopes: Vec<String>,
    pub(super) organization: Option<String>,
    /// In seconds.
    pub(super) max_age: Option<u64>,
    /// The flag that names the server, with a space before it.
    pub(super) flag: String,
}

impl New {
    /// When it ends, in seconds since 1970, if that was asked for.
    pub(super) fn expires_at(&self) -> Option<i64> {
        let age = i64::try_from(self.max_age?).ok()?;
        time::now().checked_add(age)
    }

    /// The command that revokes it.
    pub(super) fn revocation(&self) -> String {
        let name = word(&self.name);
        let organization = self.organization.as_deref();
        let organization = organization.map(|name| format!(" --org {}", word(name)));
        let organization = organization.unwrap_or_default();
        format!(
            "xauth access-token revoke {name}{organization}{}",
            self.flag
        )
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "scopes": self.scopes,
            "organization": self.organization,
            "max_age": self.max_age,
        })
    }
}

/// Where a token goes.
pub(super) enum Keep<'v> {
    /// To standard output.
    Print,
    /// To a file.
    File(PathBuf),
    /// To the vault, as a login.
    Vault(Box<Place<'v>>),
}

impl Keep<'_> {
    /// To the file at `path`, if it can be written.
    pub(super) fn in_file(path: &Path) -> Result<Self> {
        let unusable = |source: Option<io::Error>, why: &str| Error::Failed {
            problem: format!("could not write the token to `{}`{why}", path.display()),
            hint: Some("name a file in a directory of yours: `--out FILE`".into()),
            source,
        };
        if path.is_dir() {
            return Err(unusable(None, ": it is a directory"));
        }
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        if !parent.unwrap_or(Path::new(".")).is_dir() {
            return Err(unusable(None, ": its directory is not there"));
        }
        let absolute = std::path::absolute(path).map_err(|error| unusable(Some(error), ""))?;
        edit::check(&absolute).map_err(unwritable)?;
        Ok(Self::File(absolute))
    }

    /// Keeps the token, or revokes it.
    pub(super) fn keep(
        self,
        new: &New,
        token: &Secret,
        is_json: bool,
        server: &Server<'_>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (kept, file) = match self {
            Self::Print => (print(new, token, is_json, context), None),
            Self::File(path) => (write(&path, token), Some(path)),
            Self::Vault(place) => return place.keep(new, token, server, context),
        };
        if kept.is_err() {
            take_back(new, token, server, context);
        }
        context.runner.rest();
        kept?;
        said(new, context);
        file.map_or(Ok(()), |path| tell(&path, new, is_json, context))
    }
}

fn print(new: &New, token: &Secret, is_json: bool, context: &mut Context<'_>) -> Result<()> {
    let text = match is_json {
        true => {
            let mut value = new.json();
            value["token"] = json!(token.expose());
            Zeroizing::new(report::line(value))
        }
        false => Zeroizing::new(format!("{}\n", token.expose())),
    };
    context.ui.hand_out(&text)
}

/// The token and no line end, as anaconda-client writes it: some programs read a file as it is.
fn write(path: &Path, token: &Secret) -> Result<()> {
    let bytes = || Zeroizing::new(token.expose().as_bytes().to_vec());
    let written = edit::edit(path, edit::Mode::Private, &mut |_| {
        Ok(edit::Wish::Write(bytes()))
    });
    written.map_err(unwritable)
}

/// Says where it is. Whoever does not get that has the token all the same.
fn tell(path: &Path, new: &New, is_json: bool, context: &mut Context<'_>) -> Result<()> {
    let file = context.env.shorten(path);
    context.note(&format!(
        "it is in `{}`, which only you can read",
        escape(&file)
    ));
    if !is_json {
        return Ok(());
    }
    let mut value = new.json();
    value["file"] = json!(path.to_string_lossy());
    context.ui.out(&report::line(value))
}

pub(super) fn said(new: &New, context: &mut Context<'_>) {
    context.note(&format!(
        "made the access token `{}`, which the server shows this once",
        escape(&new.name)
    ));
}

fn unwritable(failure: Failure) -> Error {
    failure.during("token file", "write")
}

/// Nobody has the token now, and so nobody is to be able to use it.
pub(super) fn take_back(new: &New, token: &Secret, server: &Server<'_>, context: &mut Context<'_>) {
    let login = Authorization::token(token);
    let revoked = context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("telling the server to revoke the token");
        Ok(server.revoke_current(&login).await)
    });
    let name = escape(&new.name);
    match revoked {
        Ok(Ok(())) => context.warn(&format!(
            "the new token `{name}` could not be kept, and was revoked again"
        )),
        _ => context.warn(&format!(
            "the new token `{name}` could not be kept, and is still on the server; revoke it: `{}`",
            new.revocation()
        )),
    }
}
