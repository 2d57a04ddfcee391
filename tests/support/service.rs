//! A process that runs beside a test, from its start to the end of the test.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A process in the background; killed and waited for when dropped.
pub struct Service {
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts `command` with `input` on standard input; its output goes to the file `log`.
    #[track_caller]
    pub fn start(mut command: Command, input: &[u8], log: PathBuf) -> Self {
        let file = File::create(&log).expect("a log file can be made");
        command
            .stdin(Stdio::piped())
            .stdout(file.try_clone().expect("a file can be cloned"))
            .stderr(file);
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {command:?}: {error}"));
        let mut pipe = child.stdin.take().expect("standard input is a pipe");
        pipe.write_all(input).expect("a service reads its input");
        Self { child, log }
    }

    /// Waits until `ready`; panics with the log when it ends before, or after 60 seconds.
    #[track_caller]
    pub fn wait_until(&mut self, ready: impl FnMut() -> bool) {
        let failed = self.failure(Duration::from_secs(60), ready);
        assert_eq!(failed, None, "a service did not start");
    }

    /// Waits until `ready`; how it ended before, or that it took longer than `limit`, with the log.
    pub fn failure(&mut self, limit: Duration, mut ready: impl FnMut() -> bool) -> Option<String> {
        let start = Instant::now();
        while !ready() {
            let ended = self.child.try_wait();
            if start.elapsed() > limit || !matches!(ended, Ok(None)) {
                let after = start.elapsed();
                return Some(format!("{ended:?} after {after:?}: {}", self.log()));
            }
            thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Whether it runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the service runs");
    }

    /// Asks it to end, and waits until it has.
    #[track_caller]
    pub fn stop(mut self) {
        self.signal(Signal::TERM);
        self.child.wait().expect("a child can be waited for");
    }

    /// What it wrote to standard output and standard error.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
