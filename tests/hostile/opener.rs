//! A browser's opener: it writes down what it was given, and does no more than it is told.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::support::Home;

const RECORD: &str = r#"#!/bin/sh
cat /proc/$$/environ >"$0.environ.$$"
printf '%s\0' "$@" >"$0.part.$$"
mv "$0.part.$$" "$0.argv.$$"
"#;

/// A script that can be called for by `$BROWSER`, or found on PATH.
pub struct Opener {
    script: PathBuf,
}

impl Opener {
    /// One that opens nothing.
    pub fn silent(home: &Home) -> Self {
        Self::make(home, "opener", "")
    }

    /// One that follows the provider to the end, as a browser does.
    pub fn following(home: &Home) -> Self {
        Self::make(
            home,
            "opener",
            "exec curl --silent --location --max-time 20 --output \"$0.page\" \"$1\"\n",
        )
    }

    /// One that opens nothing and stays for a while.
    pub fn lingering(home: &Home) -> Self {
        Self::make(home, "opener", "exec sleep 8 >/dev/null 2>&1\n")
    }

    /// One by this name, which then does `rest`.
    pub fn make(home: &Home, name: &str, rest: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let script = Path::new(&format!("bin-{number}")).join(name);
        let script = home.write(script, format!("{RECORD}{rest}"));
        fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
        Self { script }
    }

    /// The script.
    pub fn path(&self) -> &Path {
        &self.script
    }

    /// The arguments of every call.
    pub fn calls(&self) -> Vec<Vec<String>> {
        let split = |text: String| text.split_terminator('\0').map(str::to_owned).collect();
        self.records("argv").into_iter().map(split).collect()
    }

    /// The variables of every call, as in /proc/PID/environ.
    pub fn environments(&self) -> Vec<String> {
        self.records("environ")
    }

    /// Waits for the first URL.
    #[track_caller]
    pub fn url(&self) -> Url {
        let start = Instant::now();
        loop {
            if let Some(call) = self.calls().first() {
                assert_eq!(call.len(), 1, "one argument: {call:?}");
                return call[0].parse().unwrap();
            }
            assert!(start.elapsed() < Duration::from_secs(20), "nothing opened");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn records(&self, kind: &str) -> Vec<String> {
        let name = self.script.file_name().unwrap().to_str().unwrap();
        let start = format!("{name}.{kind}.");
        let files = fs::read_dir(self.script.parent().unwrap()).unwrap();
        files
            .map(|file| file.unwrap())
            .filter(|file| file.file_name().to_str().unwrap().starts_with(&start))
            .map(|file| fs::read_to_string(file.path()).unwrap())
            .collect()
    }
}
