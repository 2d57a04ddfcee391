//! Entries: what `channel_settings` has to say for a login, and where the secret goes by it.

use url::{Host, Url};

use super::{PLAIN_HTTP, channel::Names};
use crate::{
    target::key::is_secure,
    tool::{Login, Unusable},
};

/// One entry of `channel_settings`, and the name that its secret goes by.
pub(super) struct Entry {
    pub(super) channel: String,
    pub(super) target: String,
    /// Whether it is plain http, to which conda-auth sends nothing that is not allowed to go there.
    pub(super) is_in_clear: bool,
}

/// Entries that name the channels as conda does, which every version finds.
pub(super) fn one_channel(
    login: &Login<'_>,
    channels: &[Url],
    names: &Names,
) -> Result<Vec<Entry>, Unusable> {
    let mut entries = Vec::new();
    for channel in channels {
        if !login.may_go_to(channel) {
            return Err(Unusable::because(PLAIN_HTTP));
        }
        let name = names.canonical(channel)?;
        entries.push(Entry {
            channel: name.clone(),
            target: name,
            is_in_clear: !is_secure(channel),
        });
    }
    match entries.is_empty() {
        true => Err(Unusable {
            is_passing: false,
            why: "conda-auth up to 0.2.1 knows single channels only, and this login is for a whole host".into(),
            hint: Some("name the channel: `xauth share https://HOST/CHANNEL --with conda`".into()),
        }),
        false => Ok(entries),
    }
}

/// A pattern for every site: a bare host would be for a channel at its root alone. 0.2.1 would stop at a pattern.
pub(super) fn whole_host(login: &Login<'_>, names: &Names) -> Result<Vec<Entry>, Unusable> {
    let mut entries = Vec::new();
    let mut channels = login.channels().into_iter();
    channels.try_for_each(|channel| names.canonical(&channel).map(drop))?;
    for site in login.sites.iter().filter(|site| login.may_go_to(site)) {
        names.canonical(site)?;
        if matches!(site.host(), Some(Host::Ipv6(_))) {
            let why = "conda-auth knows hosts by patterns, in which `[` has a meaning of its own";
            return Err(Unusable::because(why));
        }
        let target = site.origin().ascii_serialization();
        entries.push(Entry {
            channel: format!("{target}/*"),
            target,
            is_in_clear: !is_secure(site),
        });
    }
    match entries.is_empty() {
        true => Err(Unusable::because(PLAIN_HTTP)),
        false => Ok(entries),
    }
}
