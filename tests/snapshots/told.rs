//! Telling a story: its steps, run one after the other in a home of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use super::provider::Provider;
use super::shown::shown;
use super::story::{Step, Story};

/// The word that stands for a secret in all stories.
const SECRET: &str = "SECRET";

/// The story with what comes now.
pub fn tell(story: &Story) -> Story {
    let root = TempDir::with_prefix("xauth-story-").unwrap();
    let scene = Scene {
        home: root.path().join("home"),
        server: Provider::start(),
    };
    fs::create_dir(&scene.home).unwrap();
    let mut told = story.clone();
    for step in &mut told.step {
        scene.prepare(step);
        let came = scene.run(step);
        let shown = |output| shown(output, &scene.home, &scene.server.url());
        step.status = came.status.code().expect("no signal ends it");
        (step.stdout, step.stderr) = (shown(&came.stdout), shown(&came.stderr));
        check_secrets(step);
    }
    told
}

/// Where a story happens.
struct Scene {
    home: PathBuf,
    server: Provider,
}

impl Scene {
    fn prepare(&self, step: &Step) {
        let home = &self.home;
        self.server.say(&step.server);
        for directory in &step.directories {
            fs::create_dir_all(home.join(directory)).unwrap();
        }
        for (path, text) in &step.files {
            let path = home.join(path);
            make_private(path.parent().unwrap());
            fs::write(&path, self.filled(text)).unwrap();
            set_mode(&path, 0o600);
        }
        for (path, mode) in &step.modes {
            set_mode(&home.join(path), u32::from_str_radix(mode, 8).unwrap());
        }
    }

    /// A text with what its placeholders stand for.
    fn filled(&self, text: &str) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let soon = now.as_secs() + 60;
        text.replace("[HOME]", &self.home.to_string_lossy())
            .replace("[SERVER]", &self.server.url())
            .replace("[SOON]", &soon.to_string())
    }

    fn run(&self, step: &Step) -> Output {
        let home = &self.home;
        let mut command = Command::new(program(step, home));
        // Nothing on PATH: X.Org's program of our name is on some machines only.
        command.env_clear().env("HOME", home).env("PATH", home);
        command.env("XAUTH_STORE", "file").current_dir(home);
        // Stories log in to hosts that are not there; those of verification take it away.
        command.env("XAUTH_NO_VERIFY", "1");
        keep_what_windows_needs(&mut command);
        for (name, value) in &step.env {
            match value.as_str() {
                "" => command.env_remove(name),
                value => command.env(name, self.filled(value)),
            };
        }
        command.args(step.args.iter().map(|argument| self.filled(argument)));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = step.stdin.clone().unwrap_or_default();
        // It may end without reading it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

fn program(step: &Step, home: &Path) -> PathBuf {
    let built = PathBuf::from(env!("CARGO_BIN_EXE_xauth"));
    let Some(name) = &step.program else {
        return built;
    };
    let link = home.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !link.exists() {
        make_link(&built, &link);
    }
    link
}

// A copy could not be run while another thread, about to start a program, still has it open.
#[cfg(unix)]
fn make_link(built: &Path, link: &Path) {
    std::os::unix::fs::symlink(built, link).unwrap();
}

#[cfg(not(unix))]
fn make_link(built: &Path, link: &Path) {
    fs::copy(built, link).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "a test has no `Env`")]
fn keep_what_windows_needs(command: &mut Command) {
    for name in ["SystemRoot", "SystemDrive"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
}

/// Only `token` shows a secret, and only on standard output. `<SECRET>` is a placeholder in help.
#[track_caller]
fn check_secrets(step: &Step) {
    let is_token = step.args.iter().any(|argument| argument == "token");
    let stdout = step.stdout.replace("<SECRET>", "");
    assert!(is_token || !stdout.contains(SECRET), "{step:?}");
    assert!(!step.stderr.contains(SECRET), "{step:?}");
}

#[cfg(unix)]
fn make_private(directory: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .unwrap();
}

#[cfg(not(unix))]
fn make_private(directory: &Path) {
    fs::create_dir_all(directory).unwrap();
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}
