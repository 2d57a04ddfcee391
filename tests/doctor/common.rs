//! A home to be examined, and what is done with a finding.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Home, Ran, Run};

pub const STORE: &str = ".rattler/rattler_auth_store.json";
pub const CREDENTIALS: &str = ".rattler/credentials.json";

/// A home with variables of its own.
pub struct Ward {
    pub home: Home,
    pub variables: Vec<(String, String)>,
}

impl Ward {
    pub fn new() -> Self {
        Self::with(&[])
    }

    pub fn with(variables: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            home: Home::new(),
            variables: variables.iter().map(own).collect(),
        }
    }

    /// A run of xauth, with ours first on PATH.
    pub fn xauth(&self, arguments: &[&str]) -> Run {
        let run = self.home.xauth().env("PATH", path());
        run.envs(self.variables.clone())
            .args(arguments.iter().copied())
    }

    pub fn log_in(&self, host: &str, token: &str) {
        let run = self.xauth(&["login", host, "--token", "-", "--store", "file"]);
        run.stdin(token).run().ok();
    }

    pub fn token(&self, host: &str) -> String {
        let ran = self.xauth(&["token", host]).reveals().run().ok();
        ran.out.trim_end().to_owned()
    }

    /// What doctor finds, by check.
    #[track_caller]
    pub fn findings(&self, check: &str) -> Vec<Value> {
        let ran = self.xauth(&["doctor", "--json"]).run();
        let all = ran.json()["findings"].as_array().unwrap().clone();
        let problems = all
            .iter()
            .filter(|one| one["severity"] == "problem")
            .count();
        assert_eq!(ran.code, Some(i32::from(problems > 0)), "{ran}");
        all.into_iter()
            .filter(|one| one["check"] == check)
            .collect()
    }

    /// The only finding of a check.
    #[track_caller]
    pub fn finding(&self, check: &str) -> Value {
        let found = self.findings(check);
        assert_eq!(found.len(), 1, "{check}: {found:?}");
        found[0].clone()
    }

    /// Panics unless the only finding of a check says `text`.
    #[track_caller]
    pub fn says(&self, check: &str, text: &str) {
        let finding = self.finding(check);
        let problem = finding["problem"].as_str().unwrap();
        assert!(problem.contains(text), "{finding}");
    }

    /// Runs the remedy of a finding as it is printed.
    #[track_caller]
    pub fn obey(&self, finding: &Value) -> Ran {
        let command = finding["run"]
            .as_str()
            .unwrap_or_else(|| panic!("{finding}"));
        let printed = self.xauth(&["doctor"]).run().out;
        assert!(printed.contains(&format!("run `{command}`")), "{printed}");
        self.shell(command)
    }

    pub fn shell(&self, command: &str) -> Ran {
        let run = self.home.run("/bin/sh").env("PATH", path());
        run.envs(self.variables.clone()).args(["-c", command]).run()
    }

    /// That a check has one finding, which its remedy ends.
    #[track_caller]
    pub fn is_cured(&self, check: &str, says: &str) {
        let finding = self.finding(check);
        let problem = finding["problem"].as_str().unwrap();
        assert!(problem.contains(says), "{finding}");
        self.obey(&finding).ok();
        assert!(
            self.findings(check).is_empty(),
            "{:?}",
            self.findings(check)
        );
    }

    /// `doctor --fix`, twice: the second finds nothing to mend.
    #[track_caller]
    pub fn fix(&self) -> Ran {
        let ran = self.xauth(&["doctor", "--fix"]).run();
        let again = self.xauth(&["doctor", "--fix", "--json"]).run();
        assert_eq!(again.json()["mended"], json!([]), "{again}");
        ran
    }
}

fn path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_xauth")).parent().unwrap();
    format!("{}:/usr/bin:/bin", folder.display())
}

pub fn bearer(token: &str) -> Value {
    json!({ "BearerToken": token })
}
