//! A login of ours under way, followed by its events.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Home, Idp, Ran, Run, Running};

/// What is logged in to. It is never asked anything.
pub const HOST: &str = "conda.example.com";

/// `xauth login --json` with a provider, its standard output in a file.
pub struct Login {
    running: Running,
    output: PathBuf,
}

impl Login {
    /// Starts one at the provider, with more arguments.
    pub fn start(home: &Home, idp: &Idp, more: &[&str]) -> Self {
        Self::run(home, home.xauth(), idp, more)
    }

    /// Starts one from a run of xauth with an environment and an input.
    pub fn run(home: &Home, run: Run, idp: &Idp, more: &[&str]) -> Self {
        let issuer = idp.issuer();
        let run = run.args(["login", HOST, "--oauth-issuer-url", &issuer]);
        Self::of(home, run.args(more.iter().copied()))
    }

    /// Starts one from a whole command line.
    pub fn of(home: &Home, run: Run) -> Self {
        let output = home.write("events", "");
        let run = run.args(["--json"]).stdout_to(&output);
        Self {
            running: run.spawn(),
            output,
        }
    }

    /// Waits for an event: `browser`, `device_code`, `logged_in`.
    #[track_caller]
    pub fn event(&self, name: &str) -> Value {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if let Some(event) = self.events().into_iter().find(|e| e["event"] == name) {
                return event;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("no `{name}` in {:?}", self.events());
    }

    /// Waits for the first event, whatever it is.
    #[track_caller]
    pub fn first_event(&self) -> Value {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if let Some(event) = self.events().into_iter().next() {
                return event;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("no event");
    }

    /// Waits for the URL to open.
    #[track_caller]
    pub fn url(&self) -> String {
        text(&self.event("browser")["url"]).to_owned()
    }

    /// Waits for the code to type.
    #[track_caller]
    pub fn code(&self) -> String {
        text(&self.event("device_code")["user_code"]).to_owned()
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(self) -> Ran {
        self.running.wait()
    }

    /// Waits for its end; it has to be logged in then.
    #[track_caller]
    pub fn done(self) -> Value {
        let event = self.event("logged_in");
        let ran = self.end().ok();
        assert_eq!(event["key"], HOST, "{ran}");
        event
    }

    fn events(&self) -> Vec<Value> {
        let output = fs::read_to_string(&self.output).unwrap();
        let whole = output.split_inclusive('\n').filter(|l| l.ends_with('\n'));
        whole.map(|l| serde_json::from_str(l).unwrap()).collect()
    }
}

/// What is stored for [`HOST`], if anything is.
pub fn stored(home: &Home) -> Option<Value> {
    let bytes = home.read(home.credentials_path())?;
    let store: Value = serde_json::from_slice(&bytes).unwrap();
    Some(store.get(HOST)?["OAuth"].clone())
}

/// The access token that is stored.
#[track_caller]
pub fn token(home: &Home) -> String {
    text(&stored(home).expect("a login")["access_token"]).to_owned()
}

/// A JSON string.
#[track_caller]
pub fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}
