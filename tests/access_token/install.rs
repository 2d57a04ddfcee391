//! The token of an organisation: issued with a person's word, for the organisation that is meant.

use serde_json::json;

use super::common::{Scene, fails};

pub const KEY: &str = "https://repo.anaconda.cloud/repo";
pub const TOKEN: &str = "api/organizations/my-org/ce/current-token";

fn lines(scene: &Scene) -> Vec<String> {
    let requests = scene.world.requests().into_iter();
    requests.map(|request| request.line()).collect()
}

/// The token that is in use.
pub fn issued(scene: &Scene) -> String {
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
        "HEAD repo.anaconda.cloud/repo/main/noarch/repodata.json 200".to_owned(),
    ];
    assert_eq!(lines(&scene), wanted);
    assert_eq!(requests[1].body, r#"{"confirm": "yes"}"#);
    let bearer = format!("Bearer {}", scene.key);
    assert_eq!(requests[1].header("authorization"), Some(&*bearer));
    // Not in the path, which logs have.
    assert_eq!(
        requests[2].header("authorization"),
        Some(&*format!("token {token}"))
    );
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
