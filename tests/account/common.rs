//! A home, and Anaconda's servers.

use std::fs;

use serde_json::Value;

use crate::support::{AnacondaWorld, Home, Ran, Run};

/// The keys of a login to anaconda.com.
pub const KEYS: [&str; 2] = ["anaconda.com", "repo.anaconda.cloud"];

/// A private home beside the servers.
pub struct Place {
    pub home: Home,
    pub world: AnacondaWorld,
}

impl Place {
    pub fn new() -> Self {
        Self {
            home: Home::new(),
            world: AnacondaWorld::start(),
        }
    }

    /// A run that reaches the servers, keeps logins in the file, and has nobody to ask.
    pub fn xauth(&self, arguments: &[&str]) -> Run {
        let run = self.home.xauth().env("XAUTH_STORE", "file");
        self.world.env(run.args(arguments))
    }

    /// A login with a code that is typed at once.
    pub fn login(&self, more: &[&str]) -> Ran {
        let login = ["login", "anaconda.com", "--oauth-flow", "device-code"];
        self.xauth(&[&login, more].concat()).run()
    }

    /// What is stored under a key.
    pub fn stored(&self, key: &str) -> Option<String> {
        let text = fs::read(self.home.store_path()).ok()?;
        let all: Value = serde_json::from_slice(&text).unwrap();
        all.get(key)?["BearerToken"].as_str().map(str::to_owned)
    }

    /// Stores a key as an earlier login has it.
    pub fn has(&self, key: &str, token: &str) {
        let path = self.home.store_path();
        let text = fs::read(&path).unwrap_or_else(|_| b"{}".to_vec());
        let mut all: Value = serde_json::from_slice(&text).unwrap();
        all[key] = serde_json::json!({ "BearerToken": token });
        self.home.write(path, all.to_string());
    }

    /// The requests so far.
    pub fn lines(&self) -> Vec<String> {
        let requests = self.world.requests();
        requests.iter().map(|request| request.line()).collect()
    }
}
