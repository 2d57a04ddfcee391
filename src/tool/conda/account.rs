//! Account: the login of anaconda.com, which conda finds in the keyring of its plugin anaconda-auth, where that is
//! installed and set to serve the channels (`anaconda_auth/_conda/auth_handler.py`; `condarc.d/anaconda-auth.yml`).

use super::{Conda, plugin::numbers};
use crate::{
    anaconda::site::keys_of,
    condarc::{self, Setting},
    scheme::Credential,
    tool::{Login, Piece, Unusable},
};

/// The handler's name in `channel_settings`.
const HANDLER: &str = "anaconda-auth";

/// The first version that sends the account's key there, and not an organisation's token.
const SENDS_KEYS: (u32, u32, u32) = (0, 15, 3);

impl Conda {
    /// What anaconda-auth has to find, if it is by that that conda has this login.
    pub(super) fn through_account(
        &self,
        login: &Login<'_>,
    ) -> Option<Result<Vec<Piece>, Unusable>> {
        let is_key = matches!(login.credential, Credential::Bearer(_));
        let is_for_account = is_key && keys_of("anaconda.com").contains(login.key);
        let serves = || self.has_handler().then(|| self.account.pieces(login));
        is_for_account.then(serves).flatten()
    }

    /// Whether conda asks the plugin for the account's channels, and it sends the key.
    fn has_handler(&self) -> bool {
        let Some(base) = &self.base else {
            return false;
        };
        let version = base.version("anaconda_auth");
        let is_new = version.is_some_and(|version| numbers(&version) >= SENDS_KEYS);
        let own = base.condarc_of("anaconda-auth");
        let files = std::iter::once(&own).chain(self.settings.all());
        let mut settings = files
            .filter_map(|file| condarc::settings_in(file))
            .flatten();
        is_new && settings.any(|setting| serves(&setting))
    }
}

fn serves(setting: &Setting) -> bool {
    let is_its = setting.auth.as_deref().map(str::trim) == Some(HANDLER);
    is_its && setting.channel.starts_with("https://repo.anaconda.cloud/")
}
