//! A process on a pseudo-terminal, and a person at it.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::io::ioctl_fionread;
use rustix::process::{Pid, Signal, kill_process};

use super::ended::Ended;
use super::pty::{open, read, stty};
use super::run::Run;

const LIMIT: Duration = Duration::from_secs(20);

/// A process on a terminal of its own; killed when dropped.
pub struct Session {
    child: Child,
    /// The side of a person: what is written here is typed.
    keyboard: File,
    /// Held open, so that the terminal outlives the process and can be looked at.
    terminal: File,
    path: PathBuf,
    before: String,
    shown: Arc<Mutex<Vec<u8>>>,
    is_open: Arc<Mutex<bool>>,
    reader: Option<JoinHandle<()>>,
    read: usize,
}

impl Session {
    /// Starts `run` with a new terminal as its controlling one.
    #[track_caller]
    pub fn start(run: Run) -> Self {
        Self::with(run, &["--ctty"])
    }

    /// Starts `run` on a new terminal which is not its controlling one, so that no signal comes from there.
    #[track_caller]
    pub fn start_detached(run: Run) -> Self {
        Self::with(run, &[])
    }

    #[track_caller]
    fn with(run: Run, setsid: &[&str]) -> Self {
        let (keyboard, terminal, path) = open();
        let before = stty(&path);
        let shown = Arc::default();
        let is_open = Arc::new(Mutex::new(true));
        let child = run.spawn_on(&terminal, setsid);
        let reader = read(&keyboard, Arc::clone(&shown), Arc::clone(&is_open));
        let reader = Some(reader);
        Self {
            child,
            keyboard,
            terminal,
            path,
            before,
            shown,
            is_open,
            reader,
            read: 0,
        }
    }

    /// Waits until `text` is shown, after what was waited for before.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        let start = Instant::now();
        loop {
            let shown = self.shown();
            if let Some(at) = shown[self.read..].find(text) {
                self.read += at + text.len();
                return self;
            }
            assert!(
                start.elapsed() < LIMIT,
                "no `{text}` after byte {} of {shown:?}",
                self.read
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Types `keys`.
    #[track_caller]
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let typed = self.keyboard.write_all(keys.as_bytes());
        typed.expect("the terminal takes keys");
        self
    }

    /// Waits until the process has read all that was typed.
    #[track_caller]
    pub fn wait_until_read(&self) {
        let start = Instant::now();
        while ioctl_fionread(&self.terminal).expect("it is a terminal") > 0 {
            assert!(start.elapsed() < LIMIT, "nobody reads the keys");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Sends the process a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the process is there");
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the terminal was sent so far.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().expect("no panic")).into_owned()
    }

    /// `stty -a` now.
    pub fn stty(&self) -> String {
        stty(&self.path)
    }

    /// `stty -a` as it was before the process started.
    pub fn stty_before(&self) -> &str {
        &self.before
    }

    /// Changes the terminal behind the back of the process.
    #[track_caller]
    pub fn set_stty(&self, settings: &[&str]) {
        let status = Command::new("stty")
            .arg("-F")
            .arg(&self.path)
            .args(settings)
            .status();
        assert!(status.is_ok_and(|status| status.success()));
    }

    /// Waits until the letter of the process's state is `state`: `T` when it is stopped.
    #[track_caller]
    pub fn wait_for_state(&self, state: char) {
        let start = Instant::now();
        let wanted = format!("State:\t{state}");
        let file = format!("/proc/{}/status", self.pid());
        while !std::fs::read_to_string(&file).is_ok_and(|text| text.contains(&wanted)) {
            assert!(start.elapsed() < LIMIT, "never `{wanted}`");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for its end, and checks that the terminal is as it was.
    #[track_caller]
    pub fn end(mut self) -> Ended {
        let ended = self.wait();
        assert_eq!(stty(&self.path), self.before, "{:?}", ended.shown);
        let last = |on: &str, off: &str| ended.shown.rfind(on) <= ended.shown.rfind(off);
        assert!(
            last("\x1b[?25l", "\x1b[?25h"),
            "no cursor: {:?}",
            ended.shown
        );
        assert!(
            last("\x1b[?2004h", "\x1b[?2004l"),
            "pastes are bracketed: {:?}",
            ended.shown
        );
        ended
    }

    /// Makes it crash. Nobody restores the terminal.
    #[track_caller]
    pub fn crash(mut self) -> Ended {
        // Rust's own handler, which looks for stack overflows, goes away at the first signal.
        while self
            .child
            .try_wait()
            .expect("a child can be waited for")
            .is_none()
        {
            self.signal(Signal::SEGV);
            thread::sleep(Duration::from_millis(10));
        }
        self.wait()
    }

    /// Takes the terminal away, and waits for the end.
    #[track_caller]
    pub fn hang_up(mut self) -> Ended {
        self.take_terminal_away();
        self.wait()
    }

    /// The same for a process that was stopped.
    #[track_caller]
    pub fn hang_up_and_continue(mut self) -> Ended {
        self.take_terminal_away();
        self.signal(Signal::CONT);
        self.wait()
    }

    fn take_terminal_away(&mut self) {
        self.stop_reading();
        // The last one of the side of a person is closed; what is left is of no use.
        self.keyboard = File::open("/dev/null").expect("/dev/null is there");
    }

    #[track_caller]
    fn wait(&mut self) -> Ended {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(
                start.elapsed() < LIMIT,
                "it does not end: {:?}",
                self.shown()
            );
            thread::sleep(Duration::from_millis(2));
        };
        self.stop_reading();
        let shown = self.shown();
        assert!(!shown.contains("panicked at"), "{shown}");
        Ended {
            code: status.code(),
            signal: status.signal(),
            shown,
        }
    }

    fn stop_reading(&mut self) {
        *self.is_open.lock().expect("no panic") = false;
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no panic");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It may have ended by itself.
        let _ = self.child.wait();
        self.stop_reading();
    }
}
