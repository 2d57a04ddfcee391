//! Their requests and ours for the same thing, line for line: `=` is in both, `<` in theirs, `>` in ours, and
//! above each difference stands its reason. Logins are made with `--no-verify`: theirs ask nothing more.

use crate::{common::Place, support::Request, told::told};

/// Anaconda's own client, as both name it.
const CLIENT: &str = "b4ad7f1d-c784-46b5-a9fe-106e50441f5a";

/// The requests, all of one program.
fn requests(place: &Place, program: &str) -> Vec<Request> {
    let requests = place.requests();
    for request in &requests {
        let agent = request.header("user-agent").unwrap_or_default();
        let is_ours = agent.starts_with("xauth/") == (program == "ours");
        assert!(is_ours || agent.starts_with("curl/"), "{request:?}");
    }
    requests
}

#[track_caller]
pub fn compare(theirs: &Place, ours: &Place, table: &str) {
    for (program, place, sign) in [("theirs", theirs, '<'), ("ours", ours, '>')] {
        let lines = table.lines().map(str::trim_start);
        let lines = lines.filter(|line| line.starts_with(['=', sign]));
        let wanted: Vec<_> = lines
            .map(|line| line[2..].replace("CLIENT", CLIENT))
            .collect();
        let told = told(&place.world, &requests(place, program)).join("\n");
        let wanted = wanted.join("\n");
        assert!(told == wanted, "{program}:\n{told}\n--- wanted:\n{wanted}");
    }
}

#[test]
fn an_account_with_a_code() {
    let [theirs, ours] = [Place::new(), Place::new()];
    theirs.run(theirs.auth(&["login"])).ok();
    let login = [
        "login",
        "anaconda.com",
        "--oauth-flow",
        "device-code",
        "--no-verify",
    ];
    ours.quietly(ours.xauth(&login)).ok();
    compare(
        &theirs,
        &ours,
        r#"
        = GET anaconda.com/.well-known/openid-configuration 200
        # The document is read once.
        < GET anaconda.com/.well-known/openid-configuration 200
        = POST auth.anaconda.com/api/auth/oauth2/device/authorize 200 form client_id=CLIENT&scope=openid
        # The document is read once.
        < GET anaconda.com/.well-known/openid-configuration 200
        = POST auth.anaconda.com/api/auth/oauth2/token 400 form client_id=CLIENT&device_code=<device-code>&grant_type=urn:ietf:params:oauth:grant-type:device_code
        # The document is read once.
        < GET anaconda.com/.well-known/openid-configuration 200
        = POST auth.anaconda.com/api/auth/oauth2/token 200 form client_id=CLIENT&device_code=<device-code>&grant_type=urn:ietf:params:oauth:grant-type:device_code
        = POST anaconda.com/api/auth/api-keys 201 bearer <access-token> json {"scopes":["cloud:read","cloud:write","repo:read"],"tags":["<client>"]}
        "#,
    );
}

#[test]
fn an_account_in_a_browser() {
    let [theirs, ours] = [Place::new(), Place::new()];
    let login = theirs
        .auth(&["login"])
        .env("ANACONDA_AUTH_USE_DEVICE_FLOW", "false");
    theirs.run(theirs.in_browser(login)).ok();
    let login = [
        "login",
        "anaconda.com",
        "--oauth-flow",
        "auth-code",
        "--no-verify",
    ];
    ours.quietly(ours.in_browser(ours.xauth(&login))).ok();
    compare(
        &theirs,
        &ours,
        r#"
        = GET anaconda.com/.well-known/openid-configuration 200
        = GET auth.anaconda.com/api/auth/oauth2/authorize 302 query client_id=CLIENT&code_challenge=<code_challenge>&code_challenge_method=S256&redirect_uri=http://127.0.0.1:8000/auth/oidc&response_type=code&scope=openid email profile offline_access&state=<state>
        # The document is read once.
        < GET anaconda.com/.well-known/openid-configuration 200
        = POST auth.anaconda.com/api/auth/oauth2/token 200 form client_id=CLIENT&code=<code>&code_verifier=<code_verifier>&grant_type=authorization_code&redirect_uri=http://127.0.0.1:8000/auth/oidc
        = POST anaconda.com/api/auth/api-keys 201 bearer <access-token> json {"scopes":["cloud:read","cloud:write","repo:read"],"tags":["<client>"]}
        "#,
    );
}

/// Two homes with an API key and a token of anaconda.org, for either program.
fn two_with_tokens() -> [Place; 2] {
    let places = [Place::new(), Place::new()];
    for place in &places {
        place.run(place.auth(&["login"])).ok();
        let token = place.world.access_token(&[]);
        let login = place.xauth(&[
            "login",
            "anaconda.org",
            "--conda-token",
            "-",
            "--share",
            "anaconda",
        ]);
        place.quietly(login.stdin(token)).ok();
        place.forget();
    }
    places
}

#[test]
fn a_token_of_anaconda_org_is_made() {
    let [theirs, ours] = two_with_tokens();
    let create = [
        "auth",
        "--create",
        "--name",
        "ci",
        "--scopes",
        "repos conda:download",
        "--max-age",
        "3600",
    ];
    theirs.run(theirs.client(&create)).ok();
    let create = [
        "access-token",
        "create",
        "--name",
        "ci",
        "--scope",
        "repos conda:download",
        "--max-age",
        "1h",
    ];
    ours.run(ours.xauth(&create)).ok();
    compare(
        &theirs,
        &ours,
        r#"
        # Whether passwords are taken is nothing to us, who have none.
        < GET api.anaconda.org/authentication-type 200 token <token> version 1.16.0
        # Whose token it is, is not needed.
        < GET api.anaconda.org/user 200 token <token> version 1.16.0
        # It asks where the account is; we know.
        < GET api.anaconda.org/.well-known/openid-configuration 200
        # A scope that nobody knows is told before there is a token.
        > GET api.anaconda.org/scopes 200 version 1.16.0
        = POST api.anaconda.org/authentications 200 bearer <api-key> version 1.16.0 json {"scopes":["repos","conda:download"],"note":"ci","note_url":"http://anaconda.org","hostname":"vm","user":null,"max-age":3600,"strength":"strong","fail-if-exists":true}
        "#,
    );
}

#[test]
fn tokens_of_an_organisation_and_weak_ones() {
    let [theirs, ours] = two_with_tokens();
    for line in [
        "auth --create --name ci --org my-org --strength weak",
        "auth --remove ci --org my-org",
    ] {
        let words: Vec<_> = line.split(' ').collect();
        theirs.run(theirs.client(&words)).ok();
    }
    for line in [
        "access-token create --name ci --org my-org --strength weak",
        "access-token revoke ci --org my-org --yes",
    ] {
        let words: Vec<_> = line.split(' ').collect();
        ours.run(ours.xauth(&words)).ok();
    }
    compare(
        &theirs,
        &ours,
        r#"
        # As above.
        < GET api.anaconda.org/authentication-type 200 token <token> version 1.16.0
        < GET api.anaconda.org/user 200 token <token> version 1.16.0
        < GET api.anaconda.org/.well-known/openid-configuration 200
        = POST api.anaconda.org/authentications 200 bearer <api-key> version 1.16.0 json {"scopes":[],"note":"ci","note_url":"http://anaconda.org","hostname":"vm","user":"my-org","max-age":null,"strength":"weak","fail-if-exists":true}
        # Whether that was the token that is stored here.
        > GET api.anaconda.org/authentication 200 token <token> version 1.16.0
        = DELETE api.anaconda.org/authentications/org/my-org/name/ci 201 token <token> version 1.16.0
        "#,
    );
}

#[test]
fn tokens_are_listed_and_revoked() {
    let [theirs, ours] = two_with_tokens();
    for action in ["--list", "--info", "--list-scopes"] {
        theirs.run(theirs.client(&["auth", action])).ok();
    }
    theirs
        .run(theirs.client(&["auth", "--remove", "none"]))
        .fails_with(1);
    for command in ["list", "info", "scopes"] {
        ours.quietly(ours.xauth(&["access-token", command])).ok();
    }
    let revoke = ["access-token", "revoke", "none", "--yes"];
    assert_ne!(ours.quietly(ours.xauth(&revoke)).code, Some(0));
    compare(
        &theirs,
        &ours,
        r#"
        = GET api.anaconda.org/authentications 200 token <token> version 1.16.0
        = GET api.anaconda.org/authentication 200 token <token> version 1.16.0
        # It has no session for this one.
< GET api.anaconda.org/scopes 200
> GET api.anaconda.org/scopes 200 version 1.16.0
        # Who revokes the token that is stored here is told.
        > GET api.anaconda.org/authentication 200 token <token> version 1.16.0
        = DELETE api.anaconda.org/authentications/name/none 404 token <token> version 1.16.0
        # A name that is almost it is told.
        > GET api.anaconda.org/authentications 200 token <token> version 1.16.0
        "#,
    );
}

#[test]
fn who_one_is() {
    let [theirs, ours] = two_with_tokens();
    theirs.run(theirs.auth(&["whoami"])).ok();
    theirs.run(theirs.client(&["whoami"])).ok();
    for host in ["anaconda.com", "anaconda.org"] {
        ours.quietly(ours.xauth(&["status", host, "--check"])).ok();
    }
    compare(
        &theirs,
        &ours,
        r#"
        = GET anaconda.com/api/account 200 bearer <api-key>
        < GET api.anaconda.org/user 200 token <token> version 1.16.0
        # Any version of the API says it.
        > GET api.anaconda.org/user 200 token <token>
        "#,
    );
}
