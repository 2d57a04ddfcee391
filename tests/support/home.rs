//! A private home directory, and the built program in it.

use std::cell::RefCell;
use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::process::geteuid;
use serde_json::Value;
use tempfile::TempDir;

use super::leak;
use super::procs::NOBODY;
use super::run::Run;

/// A home directory (0700) that goes away when dropped.
pub struct Home {
    root: Arc<TempDir>,
    path: PathBuf,
    program: PathBuf,
    owner: Option<u32>,
    secrets: RefCell<Vec<String>>,
}

impl Home {
    /// A new, empty home.
    pub fn new() -> Self {
        let root = TempDir::with_prefix("xauth-").expect("a temporary directory");
        let path = root.path().join("home");
        make_private(&path);
        let program = env!("CARGO_BIN_EXE_xauth").into();
        Self {
            root: Arc::new(root),
            path,
            program,
            owner: None,
            secrets: RefCell::default(),
        }
    }

    /// A home of a user who is not root; xauth runs as that user. File modes mean nothing to root.
    /// When the tests do not run as root, it is the same as `new`.
    pub fn for_nobody() -> Self {
        let mut home = Self::new();
        if !geteuid().is_root() {
            return home;
        }
        set_mode(home.root.path(), 0o755);
        // The build directory may be closed to other users.
        let program = home.root.path().join("xauth");
        fs::copy(&home.program, &program).expect("the program can be copied");
        home.program = program;
        home.owner = Some(NOBODY);
        home.give(&home.path);
        home
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The directory that holds the home, with place beside it; it stays while someone has it.
    pub fn root(&self) -> Arc<TempDir> {
        Arc::clone(&self.root)
    }

    /// A run of xauth with HOME and PATH in its environment, started in the home. It asks no server
    /// about a login: most tests log in to hosts that are not there.
    pub fn xauth(&self) -> Run {
        self.run(&self.program).env("XAUTH_NO_VERIFY", "1")
    }

    /// The same where servers are asked, as they usually are.
    pub fn xauth_verifying(&self) -> Run {
        self.run(&self.program)
    }

    /// The same for any other program.
    pub fn run(&self, program: impl AsRef<Path>) -> Run {
        let run = Run::new(program.as_ref())
            .env("HOME", &self.path)
            .cwd(&self.path);
        let run = self
            .secrets
            .borrow()
            .iter()
            .fold(run, |run, secret| run.secret(secret));
        match self.owner {
            Some(owner) => run.through([
                "setpriv",
                &format!("--reuid={owner}"),
                &format!("--regid={owner}"),
                "--clear-groups",
                "--",
            ]),
            None => run,
        }
    }

    /// A new secret that no later run in this home may show, unless it `reveals`.
    pub fn canary(&self) -> String {
        let secret = leak::canary();
        self.secrets.borrow_mut().push(secret.clone());
        secret
    }

    /// The documented file store.
    pub fn store_path(&self) -> PathBuf {
        self.path.join(".rattler/rattler_auth_store.json")
    }

    /// The file that today's rattler reads.
    pub fn credentials_path(&self) -> PathBuf {
        self.path.join(".rattler/credentials.json")
    }

    /// Writes a file (0600), with the directories above it (0700). `path` starts at the home.
    pub fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path.join(path);
        make_private(path.parent().expect("a file has a parent"));
        fs::write(&path, bytes).expect("a file in the home can be written");
        set_mode(&path, 0o600);
        path.ancestors()
            .take_while(|path| path.starts_with(&self.path))
            .for_each(|path| self.give(path));
        path
    }

    /// The bytes of a file, if it is there.
    pub fn read(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        fs::read(self.path.join(path)).ok()
    }

    /// A file as JSON.
    #[track_caller]
    pub fn read_json(&self, path: impl AsRef<Path>) -> Value {
        let path = self.path.join(path);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            panic!(
                "{}: {error}: {}",
                path.display(),
                String::from_utf8_lossy(&bytes)
            )
        })
    }

    /// The permission bits of a file or directory.
    #[track_caller]
    pub fn mode(&self, path: impl AsRef<Path>) -> u32 {
        let path = self.path.join(path);
        let data = fs::symlink_metadata(&path);
        let data = data.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        data.permissions().mode() & 0o7777
    }

    fn give(&self, path: &Path) {
        if self.owner.is_some() {
            chown(path, self.owner, self.owner).expect("root can give a file away");
        }
    }
}

fn make_private(path: &Path) {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.expect("a directory can be made");
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode can be set");
}
