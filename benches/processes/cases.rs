//! The cases: each is a command of xauth on a store of some size, with its floor and with rattler's counterpart.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::arm::Arm;
use super::programs::Programs;
use super::support::Home;

/// The host that is logged in to and looked up; it is among the entries.
pub const HOST: &str = "host-00000.example";

/// One row of the tables.
pub struct Case {
    pub command: &'static str,
    pub store: &'static str,
    pub entries: usize,
    pub xauth: Arm,
    pub floor: Arm,
    pub rattler: Option<Arm>,
}

impl Case {
    pub fn name(&self) -> String {
        format!("{} {} {}", self.command, self.store, self.entries)
    }
}

/// The cases without a keychain, in directories below `home`.
pub fn on_files(programs: &Programs, home: &Home) -> Vec<Case> {
    let mut cases = vec![Case {
        command: "--version",
        store: "",
        entries: 0,
        xauth: Arm::of(&programs.xauth).arg("--version"),
        floor: Arm::of(&programs.floor),
        rattler: None,
    }];
    for entries in [1, 100, 10_000] {
        cases.extend(one_file(programs, home, entries));
    }
    cases.extend([1, 100, 10_000].map(|entries| pair(programs, home, entries)));
    cases
}

fn one_file(programs: &Programs, home: &Home, entries: usize) -> [Case; 4] {
    let folder = format!("one-{entries}");
    // The writers have a file each, and a directory each: one that wrote beside xauth would make it watch.
    let file = |name: &str| home.write(format!("{folder}-{name}/store.json"), text(entries));
    let (read, written, theirs, bare) = (file("r"), file("w"), file("t"), file("b"));
    let xauth = |words: &str| {
        let arm = Arm::of(&programs.xauth).args(words);
        arm.env("HOME", home.path()).env("RATTLER_AUTH_FILE", &read)
    };
    let rattler = |words: &str| {
        let arm = Arm::of(programs.rattler.as_ref()?).args(words);
        Some(arm.env("HOME", home.path()).env("RATTLER_AUTH_FILE", &read))
    };
    let reading = |command, words: &str, theirs: &str| Case {
        command,
        store: "file",
        entries,
        xauth: xauth(words),
        floor: Arm::of(&programs.floor).arg("read").arg(&read),
        rattler: rattler(theirs),
    };
    let get = format!("get https://{HOST}/");
    [
        Case {
            command: "login",
            store: "file",
            entries,
            xauth: xauth(&format!("login {HOST} --token -"))
                .env("RATTLER_AUTH_FILE", &written)
                .reads(&tokens(home)),
            floor: Arm::of(&programs.floor)
                .args(&format!("write {}", size(&bare)))
                .arg(&bare),
            rattler: rattler("store-file")
                .map(|arm| arm.arg(&theirs).arg(HOST).reads(&credentials(home))),
        },
        reading("token", &format!("token {HOST}"), &get),
        reading("which", &format!("which {HOST}"), &get),
        reading("status", "status", "list"),
    ]
}

/// A login on the two files of the home directory, where there is no keychain.
fn pair(programs: &Programs, home: &Home, entries: usize) -> Case {
    let files = |folder: &str| {
        ["rattler_auth_store.json", "credentials.json"].map(|name| {
            let path = format!("pair-{entries}-{folder}/.rattler/{name}");
            home.write(path, text(entries))
        })
    };
    let [_ours, _] = files("w");
    let [one, other] = files("b");
    Case {
        command: "login",
        store: "pair of files",
        entries,
        xauth: Arm::of(&programs.xauth)
            .args(&format!("login {HOST} --token -"))
            .env("HOME", home.path().join(format!("pair-{entries}-w")))
            .reads(&tokens(home)),
        floor: Arm::of(&programs.floor)
            .args(&format!("write {}", size(&one)))
            .arg(&one)
            .arg(&other),
        rattler: None,
    }
}

/// What is typed at `--token -`: two tokens in turn.
pub fn tokens(home: &Home) -> [PathBuf; 2] {
    ["a", "b"].map(|name| home.write(format!("inputs/token-{name}"), token(name)))
}

/// The same for rattler.
pub fn credentials(home: &Home) -> [PathBuf; 2] {
    let json = |name| json!({ "BearerToken": token(name) }).to_string();
    ["a", "b"].map(|name| home.write(format!("inputs/credential-{name}"), json(name)))
}

fn token(name: &str) -> String {
    name.repeat(40)
}

/// The entries in rattler's order, and the one that is looked up at the end, where a login puts it.
fn text(entries: usize) -> String {
    let entry = |index| {
        let value = json!({ "BearerToken": format!("token-{index:034}") });
        format!("\"host-{index:05}.example\":{value}")
    };
    let entries: Vec<String> = (1..entries).chain([0]).map(entry).collect();
    format!("{{{}}}", entries.join(","))
}

fn size(file: &Path) -> u64 {
    let data = fs::metadata(file).expect("the file was written");
    assert_eq!(data.permissions().mode() & 0o777, 0o600);
    data.len()
}
