//! A real Secret Service (gnome-keyring) on a D-Bus session of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rustix::process::Signal;
use tempfile::TempDir;

use super::bus;
use super::display::Display;
use super::home::Home;
use super::keyring_item::Item;
use super::python::python;
use super::ran::Ran;
use super::run::{Run, SYSTEM_PATH};
use super::service::Service;

const PASSWORD: &str = "pw";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

/// What a client of the Secret Service finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A collection that is open.
    Unlocked,
    /// A collection that is locked. A prompt fails at once, there being no display.
    Locked,
    /// A collection that is locked. A prompt shows on the display, and waits.
    Prompt,
    /// A daemon without a collection. Making one needs a prompt, which fails at once.
    Fresh,
    /// A bus with no service on it and no way to start one.
    Absent,
}

/// A bus with a keyring daemon; both end when dropped. The keyring's file is in the home, so a
/// second one in the same home finds the same items.
pub struct SecretService {
    // Dropped in this order.
    daemon: Option<Service>,
    bus: Service,
    display: Option<Display>,
    runtime: TempDir,
    home: PathBuf,
    root: Arc<TempDir>,
}

impl SecretService {
    /// Starts a bus and, but for `Absent`, a daemon on it.
    #[track_caller]
    pub fn start(home: &Home, mode: Mode) -> Self {
        let keyring = home.path().join(".local/share/keyrings/login.keyring");
        if matches!(mode, Mode::Locked | Mode::Prompt) && !keyring.exists() {
            drop(Self::start(home, Mode::Unlocked));
        }
        let root = home.root();
        let runtime = TempDir::with_prefix_in("run-", root.path()).expect("a directory");
        let display = (mode == Mode::Prompt).then(|| Display::start(runtime.path()));
        let bus = bus::start(runtime.path(), display.as_ref().map(Display::name));
        let mut service = Self {
            daemon: None,
            bus,
            display,
            runtime,
            home: home.path().into(),
            root,
        };
        match mode {
            Mode::Unlocked => service.restart_daemon(),
            Mode::Locked | Mode::Prompt | Mode::Fresh => service.start_daemon(&["--start"], ""),
            Mode::Absent => {}
        }
        service
    }

    /// The variables with which a run finds this service and no other.
    pub fn env(&self) -> [(&'static str, String); 2] {
        let runtime = self.runtime.path().display();
        [
            (
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={runtime}/bus"),
            ),
            ("XDG_RUNTIME_DIR", runtime.to_string()),
        ]
    }

    /// Freezes the daemon: calls to it are not answered.
    pub fn stop_daemon(&self) {
        self.daemon().signal(Signal::STOP);
    }

    /// Ends `stop_daemon`.
    pub fn continue_daemon(&self) {
        self.daemon().signal(Signal::CONT);
    }

    /// Kills the daemon; the bus stays.
    pub fn kill_daemon(&mut self) {
        self.daemon = None;
    }

    /// Starts the daemon after `kill_daemon`, its collection open.
    #[track_caller]
    pub fn restart_daemon(&mut self) {
        self.start_daemon(&["--unlock"], PASSWORD);
    }

    /// The display of `Mode::Prompt`.
    #[track_caller]
    pub fn display(&self) -> &Display {
        self.display.as_ref().expect("the mode has a display")
    }

    /// Locks the collection.
    #[track_caller]
    pub fn lock(&self) {
        let paths = format!("['{COLLECTION}']");
        self.gdbus("org.freedesktop.Secret.Service.Lock", &[&paths])
            .ok();
    }

    /// Unlocks the collection, as a person at a prompt would.
    #[track_caller]
    pub fn unlock(&self) {
        self.python(include_str!("../services/keyring_unlock.py"))
            .ok();
    }

    /// All items, in the order of their labels.
    #[track_caller]
    pub fn items(&self) -> Vec<Item> {
        let items = self
            .python(include_str!("../services/keyring_items.py"))
            .ok()
            .json();
        let items = items
            .as_array()
            .expect("a list")
            .iter()
            .map(Item::from_json);
        items.collect()
    }

    /// `secret-tool` with these arguments.
    #[track_caller]
    pub fn secret_tool(&self, args: &[&str], stdin: &str) -> Ran {
        self.run("secret-tool").args(args).stdin(stdin).run()
    }

    /// Stores an item the way other programs of rattler's kind do: service `rattler`.
    #[track_caller]
    pub fn put(&self, key: &str, secret: &str) {
        let label = format!("--label=keyring:{key}@rattler");
        let args = ["store", &label, "service", "rattler", "username", key];
        self.secret_tool(&args, secret).ok();
    }

    /// Runs Python code on this bus, with keyring, secretstorage and rattler to import.
    #[track_caller]
    pub fn python(&self, code: &str) -> Ran {
        self.run(python()).args(["-c", code]).run()
    }

    /// Runs the test `name` again in a process with this bus in its environment, where libdbus looks for it, and with
    /// `inside` set. Panics unless it passes.
    #[track_caller]
    pub fn run_inside(&self, home: &Home, name: &str, inside: &str) {
        let run = home.run(std::env::current_exe().expect("the test has a path"));
        let run = run.args(["--exact", name]).env(inside, "yes");
        let ran = run.envs(self.env()).run().ok();
        assert!(ran.out.contains("1 passed"), "{ran}");
    }

    /// A method of the service object, its arguments in GVariant text.
    #[track_caller]
    pub fn gdbus(&self, method: &str, args: &[&str]) -> Ran {
        let call = "call --session --dest org.freedesktop.secrets --object-path";
        let run = self.run("gdbus").args(call.split(' '));
        run.args(["/org/freedesktop/secrets", "--method", method])
            .args(args)
            .run()
    }

    /// A program that runs beside the test on this bus.
    #[track_caller]
    pub fn background(&self, program: &str, args: &[&str], log: &str) -> Service {
        let mut command = Command::new(program);
        command
            .args(args)
            .env_clear()
            .env("PATH", SYSTEM_PATH)
            .envs(self.env());
        Service::start(command, b"", self.runtime.path().join(log))
    }

    fn run(&self, program: impl AsRef<Path>) -> Run {
        let run = Run::new(program.as_ref())
            .env("HOME", &self.home)
            .cwd(&self.home);
        run.envs(self.env())
    }

    fn daemon(&self) -> &Service {
        self.daemon.as_ref().expect("the mode has a daemon")
    }

    #[track_caller]
    fn start_daemon(&mut self, args: &[&str], input: &str) {
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args(args)
            .args(["--foreground", "--components=secrets"]);
        command
            .env_clear()
            .env("PATH", SYSTEM_PATH)
            .env("HOME", &self.home)
            .envs(self.env());
        let log = self.runtime.path().join("keyring.log");
        let daemon = Service::start(command, input.as_bytes(), log);
        self.daemon = Some(daemon);
        let wait = "wait --session --timeout 20 org.freedesktop.secrets";
        let waited = self.run("gdbus").args(wait.split(' ')).run();
        assert_eq!(
            waited.code,
            Some(0),
            "no keyring daemon: {}",
            self.daemon().log()
        );
    }
}
