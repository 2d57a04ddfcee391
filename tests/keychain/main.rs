//! The keychain in every state it can be in: where a login goes, what is found, and what is left.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

mod absent;
mod duplicates;
mod hanging;
mod items;
mod killed;
mod limit;
mod listing;
mod locked;
mod one_home;
mod prompt;
mod races;
#[path = "../support/mod.rs"]
mod support;
mod untouched;

use serde_json::json;
use support::{Home, Mode, Ran, Run, SecretService};

const KEY: &str = "conda.example.com";

/// A home with a keychain in some state.
struct Desk {
    // Dropped in this order.
    service: SecretService,
    home: Home,
}

impl Desk {
    fn new(mode: Mode) -> Self {
        let home = Home::new();
        let service = SecretService::start(&home, mode);
        Self { service, home }
    }

    /// A keychain that holds `KEY` with this token, then in some state.
    fn holding(token: &str, mode: Mode) -> Self {
        let desk = Self::new(Mode::Unlocked);
        desk.login(token, &["--store", "keychain"]).ok();
        desk.restarted(mode)
    }

    /// The same home with another session.
    fn restarted(self, mode: Mode) -> Self {
        let Self { service, home } = self;
        drop(service);
        let service = SecretService::start(&home, mode);
        Self { service, home }
    }

    fn xauth(&self, arguments: &[&str]) -> Run {
        let run = self.home.xauth().envs(self.service.env());
        run.args(arguments.iter().copied())
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.xauth(arguments).run()
    }

    fn logging_in(&self, token: &str, arguments: &[&str]) -> Run {
        let run = self.xauth(&["login", KEY, "--token", "-"]).stdin(token);
        run.args(arguments.iter().copied())
    }

    fn login(&self, token: &str, arguments: &[&str]) -> Ran {
        self.logging_in(token, arguments).run()
    }

    /// The token that `xauth token` prints for `KEY`.
    #[track_caller]
    fn token(&self) -> String {
        let ran = self.xauth(&["token", KEY]).reveals().run().ok();
        ran.out.trim_end().to_owned()
    }

    /// The token in the keychain under `KEY`, as another program sees it.
    fn in_keychain(&self) -> Option<String> {
        let look = ["lookup", "service", "rattler", "username", KEY];
        let value = self.service.secret_tool(&look, "").out;
        bearer_of(value.as_bytes())
    }

    /// The token in the file under `KEY`.
    fn in_file(&self) -> Option<String> {
        let bytes = self.home.read(self.home.store_path())?;
        let entries: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        bearer_of(&serde_json::to_vec(entries.get(KEY)?).unwrap())
    }

    /// That no file of ours was made.
    #[track_caller]
    fn has_no_file(&self) {
        assert!(!self.home.path().join(".rattler").exists(), "a file");
    }
}

fn bearer_of(json: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(json).ok()?;
    value["BearerToken"].as_str().map(str::to_owned)
}

fn bearer(token: &str) -> String {
    json!({ "BearerToken": token }).to_string()
}
