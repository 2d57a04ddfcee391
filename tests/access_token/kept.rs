//! Where a new token goes: a file that no failure empties, or the vault; and what becomes of one that goes nowhere.

use std::{fs, os::unix::fs::symlink};

use serde_json::{Value, json};

use super::common::Scene;
use crate::support::{Tmpfs, procs};

/// The requests after which a token is not on the server any more.
const TAKEN_BACK: [&str; 2] = [
    "POST api.anaconda.org/authentications 200",
    "DELETE api.anaconda.org/authentications 201",
];

/// Programs whose output goes nowhere: to a pipe that nobody reads, to nothing, and away.
pub const READERS: [&str; 3] = [
    "set -o pipefail; \"$@\" | true",
    "exec \"$@\" >&-",
    "exec \"$@\" > /dev/null",
];

#[test]
fn a_file_is_private_and_has_the_token_alone() {
    let scene = Scene::new();
    let ran = scene
        .run(&["create", "--name", "a", "--out", "token"])
        .run()
        .ok();
    let token = scene.world.issued("token").pop().unwrap();
    assert_eq!(scene.home.read("token").unwrap(), token.as_bytes());
    assert_eq!(scene.home.mode("token"), 0o600);
    ran.prints("").notes("which only you can read");
    // An earlier file is replaced, whoever could read it.
    fs::write(scene.home.path().join("old"), "before").unwrap();
    let words = ["create", "--name", "b", "--out", "old", "--json"];
    let said = scene.run(&words).run().ok().json();
    assert_eq!(said["file"], json!(scene.home.path().join("old")));
    assert_eq!(said["token"], Value::Null);
    assert_eq!(scene.home.mode("old"), 0o600);
    assert_ne!(scene.home.read("old").unwrap(), b"before");
}

#[test]
fn when_a_login_ends_is_remembered_as_long_as_it_is_that_login() {
    let scene = Scene::new();
    let words = ["create", "--name", "a", "--max-age", "1h", "--login"];
    scene.run(&words).run().ok();
    let expiring = || {
        let run = scene.home.xauth().env("XAUTH_STORE", "file");
        run.args(["status", "anaconda.org", "--expiring", "14d"])
            .run()
    };
    expiring()
        .fails_with(4)
        .notes("the login for `*.anaconda.org` expires in ");
    // Another token is there now, of which nothing is known.
    let login = ["login", "anaconda.org", "--conda-token", "-", "--no-verify"];
    let run = scene.home.xauth().env("XAUTH_STORE", "file").args(login);
    run.stdin("canary-other").run().ok();
    assert_eq!(expiring().code, Some(0));
}

#[test]
fn a_link_stays_one() {
    let scene = Scene::new();
    scene.home.write("folder/real", "before");
    symlink("folder/real", scene.home.path().join("link")).unwrap();
    scene
        .run(&["create", "--name", "a", "--out", "link"])
        .run()
        .ok();
    let token = scene.world.issued("token").pop().unwrap();
    assert!(scene.home.path().join("link").is_symlink());
    assert_eq!(scene.home.read("folder/real").unwrap(), token.as_bytes());
}

#[test]
fn what_cannot_be_written_is_known_before_a_token_is_made() {
    let scene = Scene::new();
    fs::create_dir(scene.home.path().join("folder")).unwrap();
    for (file, why) in [
        ("folder", "it is a directory"),
        ("nowhere/file", "its directory is not there"),
        ("/proc/file", "could not"),
    ] {
        let ran = scene.run(&["create", "--name", "a", "--out", file]).run();
        let code = ran.code.unwrap();
        ran.fails_with(code).prints("").notes(why);
    }
    assert!(scene.world.requests().is_empty());
}

#[test]
fn a_request_that_fails_leaves_the_file_as_it_was() {
    let scene = Scene::new();
    scene.home.write("token", "before");
    for status in [400, 401, 403, 500] {
        let answer = json!({ "status": status, "body": { "error": "no" } });
        scene
            .world
            .answer("POST api.anaconda.org/authentications", answer);
        let ran = scene
            .run(&["create", "--name", "a", "--out", "token"])
            .run();
        let code = ran.code.unwrap();
        ran.fails_with(code).prints("");
        assert_eq!(scene.home.read("token").unwrap(), b"before", "{status}");
    }
}

#[test]
fn a_full_disk_costs_neither_the_old_file_nor_a_token() {
    let scene = Scene::new();
    let disk = Tmpfs::mount(64 * 1024);
    let file = disk.path().join("token");
    fs::write(&file, "before").unwrap();
    disk.fill();
    let ran = scene
        .run(&["create", "--name", "a", "--out", file.to_str().unwrap()])
        .run();
    let code = ran.code.unwrap();
    ran.fails_with(code).prints("");
    assert_eq!(fs::read(&file).unwrap(), b"before");
    let asked = scene.asked();
    assert!(asked.is_empty() || asked == TAKEN_BACK, "{asked:?}");
}

#[test]
fn a_token_that_nobody_got_is_revoked_again() {
    let scene = Scene::new();
    let run = scene.run(&["create", "--name", "a"]).stdout_to("/dev/full");
    run.run()
        .fails_with(1)
        .notes("the new token `a` could not be kept, and was revoked again");
    assert_eq!(scene.asked(), TAKEN_BACK);
    let (post, delete) = {
        let mut requests = scene.world.requests();
        let delete = requests.pop().unwrap();
        (requests.pop().unwrap(), delete)
    };
    let token = scene.world.issued("token").pop().unwrap();
    assert_ne!(post.header("authorization"), delete.header("authorization"));
    assert_eq!(
        delete.header("authorization"),
        Some(&*format!("token {token}"))
    );
}

#[test]
fn a_reader_that_is_gone_has_no_token() {
    let whys = ["Broken pipe", "it is closed, or leads to", "it is closed"];
    for (before, why) in READERS.into_iter().zip(whys) {
        for more in [&[][..], &["--json"]] {
            let scene = Scene::new();
            let words = [&["create", "--name", "a"], more].concat();
            let ran = scene.run(&words).through(["bash", "-c", before, "bash"]);
            ran.run()
                .fails_with(1)
                .prints("")
                .notes(&format!("error: could not write to standard output: {why}"))
                .notes("the new token `a` could not be kept, and was revoked again");
            assert_eq!(scene.asked(), TAKEN_BACK, "{before}");
        }
    }
}

#[test]
fn a_token_that_is_in_its_file_stays_good() {
    let scene = Scene::new();
    let words = ["create", "--name", "a", "--out", "token", "--json"];
    let ran = scene.run(&words).stdout_to("/dev/full").run().fails_with(1);
    ran.notes("it is in `~/token`");
    let token = scene.world.issued("token").pop().unwrap();
    assert_eq!(scene.home.read("token").unwrap(), token.as_bytes());
    assert_eq!(scene.names(&token), ["a"]);
}

#[test]
fn a_token_that_could_not_be_revoked_again_is_named() {
    let scene = Scene::new();
    scene
        .world
        .answer("DELETE api.anaconda.org/*", json!({ "status": 403 }));
    let run = scene.run(&["create", "--name", "my ci", "--org", "my-org"]);
    run.stdout_to("/dev/full").run().fails_with(1).notes(
        "is still on the server; revoke it: `xauth access-token revoke 'my ci' --org my-org`",
    );
}

#[test]
fn a_write_that_fails_after_all_takes_the_token_back() {
    let scene = Scene::new();
    scene.home.write("token", "before");
    let run = scene.run(&["create", "--name", "a", "--out", "token"]);
    let (ran, _) = procs::inject(run, "rename,renameat,renameat2", "renameat2:error=EIO");
    ran.fails_with(3).prints("").notes("was revoked again");
    assert_eq!(scene.home.read("token").unwrap(), b"before");
    assert_eq!(scene.asked(), TAKEN_BACK);
}

#[test]
fn it_logs_in_with_the_token() {
    let scene = Scene::new();
    let words = [
        "create",
        "--name",
        "here",
        "--login",
        "--share",
        "conda,anaconda",
    ];
    let ran = scene.run(&words).run().ok();
    let token = scene.world.issued("token").pop().unwrap();
    ran.prints("")
        .notes("logged in to anaconda.org with a conda token")
        .notes("shared with conda");
    assert_eq!(
        scene.stored("*.anaconda.org"),
        json!({ "CondaToken": token })
    );
    assert_eq!(
        scene.stored("anaconda.com"),
        json!({ "BearerToken": scene.key })
    );
    let file = ".continuum/anaconda-client/tokens/https%3A%2F%2Fapi.anaconda.org.token";
    assert_eq!(scene.home.read(file).unwrap(), token.as_bytes());
    let said = scene.run(&["info"]).secret(&token).run().ok();
    assert!(said.out.starts_with("name     here\n"), "{said}");
}

#[test]
fn a_login_that_cannot_be_stored_makes_no_token() {
    let scene = Scene::new();
    scene.home.write(".rattler/credentials.json", "{broken");
    let words = [
        "create",
        "--name",
        "here",
        "--login",
        "--username",
        "me",
        "--password",
        "-",
    ];
    let run = scene.run(&words).stdin(scene.home.canary());
    run.run().fails_with(3).prints("");
    assert!(scene.world.requests().is_empty());
}

#[test]
fn a_login_that_was_not_stored_takes_the_token_back() {
    let scene = Scene::new();
    let run = scene.run(&["create", "--name", "here", "--login"]);
    let (ran, _) = procs::inject(run, "rename,renameat,renameat2", "renameat2:error=EIO");
    ran.fails_with(3).prints("").notes("was revoked again");
    assert_eq!(scene.stored("*.anaconda.org"), Value::Null);
    assert_eq!(scene.asked(), TAKEN_BACK);
}
