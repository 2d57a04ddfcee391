//! Context: what every command is given.

use std::{cell::OnceCell, rc::Rc};

use crate::{
    condarc,
    config::Config,
    env::Env,
    error::{Error, Result},
    http::{self, Client, Runner},
    notes::Notes,
    store::{Store, keychain::Patience},
    target::{Target, Typed},
    tool::{Hands, Shares},
    ui::{Tone, Ui},
    vault::{Choice, Reach, Vault},
};

pub(super) struct Context<'a> {
    pub(super) env: &'a Env,
    pub(super) ui: &'a mut dyn Ui,
    /// Whether the network must not be used.
    pub(super) offline: bool,
    /// What the network is used with.
    pub(super) http: http::Settings,
    /// What reaches other tools' keyring, made when it is needed.
    pub(super) hands: OnceCell<Rc<Hands>>,
    /// What waits for the network.
    pub(super) runner: Runner,
}

impl Context<'_> {
    /// A client for `what`, which needs the network.
    pub(super) fn client(&self, what: &'static str) -> Result<Client> {
        match self.offline {
            true => Err(Error::Offline(what)),
            false => Client::new(self.env, &self.http),
        }
    }

    /// Understands what was typed for a host.
    pub(super) fn target(&self, typed: &Typed) -> Result<Target> {
        typed.resolve(|| condarc::channel_alias(self.env))
    }

    /// The stores, as the flag, `XAUTH_STORE` or the config choose.
    pub(super) fn vault(&self, flag: Option<Choice>, reach: Reach) -> Result<Vault> {
        Vault::open(self.env, self.choice(flag)?, reach, self.patience())
    }

    /// How long a keychain may take.
    pub(super) fn patience(&self) -> Patience {
        match self.ui.can_ask() {
            true => Patience::WITH_PERSON,
            false => Patience::ALONE,
        }
    }

    /// Where logins go.
    pub(super) fn choice(&self, flag: Option<Choice>) -> Result<Choice> {
        flag.map_or_else(|| Config::choice(self.env), Ok)
    }

    /// What we remember of logins.
    pub(super) fn notes(&self) -> Notes {
        Notes::in_directory(self.env.state_dir())
    }

    /// What was given to other tools.
    pub(super) fn shares(&self) -> Shares {
        let make = || Rc::new(Hands::of(self.env, self.patience()));
        let hands = Rc::clone(self.hands.get_or_init(make));
        Shares::in_directory(self.env.state_dir(), hands)
    }

    pub(super) fn note(&mut self, text: &str) {
        self.ui.say(Tone::Note, text);
    }

    pub(super) fn warn(&mut self, text: &str) {
        self.ui.say(Tone::Warning, text);
    }

    pub(super) fn detail(&mut self, text: &str) {
        self.ui.say(Tone::Detail, text);
    }

    /// Passes on what the stores have to say.
    pub(super) fn pass_on(&mut self, vault: &Vault) {
        for warning in vault.warnings() {
            self.warn(&warning);
        }
    }

    /// A store's name with its place, for people.
    pub(super) fn store_name(&self, store: &dyn Store) -> String {
        let article = match store.name() {
            "netrc" | "anaconda" => "",
            _ => "the ",
        };
        format!("{article}{} ({})", store.name(), self.place(store))
    }

    /// A store's place, `~/…` where it is below the home directory.
    pub(super) fn place(&self, store: &dyn Store) -> String {
        self.env.shorten(store.place().as_ref())
    }
}
