//! A person who signs in at the OpenID provider.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::node::{node, script};
use super::run::{Run, SYSTEM_PATH};

/// What the person does when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Signs in and consents.
    Agree,
    /// Signs in and does not consent.
    Deny,
    /// Closes the window.
    Close,
}

/// A person, who lets go of what is under way when dropped.
pub struct Person {
    directory: TempDir,
    settings: Value,
}

impl Person {
    /// A person at a real browser (Chromium), which takes about two seconds a visit.
    #[track_caller]
    pub fn at_browser(name: &str) -> Self {
        Self::new(name, false)
    }

    /// A person without a browser: a client that fills in the provider's forms.
    #[track_caller]
    pub fn quick(name: &str) -> Self {
        Self::new(name, true)
    }

    #[track_caller]
    fn new(name: &str, quick: bool) -> Self {
        let directory = TempDir::with_prefix("xauth-person-").expect("a temporary directory");
        let path = |name: &str| directory.path().join(name);
        for name in ["running", "pictures"] {
            fs::create_dir(path(name)).expect("a directory can be made");
        }
        let settings = json!({
            "name": name,
            "quick": quick,
            "answer": "agree",
            "code": null,
            "visits": path("visits"),
            "running": path("running"),
            "pictures": path("pictures"),
            "seconds": 30,
        });
        let person = Self {
            directory,
            settings,
        };
        person.write_browser();
        person
    }

    /// What they do when asked.
    pub fn answers(mut self, answer: Answer) -> Self {
        let answer = match answer {
            Answer::Agree => "agree",
            Answer::Deny => "deny",
            Answer::Close => "close",
        };
        self.settings["answer"] = answer.into();
        self
    }

    /// What they type when asked for a code.
    pub fn types(mut self, code: &str) -> Self {
        self.settings["code"] = code.into();
        self
    }

    /// The variable by which `xdg-open` finds them. What is opened is looked at in the background;
    /// [`Person::wait`] waits for the end of that.
    pub fn env(&self) -> [(&'static str, String); 1] {
        self.write_settings();
        let browser = self.file("browser");
        [("BROWSER", browser.to_string_lossy().into_owned())]
    }

    /// Has them look at a page, and go on from there to the end.
    #[track_caller]
    pub fn visit(&self, url: &str) -> Visit {
        self.write_settings();
        let before = self.visits().len();
        let run = Run::new(node()).args([script("person.mjs"), self.file("settings")]);
        let run = run.args([url]).env("HOME", self.directory.path()).run();
        let visit = self.visits().into_iter().nth(before);
        visit.unwrap_or_else(|| panic!("no visit: {run}"))
    }

    /// The visits that have ended, in the order of their ends.
    pub fn visits(&self) -> Vec<Visit> {
        let text = fs::read_to_string(self.file("visits")).unwrap_or_default();
        text.lines().map(Visit::read).collect()
    }

    /// Waits for the end of the only visit.
    #[track_caller]
    pub fn wait(&self) -> Visit {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(40) {
            let visits = self.visits();
            assert!(visits.len() < 2, "several visits: {visits:?}");
            if let Some(visit) = visits.into_iter().next() {
                return visit;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("no visit: {}", self.log());
    }

    /// Pictures of the page that was seen last, if by a browser: `light.png` and `dark.png`.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.file("pictures").join(name)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write_settings(&self) {
        fs::write(self.file("settings"), self.settings.to_string()).expect("a file can be written");
    }

    /// The program behind `$BROWSER`, which comes back at once, as one with an open window does.
    /// It is not told of the environment of whoever starts it.
    fn write_browser(&self) {
        let path = self.file("browser");
        let text = format!(
            "#!/bin/sh\nexec env -i PATH={SYSTEM_PATH} HOME={home} setsid --fork {node} {script} \
             {home}/settings \"$1\" </dev/null >>{home}/log 2>&1\n",
            home = self.directory.path().display(),
            node = node().display(),
            script = script("person.mjs").display(),
        );
        write_program(&path, &text);
    }

    fn running(&self) -> Vec<Pid> {
        let files = fs::read_dir(self.file("running")).into_iter().flatten();
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        names
            .filter_map(|name| Pid::from_raw(name.parse().ok()?))
            .collect()
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // A browser takes its windows down when it is asked to end.
        let end = |process: &Pid| kill_process(*process, Signal::TERM).is_ok();
        let mut running = self.running();
        for _ in 0..100 {
            running.retain(end);
            if running.is_empty() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A look at a page, and at those that followed.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The URL that it began with.
    pub opened: String,
    /// What was done: `sign in`, `consent`, …
    pub steps: Vec<String>,
    /// Why it did not go well; empty when it did.
    pub error: String,
    /// The URL that it ended with.
    pub url: String,
    /// The status code of the page there.
    pub status: u64,
    /// Its headers, their names in lower case.
    pub headers: Value,
    /// What the page asked for besides itself, when it is not the provider's.
    pub others: Vec<String>,
    /// Its title.
    pub title: String,
    /// What it says; to the quick person, its HTML.
    pub text: String,
}

impl Visit {
    /// A header of the page that was seen last, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].as_str().unwrap_or_default()
    }

    fn read(line: &str) -> Self {
        let line: Value = serde_json::from_str(line).expect("the visits are JSON");
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let list = |name: &str| {
            let list = line[name].as_array().into_iter().flatten();
            list.map(|word| word.as_str().unwrap_or_default().to_owned())
                .collect()
        };
        Self {
            opened: text("opened"),
            steps: list("steps"),
            error: text("error"),
            url: text("url"),
            status: line["status"].as_u64().unwrap_or_default(),
            headers: line["headers"].clone(),
            others: list("others"),
            title: text("title"),
            text: text("text"),
        }
    }
}

fn write_program(path: &Path, text: &str) {
    let mut file = File::create(path).expect("a file can be made");
    file.write_all(text.as_bytes()).expect("a file is written");
    let mode = Permissions::from_mode(0o755);
    file.set_permissions(mode).expect("a mode can be set");
}
