//! The real rattler, of two ages and in Python, on the stores that we share.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

mod buckets;
mod forms;
mod quetz;
mod served;
mod stored;
#[path = "../support/mod.rs"]
mod support;
mod wildcards;

use serde_json::{Value, json};
use support::{Home, Mode, Oracle, Ran, Run, SecretService};

/// Where a credential is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Keychain,
    File,
}

impl Place {
    const ALL: [Self; 2] = [Self::Keychain, Self::File];
}

/// A home with a keychain that is open, or with none.
struct Desk {
    // Dropped in this order.
    service: Option<SecretService>,
    home: Home,
}

impl Desk {
    fn new(place: Place) -> Self {
        let home = Home::new();
        let is_there = place == Place::Keychain;
        let service = is_there.then(|| SecretService::start(&home, Mode::Unlocked));
        Self { service, home }
    }

    fn within(&self, run: Run) -> Run {
        run.envs(self.service.iter().flat_map(SecretService::env))
    }

    fn xauth(&self, arguments: &[&str], input: &str) -> Ran {
        let run = self.home.xauth().args(arguments.iter().copied());
        self.within(run).stdin(input).run()
    }

    /// One version of rattler, as the same user.
    fn oracle(&self, oracle: &Oracle, arguments: &[&str], input: &str) -> Ran {
        let run = oracle.at(&self.home).args(arguments.iter().copied());
        self.within(run).stdin(input).run()
    }

    /// The key and the credential that one version of rattler finds for a URL.
    #[track_caller]
    fn found(&self, oracle: &Oracle, url: &str) -> Value {
        self.oracle(oracle, &["get", url], "").ok().json()
    }

    /// Python code with rattler to import.
    fn python(&self, code: &str, arguments: &[&str]) -> Ran {
        let run = self.home.run(support::python()).args(["-c", code]);
        self.within(run).args(arguments.iter().copied()).run()
    }

    /// Downloads a channel's index and its package with rattler's bindings for Python.
    fn download(&self, channel: &str) -> Ran {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services/download.py");
        let run = self.home.run(support::python()).args([script, channel]);
        self.within(run).run()
    }

    /// The credential that is stored under `key`, wherever it is.
    #[track_caller]
    fn stored(&self, key: &str) -> Value {
        let Some(service) = &self.service else {
            return self.home.read_json(self.home.credentials_path())[key].clone();
        };
        let items = service.items();
        let item = items.iter().find(|item| item.attributes["username"] == key);
        let secret = item.and_then(|item| item.secret.as_deref());
        secret.map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
    }
}

fn bearer(token: &str) -> Value {
    json!({ "BearerToken": token })
}
