//! conda's `channel_settings` (`conda_auth/cli/config.py`): a list of mappings, each for the channel that it names. Only the
//! settings that conda-auth owns are ours to change; lines that are not ours stay as they are.

mod check;
mod place;

use serde::{Deserialize, Serialize};

use self::place::{Emptied, Place};
use super::layout::{Damage, Layout, Text};
use crate::{
    condarc::yaml::{self, Flaw, Node, patch::Patch},
    secret::Secret,
    store::file::edit::Mode,
};

/// What conda-auth reads of a channel, in the order in which it writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The handler: `http-basic` or `token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// What the credential is stored for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_target: Option<String>,
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// A password in clear. We never write one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// A token in clear. We never write one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// Whether the credential may be sent over plain http: `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_allow_plaintext_http: Option<String>,
}

impl Settings {
    /// The names of all settings.
    const NAMES: [&str; 6] = [
        "auth",
        "auth_target",
        "username",
        "password",
        "token",
        "auth_allow_plaintext_http",
    ];

    /// As the value of a [`Slot::ChannelSettings`](super::Slot::ChannelSettings).
    pub fn value(&self) -> Secret {
        Secret::new(serde_json::to_string(self).expect("it is plain text"))
    }

    /// The settings of a slot's value.
    pub fn of(value: &Secret) -> Option<Self> {
        serde_json::from_str(value.expose()).ok()
    }

    fn all(&self) -> [(&'static str, Option<&str>); 6] {
        let values = [
            self.auth.as_deref(),
            self.auth_target.as_deref(),
            self.username.as_deref(),
            self.password.as_ref().map(Secret::expose),
            self.token.as_ref().map(Secret::expose),
            self.auth_allow_plaintext_http.as_deref(),
        ];
        let mut values = values.into_iter();
        Self::NAMES.map(|name| (name, values.next().flatten()))
    }

    fn set(&mut self, name: &str, value: &str) {
        let text = Some(value.to_owned());
        match name {
            "auth" => self.auth = text,
            "auth_target" => self.auth_target = text,
            "username" => self.username = text,
            "password" => self.password = text.map(Secret::new),
            "token" => self.token = text.map(Secret::new),
            _ => self.auth_allow_plaintext_http = text,
        }
    }
}

/// The settings of this channel. The value is the JSON of [`Settings`].
pub(super) struct Entry<'a>(pub(super) &'a str);

impl Layout for Entry<'_> {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        let document = yaml::parse(text)?;
        let place = Place::of(&document, self.0)?;
        let settings = place.entry().map(read).transpose()?.flatten();
        Ok(settings.map(|settings| settings.value()))
    }

    fn set(&self, text: &str, value: &str) -> Result<Text, Damage> {
        let settings: Settings = serde_json::from_str(value).expect("we wrote it as JSON");
        let document = yaml::parse(text)?;
        let mut patch = Patch::of(text);
        let place = Place::of(&document, self.0)?;
        place.set(&mut patch, self.0, &settings)?;
        let changed = patch.apply();
        check::is_set(&document, &changed, self.0, &settings)?;
        Ok(changed)
    }

    fn unset(&self, text: &str) -> Result<Option<Text>, Damage> {
        let document = yaml::parse(text)?;
        let place = Place::of(&document, self.0)?;
        let without = |emptied| {
            let mut patch = Patch::of(text);
            place.unset(&mut patch, emptied)?;
            let changed = patch.apply();
            check::is_unset(&document, &changed, self.0).map(|()| changed)
        };
        // A comment that is left may belong to what is above it then.
        let changed = without(Emptied::Goes).or_else(|_| without(Emptied::Stays))?;
        Ok(Some(changed))
    }

    fn mode(&self) -> Mode {
        Mode::Kept
    }
}

impl From<Flaw> for Damage {
    fn from(flaw: Flaw) -> Self {
        Self::at(flaw.at, flaw.why)
    }
}

/// The settings in an entry; none when it has none that are conda-auth's.
fn read(entry: &Node) -> Result<Option<Settings>, Flaw> {
    let mut settings = Settings::default();
    for name in Settings::NAMES {
        if let Some(value) = entry.get(name)? {
            let what = format!("`{name}` is not a text");
            let text = value.text().ok_or_else(|| Flaw::at(value.start, what))?;
            settings.set(name, text);
        }
    }
    Ok((settings != Settings::default()).then_some(settings))
}
