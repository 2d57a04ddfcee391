//! Where an organisation's token goes, and what becomes of it when something fails.

use std::fs;

use serde_json::{Value, json};

use super::{
    common::Scene,
    install::{KEY, TOKEN, issued},
    kept::READERS,
};
use crate::support::procs;

#[test]
fn anaconda_auth_has_it_beside_what_it_has() {
    let scene = Scene::new();
    scene
        .home
        .write(".anaconda/keyring", r#"{"Other": {"a": "b"}}"#);
    let ran = scene.run(&["install", "--org", "my-org"]).run().ok();
    ran.notes("shared with anaconda (~/.anaconda/keyring");
    let keyring = scene.home.read_json(".anaconda/keyring");
    assert_eq!(keyring["Other"], json!({ "a": "b" }));
    let entry = keyring["Anaconda Cloud"]["anaconda.com"].as_str().unwrap();
    let entry = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, entry).unwrap();
    let entry: Value = serde_json::from_slice(&entry).unwrap();
    assert_eq!(
        entry["repo_tokens"],
        json!([{ "token": issued(&scene), "org_name": "my-org" }])
    );
}

#[test]
fn conda_alone_has_the_file_that_anaconda_auth_would_make() {
    let scene = Scene::new();
    scene
        .run(&["install", "--org", "my-org", "--share", "conda"])
        .run()
        .ok()
        .notes("shared with conda");
    let file = ".config/binstar/https%3A%2F%2Frepo.anaconda.cloud%2Frepo%2F.token";
    assert_eq!(scene.home.read(file).unwrap(), issued(&scene).as_bytes());
}

#[test]
fn default_channels_are_set_when_asked_for() {
    let scene = Scene::new();
    scene.home.write(".condarc", "# mine\nchannels:\n  - defaults  # all of them\ndefault_channels: [old]\nssl_verify: true\n");
    let words = [
        "install",
        "--org",
        "my-org",
        "--yes",
        "--set-default-channels",
    ];
    scene
        .run(&words)
        .run()
        .ok()
        .notes("are those of repo.anaconda.cloud now");
    let list = "[https://repo.anaconda.cloud/repo/main, https://repo.anaconda.cloud/repo/r, https://repo.anaconda.cloud/repo/msys2]";
    let wanted = format!(
        "# mine\nchannels:\n  - defaults  # all of them\ndefault_channels: {list}\nssl_verify: true\n"
    );
    assert_eq!(scene.home.read(".condarc").unwrap(), wanted.as_bytes());
    scene
        .run(&words)
        .run()
        .ok()
        .notes("were those of repo.anaconda.cloud already");
    scene.home.write(".condarc", "default_channels: [");
    scene
        .run(&words)
        .run()
        .fails_with(3)
        .notes("could not set the default channels of conda");
    assert_eq!(scene.stored(KEY), json!({ "CondaToken": issued(&scene) }));
}

#[test]
fn a_token_that_cannot_be_stored_is_printed() {
    let scene = Scene::new();
    let run = scene.run(&["install", "--org", "my-org"]).reveals();
    let (ran, _) = procs::inject(run, "rename,renameat,renameat2", "renameat2:error=EIO");
    ran.fails_with(3)
        .prints(&format!("{}\n", issued(&scene)))
        .notes("the new token could not be stored, and stands on standard output");
    assert_eq!(scene.stored(KEY), Value::Null);
}

#[test]
fn a_token_that_nobody_got_is_said_to_be_lost() {
    for before in READERS {
        let scene = Scene::new();
        let run = scene.run(&["install", "--org", "my-org"]);
        let run = run.through(["bash", "-c", before, "bash"]);
        let (ran, _) = procs::inject(run, "rename,renameat,renameat2", "renameat2:error=EIO");
        ran.fails_with(3)
            .prints("")
            .notes("the new token is lost, and the one before it is revoked");
    }
}

#[test]
fn a_store_that_cannot_be_used_costs_no_token() {
    let scene = Scene::new();
    let home = scene.home.path().join(".rattler");
    fs::write(home.join("credentials.json"), "{broken").unwrap();
    fs::write(home.join("rattler_auth_store.json"), "{broken").unwrap();
    scene
        .run(&["install", "--org", "my-org", "--yes"])
        .run()
        .fails_with(3)
        .prints("");
    assert!(scene.world.requests().is_empty());
}

#[test]
fn what_the_servers_may_say_instead() {
    let scene = Scene::new();
    let put = format!("PUT anaconda.com/{TOKEN}");
    for (answer, code, why) in [
        (
            json!({ "status": 401, "body": { "error": { "code": "auth_required" } } }),
            4,
            "does not accept the login `anaconda.com`: auth_required (HTTP 401)",
        ),
        (
            json!({ "status": 403 }),
            4,
            "`anaconda.com` does not let the login `anaconda.com` issue a token (HTTP 403)",
        ),
        (
            json!({ "status": 500 }),
            5,
            "the token that was in use may be revoked all the same",
        ),
        (
            json!({ "body": "<html>" }),
            5,
            "its answer is a web page, and not JSON",
        ),
        (json!({ "body": {} }), 5, "its answer cannot be understood"),
    ] {
        scene.world.answer(&put, answer);
        let ran = scene.run(&["install", "--org", "my-org", "--yes"]).run();
        ran.fails_with(code).prints("").notes(why);
        assert_eq!(scene.stored(KEY), Value::Null);
    }
}

#[test]
fn a_token_that_does_not_open_the_channels_is_stored_and_said() {
    let scene = Scene::new();
    let head = "HEAD repo.anaconda.cloud/repo/*";
    for (answer, code, said) in [
        (
            json!({ "status": 403 }),
            4,
            "the token is stored, but `repo.anaconda.cloud` does not accept it (HTTP 403)",
        ),
        (
            json!({ "status": 503 }),
            0,
            "the token could not be tried: repo.anaconda.cloud answers with HTTP 503",
        ),
    ] {
        scene.world.answer(head, answer);
        let ran = scene.run(&["install", "--org", "my-org", "--yes"]).run();
        assert_eq!(ran.code, Some(code), "{ran}");
        ran.prints("").notes(said);
        assert_eq!(scene.stored(KEY), json!({ "CondaToken": issued(&scene) }));
    }
}

#[test]
fn each_organisation_has_its_own() {
    let scene = Scene::new();
    scene
        .world
        .set("organisations", json!({ "my-org": "1", "other": "2" }));
    scene.home.write(".anaconda/keyring", "{}");
    let install = |name: &str| {
        let ran = scene.run(&["install", "--org", name, "--yes"]).run().ok();
        (issued(&scene), ran)
    };
    let (first, _) = install("my-org");
    let (other, ran) = install("other");
    let beside = format!("{KEY}/other");
    ran.notes(&format!(
        "the login `{KEY}` stays; the new token is for `{beside}` and below"
    ));
    assert_eq!(scene.stored(KEY), json!({ "CondaToken": first }));
    assert_eq!(scene.stored(&beside), json!({ "CondaToken": other }));
    // A new one goes where the organisation's is.
    let (second, _) = install("my-org");
    let (again, _) = install("other");
    assert_eq!(scene.stored(KEY), json!({ "CondaToken": second }));
    assert_eq!(scene.stored(&beside), json!({ "CondaToken": again }));
}

#[test]
fn a_logout_takes_it_from_anaconda_auth() {
    let scene = Scene::new();
    scene.home.write(".anaconda/keyring", "{}");
    scene.run(&["install", "--org", "my-org"]).run().ok();
    let token = issued(&scene);
    let run = scene.home.xauth().env("XAUTH_STORE", "file");
    let run = scene.world.env(run).args(["logout", KEY]).secret(&token);
    run.run().ok().notes(&format!(
        "removed `{KEY}` from anaconda (~/.anaconda/keyring"
    ));
    assert_eq!(
        scene.home.read_json(".anaconda/keyring"),
        json!({ "Anaconda Cloud": {} })
    );
}
