//! Secrets: the credentials that stand in clear in the user's conda files.

mod conceal;
mod inline;
mod split;

use std::{
    io,
    path::{Path, PathBuf},
};

pub use self::conceal::conceal;
use super::{
    files,
    yaml::{self, Flaw, Kind, Node, Quotes},
};
use crate::{
    env::Env, error::Failure, scheme::Credential, secret::Secret, store::file::read_foreign,
};

/// The settings with channels in them (`conda/base/context.py`), and mamba's.
const SETTINGS: [&str; 9] = [
    "channels",
    "channel",
    "channel_alias",
    "default_channels",
    "custom_channels",
    "custom_multichannels",
    "migrated_channel_aliases",
    "migrated_custom_channels",
    "mirrored_channels",
];

/// A credential that stands in one of conda's files.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// Where in the file: `channels[0]`, `custom_channels.pro`, `channel_settings[1].token`.
    pub key: String,
    /// What it is for: the URL, or the channel, without the credential.
    pub site: String,
    /// The credential, or why it is of no use to us.
    pub credential: Result<Credential, String>,
    /// Whether it only names variables of the environment, so that no secret is in the file.
    pub is_variable: bool,
    steps: Vec<Step>,
    seen: Secret,
    /// The text to put there instead; none where the key goes.
    instead: Option<String>,
}

/// One step from a part of a document to a part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

/// Every credential in the user's conda files.
///
/// # Errors
/// For the first file that cannot be read or understood.
pub fn secrets(env: &Env) -> Result<Vec<Found>, Failure> {
    let files = files::of_user(env);
    let found = files.iter().map(|file| of_file(file));
    Ok(found.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Every credential in one of conda's files; none where there is no file.
///
/// # Errors
/// When it cannot be read or understood.
pub fn of_file(file: &Path) -> Result<Vec<Found>, Failure> {
    let text = match read_foreign(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            let (path, doing) = (file.to_owned(), "read");
            return Err(Failure::Io {
                path,
                doing,
                source,
            });
        }
    };
    let text =
        str::from_utf8(&text).map_err(|error| Flaw::at(error.valid_up_to(), "it is not UTF-8"));
    let found = text.and_then(|text| in_text(file, text));
    found.map_err(|flaw| flaw.in_file(file))
}

fn in_text(file: &Path, text: &str) -> Result<Vec<Found>, Flaw> {
    let mut search = Search {
        file,
        text,
        found: Vec::new(),
    };
    let Some(root) = yaml::parse(text)?.root else {
        return Ok(search.found);
    };
    for (key, value) in root.pairs() {
        let name = key.text().unwrap_or_default();
        let mut steps = vec![Step::Key(name.to_owned())];
        if SETTINGS.contains(&name) {
            search.urls(value, &mut steps);
        } else if name == "channel_settings" {
            search.settings(value, &mut steps)?;
        }
    }
    Ok(search.found)
}

/// What was found so far in a text.
struct Search<'t> {
    file: &'t Path,
    text: &'t str,
    found: Vec<Found>,
}

impl Search<'_> {
    /// Looks at every text in a part of the document.
    fn urls(&mut self, node: &Node, steps: &mut Vec<Step>) {
        for (step, inner) in below(node) {
            steps.push(step);
            self.urls(inner, steps);
            steps.pop();
        }
        let Some(split) = node.text().and_then(split::split) else {
            return;
        };
        let is_block = matches!(&node.kind, Kind::Scalar(_, Quotes::Block));
        let credential = match split.credential {
            _ if is_block => Err("it is written as a block of lines".into()),
            _ if !split.has_scheme && !may_lack_scheme(steps) => {
                Err("it has no `https://`, so that conda takes it for a channel's name".into())
            }
            credential => credential,
        };
        let found = self.note(node, steps, split.site, credential);
        self.found.push(Found {
            is_variable: split.is_variable,
            instead: Some(split.rest),
            ..found
        });
    }

    /// Looks at the entries of `channel_settings`, which may have a token or password of their own.
    fn settings(&mut self, list: &Node, steps: &mut Vec<Step>) -> Result<(), Flaw> {
        for (step, entry) in below(list) {
            steps.push(step);
            if let Some(channel) = entry.get("channel")? {
                steps.push(Step::Key("channel".into()));
                self.urls(channel, steps);
                steps.pop();
            }
            for (name, credential) in inline::of(entry)? {
                let Some(value) = entry.get(name)? else {
                    continue;
                };
                steps.push(Step::Key(name.into()));
                let found = self.note(value, steps, inline::site(entry)?, credential);
                self.found.push(found);
                steps.pop();
            }
            steps.pop();
        }
        Ok(())
    }

    fn note(
        &self,
        node: &Node,
        steps: &[Step],
        site: String,
        credential: Result<Credential, String>,
    ) -> Found {
        let before = self.text[..node.start].bytes();
        Found {
            file: self.file.to_owned(),
            line: before.filter(|byte| *byte == b'\n').count() + 1,
            key: path(steps),
            site,
            credential,
            is_variable: false,
            steps: steps.to_owned(),
            seen: Secret::new(node.text().unwrap_or_default()),
            instead: None,
        }
    }
}

/// Whether conda takes a text without a scheme for a host (`conda/models/channel.py`, `make_simple_channel`).
fn may_lack_scheme(steps: &[Step]) -> bool {
    matches!(steps.first(), Some(Step::Key(name)) if name.contains("alias"))
}

fn below(node: &Node) -> Vec<(Step, &Node)> {
    match &node.kind {
        Kind::Scalar(..) => Vec::new(),
        Kind::Sequence(items, _) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (Step::Item(at), item))
            .collect(),
        Kind::Mapping(pairs, _) => {
            let named = pairs
                .iter()
                .filter_map(|(key, value)| Some((Step::Key(key.text()?.to_owned()), value)));
            named.collect()
        }
    }
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Item(at) => path += &format!("[{at}]"),
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path += &format!(".{key}"),
        }
    }
    crate::text::redact_url(&path)
}

impl Flaw {
    fn in_file(self, file: &Path) -> Failure {
        let Self { at, why } = self;
        let path = file.to_owned();
        Failure::Corrupt { path, at, why }
    }
}
