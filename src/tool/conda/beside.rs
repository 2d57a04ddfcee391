//! Beside: what conda has for the same host already, and one of two would not be used.

use url::Url;

use super::Conda;
use crate::{
    scheme::Credential,
    text::escape,
    tool::{Hands, Login, Slot, Unusable, token_files},
};

impl Conda {
    /// conda asks its plugin for every channel that a pattern of `channel_settings` covers, and then looks neither at
    /// token files nor at netrc (`conda/gateways/connection/session.py`, `get_session`).
    pub(super) fn check_neighbours(&self, login: &Login<'_>) -> Result<(), Unusable> {
        let is_for_plugin = match login.credential {
            Credential::CondaToken(_) | Credential::S3(_) => false,
            Credential::Basic(_) => login.is_for_channel(),
            Credential::Bearer(_) | Credential::OAuth(_) => true,
        };
        let rival = match (is_for_plugin, login.is_for_channel()) {
            (true, true) => None,
            (true, false) => login
                .sites
                .iter()
                .find_map(|site| self.token_below(site, &login.own)),
            (false, _) => login
                .sites
                .iter()
                .find_map(|site| self.pattern_of(site, &login.own)),
        };
        match rival {
            None => Ok(()),
            Some(rival) => Err(Unusable {
                is_passing: false,
                why: format!(
                    "it sends one login to all channels of that host, and has one for `{}`",
                    escape(&rival)
                ),
                hint: Some("share one of the two: see `xauth tools --tool conda`".into()),
            }),
        }
    }

    /// A channel of the site that conda has a token file for.
    fn token_below(&self, site: &Url, own: &[Slot]) -> Option<String> {
        let directories = self.files.conda.iter();
        let held = directories.filter_map(|directory| token_files::held(directory).ok());
        let others = held.flatten().filter(|held| !own.contains(&held.slot));
        let mut sites = others.map(|held| held.site);
        sites.find(|other| other != site.as_str() && other.starts_with(site.as_str()))
    }

    /// The pattern for the site that the plugin has a login for.
    fn pattern_of(&self, site: &Url, own: &[Slot]) -> Option<String> {
        let channel = format!("{}/*", site.origin().ascii_serialization());
        let slot = Slot::ChannelSettings {
            path: self.plugin.condarc.clone()?,
            channel: channel.clone(),
        };
        let has_one = !own.contains(&slot) && slot.read(&Hands::default()).ok()?.is_some();
        has_one.then_some(channel)
    }
}
