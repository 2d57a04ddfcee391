//! A display without a screen, on which a person can be played.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::ran::Ran;
use super::run::{Run, SYSTEM_PATH};
use super::service::Service;

/// Xvfb; ends when dropped.
pub struct Display {
    _server: Service,
    name: String,
}

impl Display {
    /// Starts a display with its files in `directory`.
    #[track_caller]
    pub fn start(directory: &Path) -> Self {
        let log = directory.join("display.log");
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "800x600x24"]);
        command.args(["-nolisten", "tcp"]);
        command.env_clear().env("PATH", SYSTEM_PATH);
        let mut server = Service::start(command, b"", log.clone());
        let number = || {
            let text = fs::read_to_string(&log).unwrap_or_default();
            let found = text.lines().find_map(|line| line.parse::<u32>().ok());
            found.filter(|_| text.ends_with('\n'))
        };
        server.wait_until(|| number().is_some());
        let name = format!(":{}", number().expect("it was there"));
        Self {
            _server: server,
            name,
        }
    }

    /// What `DISPLAY` is to be.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits for the keyring's window.
    #[track_caller]
    pub fn wait_for_prompt(&self) {
        let start = Instant::now();
        while !self.has_prompt() {
            assert!(start.elapsed() < Duration::from_secs(20), "no prompt");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether the keyring asks for its password.
    pub fn has_prompt(&self) -> bool {
        let args = ["search", "--onlyvisible", "--class", "gcr-prompter"];
        self.xdotool(&args).code == Some(0)
    }

    /// Types a line, until the keyring's window takes it and goes.
    #[track_caller]
    pub fn answer_prompt(&self, line: &str) {
        self.wait_for_prompt();
        for _ in 0..20 {
            // It takes no keys before it has drawn itself.
            thread::sleep(Duration::from_millis(500));
            if !self.has_prompt() {
                return;
            }
            self.xdotool(&["key", "ctrl+a"]);
            self.xdotool(&["type", line]);
            self.xdotool(&["key", "Return"]);
        }
        panic!("the prompt did not go");
    }

    fn xdotool(&self, args: &[&str]) -> Ran {
        let run = Run::new("xdotool").env("DISPLAY", &self.name);
        run.args(args.iter().copied()).run()
    }
}
