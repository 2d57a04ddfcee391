//! What can be counted of one run: system calls, syncs, peak memory, D-Bus messages.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::arm::Arm;
use super::programs::is_here;

/// Of one run; `None` is what could not be counted here.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub calls: Option<u64>,
    pub syncs: Option<u64>,
    pub kibibytes: Option<u64>,
    pub messages: Option<u64>,
}

/// Counts what one run does. The runs' numbers go on from `from`.
pub fn count(arm: &Arm, from: usize, bus: Option<&[(&'static str, String)]>) -> Counts {
    let directory = TempDir::new().expect("a temporary directory");
    let file = directory.path().join("out");
    let name = file.to_str().expect("the name is Unicode");
    let mut counts = Counts::default();
    if is_here("strace") {
        arm.run(
            from,
            &["strace", "-f", "-c", "-U", "name,calls", "-o", name],
        );
        let text = fs::read_to_string(&file).expect("strace wrote a summary");
        counts.calls = Some(calls(&text, "total"));
        counts.syncs = Some(calls(&text, "fsync") + calls(&text, "fdatasync"));
    }
    if is_here("/usr/bin/time") {
        arm.run(from + 1, &["/usr/bin/time", "-f", "%M", "-o", name]);
        let text = fs::read_to_string(&file).expect("time wrote a number");
        counts.kibibytes = text.trim().parse().ok();
    }
    if let Some(bus) = bus
        && is_here("dbus-monitor")
    {
        counts.messages = Some(messages(arm, from + 2, bus, directory.path()));
    }
    counts
}

fn calls(summary: &str, name: &str) -> u64 {
    let lines = summary
        .lines()
        .filter_map(|line| line.trim().split_once(' '));
    let number = |rest: &str| rest.trim().parse().ok();
    lines
        .filter(|(first, _)| *first == name)
        .find_map(|(_, rest)| number(rest))
        .unwrap_or_default()
}

/// Messages to or from anybody but the monitor, from the first `Hello` on.
fn messages(arm: &Arm, run: usize, bus: &[(&'static str, String)], directory: &Path) -> u64 {
    let log = directory.join("messages");
    let monitor = Monitor::start(bus, &log);
    let before = settled(&log);
    arm.run(run, &[]);
    let after = settled(&log);
    drop(monitor);
    after - before
}

struct Monitor(Child);

impl Monitor {
    fn start(bus: &[(&'static str, String)], log: &Path) -> Self {
        let log = fs::File::create(log).expect("a log can be made");
        let mut command = Command::new("dbus-monitor");
        command.arg("--profile").envs(bus.iter().cloned());
        let child = command.stdout(log).stderr(Stdio::null()).spawn();
        Self(child.expect("dbus-monitor can be started"))
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines of the log when no more come.
fn settled(log: &Path) -> u64 {
    let lines = || {
        let text = fs::read_to_string(log).unwrap_or_default();
        text.lines().fold(0, |lines, _| lines + 1)
    };
    let mut last = 0;
    loop {
        thread::sleep(Duration::from_millis(200));
        let now = lines();
        if now == last && now > 0 {
            return now;
        }
        last = now;
    }
}
