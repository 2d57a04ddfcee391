//! The token of an organisation: issued with a person's word, kept whatever happens, and known to anaconda-auth.

use std::fs;

use serde_json::{Value, json};

use super::common::{Scene, fails};
use crate::support::procs;

const KEY: &str = "https://repo.anaconda.cloud/repo";
const TOKEN: &str = "api/organizations/my-org/ce/current-token";

fn lines(scene: &Scene) -> Vec<String> {
    let requests = scene.world.requests().into_iter();
    requests.map(|request| request.line()).collect()
}

/// The token that is in use.
fn issued(scene: &Scene) -> String {
    scene.world.issued("organisation-token").pop().unwrap()
}

#[test]
fn the_token_is_issued_stored_and_tried() {
    let scene = Scene::new();
    let ran = scene.run(&["install", "--org", "my-org"]).run().ok();
    let token = issued(&scene);
    ran.prints("")
        .notes("issued a token of `my-org`; it expires in ")
        .notes("repo.anaconda.cloud accepts it");
    assert_eq!(scene.stored(KEY), json!({ "CondaToken": token }));
    assert_eq!(
        scene.stored("repo.anaconda.cloud"),
        json!({ "BearerToken": scene.key })
    );
    let requests = scene.world.requests();
    let wanted = [
        format!("GET anaconda.com/{TOKEN} 404"),
        format!("PUT anaconda.com/{TOKEN} 200"),
        format!("HEAD repo.anaconda.cloud/t/{token}/repo/main/noarch/repodata.json 200"),
    ];
    assert_eq!(lines(&scene), wanted);
    assert_eq!(requests[1].body, r#"{"confirm": "yes"}"#);
    let bearer = format!("Bearer {}", scene.key);
    assert_eq!(requests[1].header("authorization"), Some(&*bearer));
    assert_eq!(requests[2].header("authorization"), None);
    // Nobody uses anaconda-auth here, and nobody asked for default channels.
    assert_eq!(scene.home.read(".anaconda/keyring"), None);
    assert_eq!(scene.home.read(".condarc"), None);
}

#[test]
fn it_answers_for_the_channels_and_the_key_for_all_else() {
    let scene = Scene::new();
    scene.run(&["install", "--org", "my-org"]).run().ok();
    for (url, scheme) in [
        ("https://repo.anaconda.cloud/repo/main", "conda-token"),
        ("https://repo.anaconda.cloud/other", "bearer"),
    ] {
        let run = scene.home.xauth().env("XAUTH_STORE", "file");
        let said = run.args(["which", url, "--json"]).run().ok().json();
        assert_eq!(said["answer"]["scheme"], scheme, "{url}");
    }
    let ran = scene.run(&["url", "stored", "https://repo.anaconda.cloud/repo/main"]);
    let url = format!(
        "https://repo.anaconda.cloud/t/{}/repo/main\n",
        issued(&scene)
    );
    ran.reveals().run().ok().prints(&url);
}

#[test]
fn a_token_in_use_is_revoked_with_a_word_alone() {
    let scene = Scene::new();
    scene.run(&["install", "--org", "my-org"]).run().ok();
    let first = issued(&scene);
    fails(
        scene.run(&["install", "--org", "my-org"]).run(),
        2,
        "`my-org` has a token in use (it expires in ",
        "if it may go: `xauth access-token install --org my-org --yes`",
    );
    assert_eq!(issued(&scene), first);
    scene
        .run(&["install", "--org", "my-org", "--yes"])
        .run()
        .ok()
        .notes("a new one revokes it");
    assert_ne!(issued(&scene), first);
    assert_eq!(scene.stored(KEY), json!({ "CondaToken": issued(&scene) }));
}

#[test]
fn the_only_organisation_is_taken() {
    let scene = Scene::new();
    scene
        .run(&["install"])
        .run()
        .ok()
        .notes("issued a token of `my-org`");
    let asked = lines(&scene);
    assert_eq!(
        asked[..2],
        [
            "GET anaconda.com/api/organizations/my 200",
            "GET anaconda.com/api/account 200"
        ]
    );
    scene.world.set(
        "organisations",
        json!({ "one": "1", "two": "2", "free": "3" }),
    );
    let subscriptions = json!([
        { "org_id": "1", "product_code": "security_subscription" },
        { "org_id": "2", "product_code": "commercial_subscription" },
        { "org_id": "3", "product_code": "starter_subscription" },
    ]);
    scene.world.set("subscriptions", subscriptions);
    fails(
        scene.run(&["install"]).run(),
        2,
        "the account has more organisations than one: `one`, `two`",
        "name one: `xauth access-token install --org one`",
    );
    scene.world.set("subscriptions", json!([]));
    fails(
        scene.run(&["install"]).run(),
        1,
        "the account has no organisation with tokens for repo.anaconda.cloud",
        "if it is a member of one, name it",
    );
}

#[test]
fn an_organisation_that_is_not_there_is_said() {
    let scene = Scene::new();
    fails(
        scene.run(&["install", "--org", "no/such"]).run(),
        1,
        "`anaconda.com` has nothing at `https://anaconda.com/api/organizations/no%2Fsuch/ce/current-token`: no such organization (HTTP 404)",
        "see that the organisation is spelled right",
    );
}

#[test]
fn nobody_is_logged_in() {
    let scene = Scene::new();
    scene.store(&json!({}));
    fails(
        scene.run(&["install", "--org", "my-org"]).run(),
        4,
        "installing an organisation's token needs a login for `anaconda.com`",
        "log in first: `xauth login anaconda.com`",
    );
    assert!(scene.world.requests().is_empty());
}

#[test]
fn anaconda_auth_has_it_beside_what_it_has() {
    let scene = Scene::new();
    scene
        .home
        .write(".anaconda/keyring", r#"{"Other": {"a": "b"}}"#);
    let ran = scene.run(&["install", "--org", "my-org"]).run().ok();
    ran.notes("anaconda-auth has it, too, in ~/.anaconda/keyring");
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
    let head = "HEAD repo.anaconda.cloud/t/*";
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
