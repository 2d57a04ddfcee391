//! Tokens of organisations: we make them, and anaconda-auth has them; the files and the requests are the same.

use serde_json::json;

use crate::{
    bytes::two,
    common::{KEYRING, Place},
    support::{anaconda, canary},
    wire::compare,
};

/// What `anaconda token install` does, but for what needs conda: that it looks whether the token is good, and
/// conda's settings.
const THEIRS: &str = "
from anaconda_auth.repo import RepoAPIClient
from anaconda_auth.token import TokenInfo
client = RepoAPIClient()
name = client.get_business_organizations_for_user()[0].name
token = client.issue_new_token(name, yes=True)
stored = TokenInfo.load(create=True)
stored.set_repo_token(name, token)
stored.save()
";
const READ: &str = "
from anaconda_auth.token import TokenInfo
print(TokenInfo.load().get_repo_token('my-org'))
";
const CURRENT: &str = "* anaconda.com/api/organizations/my-org/ce/current-token";
const INSTALL: [&str; 3] = ["access-token", "install", "--yes"];

fn python(place: &Place, script: &str) -> String {
    let run = place.home.run(anaconda()).args(["-c", script]);
    place.run(place.world.env(run)).ok().out
}

#[test]
fn a_token_that_we_install_is_in_the_same_bytes_by_the_same_requests() {
    let ([theirs, ours], _) = two();
    let token = canary();
    for place in [&theirs, &ours] {
        place.run(place.auth(&["login"])).ok();
        let issued = json!({ "token": token, "expires_at": "2036-01-01T00:00:00Z" });
        place
            .world
            .answer(&CURRENT.replace('*', "PUT"), json!({ "body": issued }));
        // As the server has it, that is.
        place.world.answer("HEAD repo.anaconda.cloud/*", json!({}));
        place.forget();
    }
    python(&theirs, THEIRS);
    ours.quietly(ours.xauth(&INSTALL).secret(&token)).ok();
    assert_eq!(python(&ours, READ).trim_end(), token);
    assert_eq!(ours.file(KEYRING), theirs.file(KEYRING));
    compare(
        &theirs,
        &ours,
        &r#"
        = GET anaconda.com/api/organizations/my 200 bearer <api-key>
        = GET anaconda.com/api/account 200 bearer <api-key>
        = GET anaconda.com/api/organizations/my-org/ce/current-token 404 bearer <api-key>
        = PUT anaconda.com/api/organizations/my-org/ce/current-token 200 bearer <api-key> json {"confirm":"yes"}
        # With conda theirs does, too, but with the token in the path.
        > HEAD repo.anaconda.cloud/repo/main/noarch/repodata.json 200 token TOKEN
        "#
        .replace("TOKEN", &token),
    );
}

#[test]
fn a_token_that_they_install_is_good_for_us() {
    let place = Place::new();
    place.run(place.auth(&["login"])).ok();
    python(&place, THEIRS);
    let token = place.world.issued("organisation-token").pop().unwrap();
    place
        .quietly(place.xauth(&["import", "--from", "anaconda"]))
        .ok();
    let both = place.run(place.xauth(&["status", "--json"])).ok();
    println!("{token} {both}");
}

/// It stops at an entry that has tokens of organisations and no key, whatever one asks of it.
#[test]
fn their_login_goes_on_beside_a_token_that_we_left() {
    let place = Place::new();
    place.run(place.auth(&["login"])).ok();
    place.quietly(place.xauth(&INSTALL)).ok();
    place.quietly(place.xauth(&["logout", "anaconda.com"])).ok();
    place.run(place.auth(&["api-key"])).fails_with(1);

    place.run(place.auth(&["login"])).ok();
    let key = place.world.issued("api-key").pop().unwrap();
    let theirs = place.run(place.auth(&["api-key"])).ok();
    assert_eq!(theirs.out.replace('\n', ""), key);
    let token = place.world.issued("organisation-token").pop().unwrap();
    assert_eq!(python(&place, READ).trim_end(), token);
}
