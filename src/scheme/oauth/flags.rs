//! Flags: the OAuth flags of `xauth login`, which are pixi's, and the client that they describe.

use super::{
    Issuer,
    application::Special,
    loopback::RedirectUri,
    preset::{Preset, visible},
};
use crate::{
    error::Result,
    scheme::{Argument, Ask, rules},
    secret::Secret,
};

/// How a person logs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Flow {
    /// The browser where one can open, else a code
    #[default]
    Auto,
    /// A browser on this machine
    AuthCode,
    /// A code that is typed in any browser
    DeviceCode,
}

/// A client that is registered at a provider, and what it asks for.
#[derive(Clone, Debug)]
pub struct Registration {
    pub(super) issuer: Issuer,
    pub(super) client_id: String,
    pub(super) client_secret: Option<Secret>,
    pub(super) scopes: Vec<String>,
    pub(super) redirect: RedirectUri,
    pub(super) audience: Option<String>,
    /// Whether the provider is not to be asked for the person's consent.
    pub(super) no_consent: bool,
    /// What is different, if the provider belongs to an application.
    pub(super) application: Option<Special>,
}

impl Registration {
    /// Where the browser is sent back to, if that is not left to us.
    pub(super) fn redirect_uri(&self) -> Option<String> {
        let is_usual = self.redirect == RedirectUri::default();
        (!is_usual).then(|| self.redirect.to_string())
    }
}

/// The client's id where none is given: rattler's, so that a server needs one registration for both.
const CLIENT_ID: &str = "rattler";
/// What is asked for where nothing else is said.
pub const SCOPES: [&str; 3] = ["openid", "profile", "offline_access"];

/// The flags.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Flags {
    /// Log in with OAuth or OpenID Connect, in a browser or with a code
    #[arg(long, help_heading = "OAuth and OpenID Connect")]
    oauth: bool,
    /// The login provider's URL [default: https://HOST]
    #[arg(long, value_name = "URL", help_heading = "OAuth and OpenID Connect")]
    oauth_issuer_url: Option<String>,
    /// The id that the client is registered under [default: rattler]
    #[arg(long, value_name = "ID", help_heading = "OAuth and OpenID Connect")]
    oauth_client_id: Option<String>,
    /// The client's secret, if it has one: `-` reads standard input, no value asks for it
    #[arg(long, value_name = "SECRET", num_args = 0..=1, help_heading = "OAuth and OpenID Connect")]
    oauth_client_secret: Option<Option<Argument>>,
    /// How to log in
    #[arg(long, value_name = "FLOW", help_heading = "OAuth and OpenID Connect")]
    oauth_flow: Option<Flow>,
    /// Ask for this scope; may be repeated [default: openid profile offline_access]
    #[arg(
        long = "oauth-scope",
        value_name = "SCOPE",
        help_heading = "OAuth and OpenID Connect"
    )]
    oauth_scopes: Vec<String>,
    /// Where the browser is sent back to, on this machine [default: http://127.0.0.1, any port]
    #[arg(long, value_name = "URI", help_heading = "OAuth and OpenID Connect")]
    oauth_redirect_uri: Option<String>,
    /// What the token is for, where the provider asks for it
    #[arg(
        long,
        value_name = "AUDIENCE",
        help_heading = "OAuth and OpenID Connect"
    )]
    oauth_audience: Option<String>,
    /// Leave out `prompt=consent`, which most providers want for a refresh token, and a few refuse
    #[arg(long, help_heading = "OAuth and OpenID Connect")]
    oauth_no_consent: bool,
}

impl Flags {
    pub(in crate::scheme) fn is_given(&self) -> bool {
        self.oauth || self.oauth_flow.is_some() || self.describe_client()
    }

    /// Whether they say more than how to log in: at which provider, as which client, for what.
    pub fn describe_client(&self) -> bool {
        let Self {
            oauth: _,
            oauth_flow: _,
            oauth_issuer_url,
            oauth_client_id,
            oauth_client_secret,
            oauth_scopes,
            oauth_redirect_uri,
            oauth_audience,
            oauth_no_consent,
        } = self;
        oauth_issuer_url.is_some()
            || oauth_client_id.is_some()
            || oauth_client_secret.is_some()
            || !oauth_scopes.is_empty()
            || oauth_redirect_uri.is_some()
            || oauth_audience.is_some()
            || *oauth_no_consent
    }

    /// How to log in.
    pub fn flow(&self) -> Flow {
        self.oauth_flow.unwrap_or_default()
    }

    /// The client that the flags describe; what they leave out is the preset's, or usual. `origin` is the server's own.
    ///
    /// # Errors
    /// A usage error for a value that cannot be used.
    pub fn registration(
        self,
        origin: &str,
        preset: Option<Preset>,
        ask: &mut dyn Ask,
    ) -> Result<Registration> {
        // A row is about one provider, and says nothing about another.
        let is_own = |preset: &Preset| {
            let named = self.oauth_issuer_url.as_ref();
            named.is_none_or(|named| *named == preset.issuer)
        };
        let preset = preset.filter(is_own).unwrap_or_else(|| Preset {
            issuer: origin.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            ..Preset::default()
        });
        let redirect = self.oauth_redirect_uri.or(preset.redirect_uri);
        let scopes = match self.oauth_scopes.is_empty() {
            true => preset.scopes,
            false => self.oauth_scopes,
        };
        Ok(Registration {
            application: None,
            no_consent: self.oauth_no_consent || preset.no_consent,
            issuer: self.oauth_issuer_url.unwrap_or(preset.issuer).parse()?,
            client_id: visible(
                self.oauth_client_id.unwrap_or(preset.client_id),
                "--oauth-client-id",
            )?,
            client_secret: client_secret(self.oauth_client_secret, ask)?,
            scopes: checked(scopes)?,
            redirect: redirect
                .map(|uri| RedirectUri::parse(&uri))
                .transpose()?
                .unwrap_or_default(),
            audience: (self.oauth_audience.or(preset.audience))
                .map(|audience| visible(audience, "--oauth-audience"))
                .transpose()?,
        })
    }
}

fn client_secret(flag: Option<Option<Argument>>, ask: &mut dyn Ask) -> Result<Option<Secret>> {
    let flag_name = "--oauth-client-secret";
    let Some(argument) = flag else {
        return Ok(None);
    };
    let typed = ask.secret(
        argument.unwrap_or(Argument::Ask),
        "client secret",
        flag_name,
    )?;
    rules::password(&typed, "the client secret", flag_name).map(Some)
}

/// The scopes, each once, with `openid`, without which there is no word on who logged in.
fn checked(scopes: Vec<String>) -> Result<Vec<String>> {
    let scopes = match scopes.is_empty() {
        true => SCOPES.map(String::from).to_vec(),
        false => scopes,
    };
    // pixi's users write several in one flag, too.
    let words = scopes.iter().flat_map(|scope| scope.split_whitespace());
    let mut all: Vec<String> = Vec::new();
    for scope in std::iter::once("openid").chain(words) {
        if !all.iter().any(|known| known == scope) {
            all.push(visible(scope.to_owned(), "--oauth-scope")?);
        }
    }
    Ok(all)
}
