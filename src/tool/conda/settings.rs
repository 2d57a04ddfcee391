//! Settings: which entries of `channel_settings` lead conda-auth to which of its secrets (`conda_auth/handlers/base.py`).

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use url::Url;

use super::channel::Names;
use crate::{
    condarc::{self, Setting},
    env::Env,
    tool::Slot,
};

/// The handlers that are conda-auth's.
const HANDLERS: [&str; 3] = ["token", "http-basic", "oauth2"];

/// conda's files, in which the entries are.
pub(super) struct Files {
    all: Vec<PathBuf>,
    user: Vec<PathBuf>,
}

impl Files {
    pub(super) fn of(env: &Env) -> Self {
        Self {
            all: condarc::files(env),
            user: condarc::files_of_user(env),
        }
    }

    /// Every file.
    pub(super) fn all(&self) -> &[PathBuf] {
        &self.all
    }

    /// The entries as they are now; none when a file cannot be understood, for nobody knows then what leads where.
    pub(super) fn entries(&self) -> Option<Entries> {
        let read = |file: &PathBuf| entries_in(file);
        let lists = self.all.iter().map(read).collect::<Option<Vec<_>>>()?;
        Some(Entries(lists.concat()))
    }

    /// The user's entries that lead to the secret of `target`, and may lead to that of another name: the channel's own,
    /// under which 0.2.1 keeps it.
    pub(super) fn leading_to(&self, target: &str) -> Vec<(Slot, [String; 2])> {
        let lists = self.user.iter().filter_map(|file| entries_in(file));
        let entries = lists.flatten().filter(|entry| entry.leads_to(target));
        let slot = |entry: Entry| {
            let names = [entry.target.clone(), entry.channel.clone()];
            let (path, channel) = (entry.file, entry.channel);
            (Slot::ChannelSettings { path, channel }, names)
        };
        entries.map(slot).collect()
    }
}

fn entries_in(file: &Path) -> Option<Vec<Entry>> {
    let mut settings = condarc::settings_in(file)?;
    settings.reverse();
    let mut seen = HashSet::new();
    // Of entries for one channel the last counts.
    settings.retain(|setting| seen.insert(setting.channel.clone()));
    let entry = |setting: Setting| {
        let auth = setting.auth?.trim().to_lowercase();
        let is_ours = HANDLERS.contains(&&*auth);
        is_ours.then(|| Entry {
            file: file.to_owned(),
            target: setting.target.unwrap_or(setting.channel.clone()),
            channel: setting.channel,
        })
    };
    Some(settings.into_iter().filter_map(entry).collect())
}

/// An entry that leads to a secret of conda-auth's.
#[derive(Clone, Debug)]
struct Entry {
    file: PathBuf,
    channel: String,
    target: String,
}

impl Entry {
    fn leads_to(&self, target: &str) -> bool {
        self.target == target || self.channel == target
    }
}

/// All entries.
pub(super) struct Entries(Vec<Entry>);

impl Entries {
    /// What the secret of `target` is for, as a URL.
    ///
    /// # Errors
    /// When that cannot be said of one site alone.
    pub(super) fn site(&self, target: &str, names: &Names) -> Result<Url, String> {
        let entries = self.0.iter().filter(|entry| entry.target == target);
        let sites = entries.map(|entry| site(&entry.channel, names));
        let mut sites = sites.collect::<Result<Vec<_>, _>>()?;
        let named = site(target, names);
        if target.contains("://") {
            let named = named?;
            return match sites.iter().all(|site| site.origin() == named.origin()) {
                true => Ok(named),
                false => Err("`channel_settings` sends it to another host".into()),
            };
        }
        sites.dedup();
        match sites.len() {
            0 => named,
            1 => Ok(sites.remove(0)),
            _ => Err("`channel_settings` sends it to more than one channel".into()),
        }
    }
}

/// What a channel's name or pattern is for: a bare name is on the channel alias.
pub(super) fn site(channel: &str, names: &Names) -> Result<Url, String> {
    let channel = channel.strip_suffix("/*").unwrap_or(channel);
    if channel.contains(['*', '?', '[']) {
        return Err(format!("`channel_settings` sends it to every `{channel}`"));
    }
    let text = match channel.contains("://") {
        true => channel.to_owned(),
        false => {
            names.check_bare(channel)?;
            format!("{}/{channel}", names.alias.as_str().trim_end_matches('/'))
        }
    };
    Url::parse(&text).map_err(|_| "its channel is no URL".into())
}
