//! No secret is in an output, a request line, a process's arguments or a log, however much is said.

use std::path::Path;

use crate::{
    common::{KEYRING, Place, TOKENS},
    support::{Ran, leaked, procs},
};

/// Where secrets are to be.
const STORES: [&str; 5] = [
    ".rattler/rattler_auth_store.json",
    ".rattler/credentials.json",
    KEYRING,
    TOKENS[0],
    TOKENS[1],
];

/// Everything that a person does with an account and its tokens.
const COMMANDS: &[&[&str]] = &[
    &[
        "login",
        "anaconda.com",
        "--oauth-flow",
        "device-code",
        "--share",
        "anaconda",
    ],
    &["login", "anaconda.com"],
    &[
        "access-token",
        "create",
        "--name",
        "a",
        "--login",
        "--share",
        "anaconda",
    ],
    &[
        "access-token",
        "create",
        "--name",
        "b",
        "--scope",
        "repos",
        "--out",
        "made.txt",
    ],
    &["access-token", "list"],
    &["access-token", "info"],
    &["access-token", "revoke", "b", "--yes"],
    &["access-token", "install", "--org", "my-org", "--yes"],
    &["status"],
    &["status", "--check"],
    &["tools"],
    &["doctor", "--online"],
    &["which", "https://repo.anaconda.cloud/repo/main"],
    &["which", "https://repo.anaconda.cloud/repo/main", "--check"],
    &[
        "login",
        "anaconda.com",
        "--force",
        "--oauth-flow",
        "device-code",
    ],
    &["logout", "anaconda.org"],
    &["logout", "anaconda.com"],
];

fn files(directory: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[track_caller]
fn check(place: &Place, ran: &Ran, trace: &str) {
    let secrets = place.world.secrets();
    for text in [&ran.out, &ran.err, trace] {
        assert_eq!(leaked(&secrets, text), None, "{ran}\n{trace}");
    }
    // Conda tokens go in the path, as conda sends them, when it is asked whether they open a channel.
    let is_conda = |path: &str| path.starts_with("/t/canary-organisation-token-");
    let requests = place.world.requests().into_iter();
    for request in requests.filter(|request| !is_conda(&request.path)) {
        assert_eq!(leaked(&secrets, &request.path), None, "{request:?}");
    }
    let mut found = Vec::new();
    files(place.home.path(), &mut found);
    for path in found {
        let name = path.strip_prefix(place.home.path()).unwrap();
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let may =
            STORES.iter().any(|store| name == Path::new(store)) || name == Path::new("made.txt");
        assert!(
            may || leaked(&secrets, &text).is_none(),
            "{} after {ran}",
            name.display()
        );
    }
}

#[test]
fn nothing_shows_a_secret() {
    let place = Place::new();
    for command in COMMANDS {
        let run = place
            .xauth(command)
            .timeout(std::time::Duration::from_secs(120));
        let (ran, trace) = procs::strace(run, "execve");
        // `doctor` and a refused question have their own exit codes.
        assert!(matches!(ran.code, Some(0 | 1)), "{ran}");
        assert!(trace.contains("execve("), "{trace}");
        check(&place, &ran, &trace);
    }
}
