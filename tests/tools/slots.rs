//! Every layout of a file, one row each, under faults that need no tool around them.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use xauth::tool::{Hands, Slot, slot::Wish};
use xauth::{Failure, Secret};

use crate::support::Tmpfs;

/// A layout.
struct Row {
    /// The slot as our record has it, but for the path.
    slot: Value,
    /// What it is to hold.
    value: &'static str,
    /// A file with what is not ours; none where a file holds one value alone.
    theirs: Option<&'static str>,
    /// A text that cannot be understood, if there is one.
    corrupt: Option<&'static str>,
    /// The mode of a file that others could read, after a change.
    mode: u32,
}

fn rows() -> Vec<Row> {
    let row = |slot, value, theirs, corrupt, mode| Row {
        slot,
        value,
        theirs,
        corrupt,
        mode,
    };
    vec![
        row(
            json!({ "layout": "mamba", "entry": "h.example" }),
            r#"{"token":"tk-1","type":"CondaToken"}"#,
            Some("{\n    \"a.example\": {\n        \"n\": 1.50\n    }\n}"),
            Some("{\n    \"a.example\": {"),
            0o600,
        ),
        row(
            json!({ "layout": "netrc", "machine": "h.example" }),
            r#"{"login":"u","password":"tk-1"}"#,
            Some("# mine\nmachine a login b password c\ndefault login d password e"),
            Some("machine a login b password"),
            0o600,
        ),
        row(
            json!({ "layout": "channel-settings", "channel": "https://h.example/chan" }),
            r#"{"auth":"token","auth_target":"https://h.example"}"#,
            Some("# mine\nchannels:\n  - defaults # all\nssl_verify: true\n"),
            Some("channels: [\n"),
            0o644,
        ),
        row(
            json!({ "layout": "anaconda-keyring", "service": "s", "account": "h.example" }),
            "tk-1",
            Some(r#"{"Anaconda Cloud": {"anaconda.com": "\u00e4=="}, "n": {"x": 1.50}}"#),
            Some(r#"{"Anaconda Cloud": {"#),
            0o600,
        ),
        row(json!({ "layout": "token-file" }), "tk-1", None, None, 0o600),
    ]
}

impl Row {
    fn at(&self, path: &Path) -> Slot {
        let mut slot = self.slot.clone();
        slot["path"] = json!(path);
        serde_json::from_value(slot).unwrap()
    }

    fn name(&self) -> &str {
        self.slot["layout"].as_str().unwrap()
    }

    /// What the file is before.
    fn write(&self, path: &Path) {
        if let Some(theirs) = self.theirs {
            fs::write(path, theirs).unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
        }
    }
}

fn put(slot: &Slot, value: &str) -> Result<(), Failure> {
    slot.change(&Hands::default(), &mut |_| Wish::Hold(Secret::new(value)))
}

fn clear(slot: &Slot) -> Result<(), Failure> {
    slot.change(&Hands::default(), &mut |_| Wish::Clear)
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[test]
fn a_value_is_put_and_read_and_cleared_and_the_rest_stays() {
    for row in rows() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("file");
        row.write(&path);
        let slot = row.at(&path);
        for _ in 0..2 {
            put(&slot, row.value).unwrap();
            let held = slot.read(&Hands::default()).unwrap().unwrap();
            assert_eq!(held.expose(), row.value, "{}", row.name());
        }
        let wanted = row.theirs.map_or(0o600, |_| row.mode);
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, wanted, "{}", row.name());
        clear(&slot).unwrap();
        assert_eq!(read(&path).as_deref(), row.theirs, "{}", row.name());
        assert!(names(folder.path()).len() <= 1);
    }
}

#[test]
fn a_file_of_our_own_is_private_whatever_the_layout() {
    for row in rows() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("file");
        put(&row.at(&path), row.value).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", row.name());
    }
}

#[test]
fn a_damaged_file_is_never_written() {
    for row in rows() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("file");
        let slot = row.at(&path);
        let corrupt = row.corrupt.map(str::as_bytes);
        for bytes in corrupt.into_iter().chain([&b"ab\xff"[..]]) {
            fs::write(&path, bytes).unwrap();
            let failure = put(&slot, row.value).unwrap_err();
            let is_corrupt = matches!(failure, Failure::Corrupt { .. });
            assert!(is_corrupt, "{}: {failure}", row.name());
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        assert_eq!(names(folder.path()).len(), 1);
    }
}

#[test]
fn a_full_disk_changes_nothing() {
    for row in rows() {
        let disk = Tmpfs::mount(64 << 10);
        let path = disk.path().join("file");
        row.write(&path);
        let slot = row.at(&path);
        let ballast = disk.fill();
        put(&slot, row.value).unwrap_err();
        assert_eq!(read(&path).as_deref(), row.theirs, "{}", row.name());
        fs::remove_file(&ballast).unwrap();
        put(&slot, row.value).unwrap();
        let shared = read(&path);
        let ballast = disk.fill();
        if row.theirs.is_some() {
            clear(&slot).unwrap_err();
            assert_eq!(read(&path), shared, "{}", row.name());
        }
        fs::remove_file(&ballast).unwrap();
        clear(&slot).unwrap();
        assert_eq!(read(&path).as_deref(), row.theirs, "{}", row.name());
    }
}

#[test]
fn a_link_stays_one_and_its_target_is_changed() {
    for row in rows() {
        let folder = TempDir::new().unwrap();
        let (path, real) = (folder.path().join("file"), folder.path().join("real"));
        row.write(&real);
        symlink(&real, &path).unwrap();
        let slot = row.at(&path);
        put(&slot, row.value).unwrap();
        assert!(path.is_symlink() && !real.is_symlink());
        assert!(slot.read(&Hands::default()).unwrap().is_some());
        clear(&slot).unwrap();
        // A file that is a value goes with it, and then the link would lead to nothing.
        assert_eq!(path.is_symlink(), real.exists(), "{}", row.name());
        assert_eq!(read(&real).as_deref(), row.theirs, "{}", row.name());
    }
}

/// Pipes hold up whoever opens them, and devices never end.
#[test]
fn what_is_no_file_is_refused() {
    for row in rows() {
        let folder = TempDir::new().unwrap();
        let slot = row.at(folder.path());
        put(&slot, row.value).unwrap_err();
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        put(&row.at(&path), row.value).unwrap_err();
        assert_eq!(names(folder.path()), [path]);
    }
}
