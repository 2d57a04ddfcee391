//! Payload: what anaconda-auth keeps for one domain (`anaconda_auth/token.py`, `TokenInfo`): base64 of
//! `{"domain":…,"api_key":…,"username":…,"repo_tokens":[…],"version":2}`. All that we do not know in it is kept.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::repo_tokens::{compact_list, is_of, organization, text};
use crate::{scheme::Credential, secret::Secret, time, tool::slot::python_json::Members};

/// What the entry's fields are, in the order in which they are written.
const FIELDS: [&str; 5] = ["domain", "api_key", "username", "repo_tokens", "version"];

/// The version that anaconda-auth writes (`TOKEN_INFO_VERSION`).
const VERSION: &str = "2";

/// A key that has long expired, and is no secret: anaconda-auth cannot even log in anew beside an entry that
/// has tokens of organisations and no key (`get_access_token` asserts one).
const NO_KEY: &str = "eyJhbGciOiJub25lIn0.eyJleHAiOjB9.";

/// With padding or without: Python refuses the latter, and so do we when we write.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What is kept for one domain.
#[derive(Debug, Default)]
pub(crate) struct Payload(Members);

/// One secret of an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    /// The account's key.
    ApiKey,
    /// The token of an organisation for `repo.anaconda.cloud`, which may be unnamed.
    RepoToken(Option<&'a str>),
}

impl Payload {
    /// Reads an entry of any generation.
    ///
    /// # Errors
    /// Why it cannot be understood, without any of it.
    pub(crate) fn read(encoded: &str) -> Result<Self, &'static str> {
        let bytes = LENIENT.decode(encoded.trim()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| "it is not base64")?;
        let text = str::from_utf8(&bytes).map_err(|_| "what it encodes is not UTF-8")?;
        let payload = Self(Members::read(text).map_err(|_| "what it encodes is no JSON object")?);
        // What a later write could not carry on is told before anything is written.
        payload.field::<Secret>("api_key")?;
        payload.field::<String>("username")?;
        payload.field::<Vec<Members>>("repo_tokens")?;
        Ok(payload)
    }

    /// One of its secrets.
    pub(crate) fn get(&self, part: Part<'_>) -> Option<Secret> {
        let found = match part {
            Part::ApiKey => {
                (self.field("api_key").ok().flatten()).filter(|key: &Secret| key.expose() != NO_KEY)
            }
            Part::RepoToken(organization) => {
                let mut tokens = self.tokens().into_iter();
                let token = tokens.find(|token| is_of(token, organization))?;
                text(&token, "token")
            }
        };
        found.filter(|secret| !secret.expose().is_empty())
    }

    /// Whether the account's key has ended.
    pub(crate) fn is_over(&self) -> bool {
        let key = self.get(Part::ApiKey);
        let key = key.and_then(|key| Credential::of_token("bearer", &key).ok());
        let end = key.and_then(|key| key.scheme().expires_at());
        end.is_some_and(time::is_past)
    }

    /// The organisations that it has a token of, in order.
    pub(crate) fn organizations(&self) -> Vec<Option<String>> {
        let tokens = self.tokens().into_iter();
        tokens.map(|token| organization(&token)).collect()
    }

    /// Sets one of its secrets. An organisation's token goes to the end, as theirs do (`set_repo_token`).
    pub(crate) fn set(&mut self, part: Part<'_>, value: &str) {
        match part {
            Part::ApiKey => self.0.set("api_key", &json(value)),
            Part::RepoToken(organization) => {
                let mut tokens = self.tokens();
                tokens.retain(|token| !is_of(token, organization));
                let mut token = Members::default();
                token.set("token", &json(value));
                if let Some(name) = organization {
                    token.set("org_name", &json(name));
                }
                tokens.push(token);
                self.set_tokens(&tokens);
                self.fill();
            }
        }
    }

    /// Takes one of its secrets out; whether another is left.
    pub(crate) fn clear(&mut self, part: Part<'_>) -> bool {
        match part {
            Part::ApiKey => {
                self.0.remove("api_key");
                self.fill();
            }
            Part::RepoToken(organization) => {
                let mut tokens = self.tokens();
                tokens.retain(|token| !is_of(token, organization));
                self.set_tokens(&tokens);
            }
        }
        self.get(Part::ApiKey).is_some() || !self.tokens().is_empty()
    }

    /// Leaves what anaconda-auth can live with.
    fn fill(&mut self) {
        if self.get(Part::ApiKey).is_none() && !self.tokens().is_empty() {
            self.0.set("api_key", &json(NO_KEY));
        }
    }

    /// Makes it one for this domain.
    pub(crate) fn name(&mut self, domain: &str) {
        self.0.set("domain", &json(domain));
    }

    /// As anaconda-auth makes it anew when it finds it under an older domain (`_migrate`).
    pub(crate) fn renew(&mut self) {
        self.0.set("version", VERSION);
    }

    fn tokens(&self) -> Vec<Members> {
        let tokens = self.field("repo_tokens").ok().flatten();
        tokens.unwrap_or_default()
    }

    fn set_tokens(&mut self, tokens: &[Members]) {
        self.0.set("repo_tokens", &compact_list(tokens));
    }

    /// The entry as anaconda-auth writes it (`model_dump_json(exclude_none=True)`): compact, known fields first.
    pub(crate) fn write(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::from("{"));
        let mut add = |name: &str, value: &str| {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&json(name));
            text.push(':');
            text.push_str(value);
        };
        for name in FIELDS {
            if let Some(value) = self.compact(name) {
                add(name, &value);
            }
        }
        for (name, value) in self.0.iter().filter(|(name, _)| !FIELDS.contains(name)) {
            add(name, value);
        }
        text.push('}');
        Zeroizing::new(BASE64_STANDARD.encode(text.as_bytes()))
    }

    /// A known field as it is written; none where it is left out.
    fn compact(&self, name: &str) -> Option<Zeroizing<String>> {
        let raw = self.0.get(name);
        match (name, raw) {
            ("repo_tokens", _) => Some(compact_list(&self.tokens())),
            ("version", None) => Some(Zeroizing::new(VERSION.into())),
            (_, None | Some("null")) => None,
            (_, Some(raw)) => match serde_json::from_str::<Secret>(raw) {
                Ok(text) => Some(json(text.expose())),
                Err(_) => Some(Zeroizing::new(raw.to_owned())),
            },
        }
    }

    /// A field, if it is there and not null.
    fn field<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, &'static str> {
        let value = self.0.get(name).unwrap_or("null");
        serde_json::from_str(value).map_err(|_| "a field of what it encodes is of another type")
    }
}

/// A string in quotes, as pydantic writes it: not ASCII alone, which Python's own `json` would.
pub(super) fn json(text: &str) -> Zeroizing<String> {
    Zeroizing::new(serde_json::to_string(text).expect("a string can be written"))
}

#[cfg(test)]
mod tests;
