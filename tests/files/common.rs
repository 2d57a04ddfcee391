//! What the tests of the file store do again and again.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::support::{Home, Run};

/// Both files of the store, the documented one first.
pub fn files(home: &Home) -> [PathBuf; 2] {
    [home.store_path(), home.credentials_path()]
}

/// A login with a bearer token, into the file.
pub fn login(home: &Home, host: &str, token: &str) -> Run {
    home.xauth()
        .args(["login", host, "--token", "-", "--store", "file"])
        .stdin(format!("{token}\n"))
}

/// A logout. No test here has a keychain.
pub fn logout(home: &Home, host: &str) -> Run {
    home.xauth().args(["logout", host])
}

/// The entries of a file; none where there is no file.
#[track_caller]
pub fn entries(path: &Path) -> Map<String, Value> {
    let Ok(bytes) = read_unseen(path) else {
        return Map::new();
    };
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_else(|error| {
        panic!(
            "{}: {error}: {}",
            path.display(),
            String::from_utf8_lossy(&bytes)
        )
    });
    value.as_object().unwrap().clone()
}

/// Reads a file as xauth itself does: a read by another program makes it wait for what that may write.
pub fn read_unseen(path: &Path) -> io::Result<Vec<u8>> {
    let flags = rustix::fs::OFlags::NOATIME.bits().cast_signed();
    let file = File::options().read(true).custom_flags(flags).open(path);
    let mut bytes = Vec::new();
    // Only the owner may do so.
    file.or_else(|_| File::open(path))?
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An entry with a bearer token.
pub fn bearer(token: &str) -> Value {
    json!({ "BearerToken": token })
}

/// What a run left behind in `directory`, at any depth: everything but the files that belong there.
pub fn leftovers(directory: &Path) -> Vec<PathBuf> {
    const OURS: [&str; 4] = [
        "rattler_auth_store.json",
        "credentials.json",
        ".xauth.lock",
        "logins.json",
    ];
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let is_ordinary = entry.file_type().unwrap().is_dir() && !name.ends_with(".tmp");
        if is_ordinary {
            found.extend(leftovers(&entry.path()));
        } else if !OURS.contains(&&*name) {
            found.push(entry.path());
        }
    }
    found
}

/// Random numbers that are good enough to choose a moment.
pub fn random(below: u64) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(()) % below
}
