//! How strict the world is: each credential is taken where it belongs, in its own scheme, and while it is good.

use crate::{support::AnacondaWorld, world::curl};

const KEYS: &str = "https://anaconda.com/api/auth/api-keys";
const ACCOUNT: &str = "https://anaconda.com/api/account";
const TOKENS: &str = "https://api.anaconda.org/authentications";
const NEW: &str = r#"{"scopes": ["repos"], "note": "n", "note_url": "u", "hostname": "h", "user": null,
    "max-age": 60, "strength": "strong", "fail-if-exists": true}"#;

/// The status of a request with a value for `Authorization`.
fn status(world: &AnacondaWorld, authorization: &str, arguments: &[&str]) -> String {
    let header = format!("Authorization: {authorization}");
    let arguments = [&["--output", "/dev/null", "--header", &header], arguments].concat();
    curl(world, &arguments).trim_end().to_owned()
}

#[track_caller]
fn check(world: &AnacondaWorld, table: &[(&str, &[&str], &str)]) {
    for (authorization, arguments, wanted) in table {
        let status = status(world, authorization, arguments);
        assert_eq!(status, *wanted, "{authorization} {arguments:?}");
    }
}

#[test]
fn an_account_takes_its_keys_as_bearer_tokens_only() {
    let world = AnacondaWorld::start();
    let [good, old, other] = [
        world.api_key(60),
        world.api_key(-60),
        world.api_key_of("anaconda.example.test", 60),
    ];
    let bearer = |key: &str| format!("Bearer {key}");
    let repository = ["https://repo.anaconda.cloud/repo/main/noarch/repodata.json"];
    let [as_bearer, as_token] = [bearer(&good), format!("token {good}")];
    check(
        &world,
        &[
            (&as_bearer, &[ACCOUNT], "200"),
            (&as_token, &[ACCOUNT], "401"),
            (&bearer(&old), &[ACCOUNT], "401"),
            (&bearer(&other), &[ACCOUNT], "401"),
            (&bearer("canary-none"), &[ACCOUNT], "401"),
            (&as_bearer, &repository, "200"),
            (&as_token, &repository, "403"),
            (&bearer(&old), &repository, "403"),
            // A key does not make keys.
            (&as_bearer, &["--json", r#"{"scopes": ["a"]}"#, KEYS], "401"),
        ],
    );
    world.set("revoked", vec![good]);
    assert_eq!(status(&world, &as_bearer, &[ACCOUNT]), "401");
}

#[test]
fn anaconda_org_takes_its_tokens_and_makes_them_for_accounts_and_passwords() {
    let world = AnacondaWorld::start();
    world.set("passwords", serde_json::json!({ "me": "canary-password" }));
    let token = |scopes: &[&str], lives| {
        let value = world.access_token_of("anaconda", scopes, lives);
        format!("token {value}")
    };
    let (all, narrow, old) = (
        token(&[], 60),
        token(&["conda:download"], 60),
        token(&[], -60),
    );
    let user = ["https://api.anaconda.org/user"];
    let create = ["--json", NEW, TOKENS];
    let mine = format!("Bearer {}", world.api_key(60));
    let as_bearer = all.replace("token ", "Bearer ");
    check(
        &world,
        &[
            (&all, &user, "200"),
            (&narrow, &user, "401"),
            (&old, &user, "401"),
            (&as_bearer, &user, "401"),
            (&mine, &user, "401"),
            (&all, &create, "401"),
            ("Basic bWU6d3Jvbmc=", &create, "401"),
            (&mine, &create, "200"),
            (&mine, &create, "400"),
            (
                &all,
                &["--request", "DELETE", &format!("{TOKENS}/name/n")],
                "201",
            ),
            (
                &all,
                &["--request", "DELETE", &format!("{TOKENS}/name/n")],
                "404",
            ),
            // me:canary-password
            ("Basic bWU6Y2FuYXJ5LXBhc3N3b3Jk", &create, "200"),
        ],
    );
    let made = world.issued("token").into_iter().rev();
    for (made, wanted) in made.zip(["200 ", "401 "]) {
        let index = format!("https://conda.anaconda.org/t/{made}/private/noarch/repodata.json");
        let arguments = ["--output", "/dev/null", &index];
        assert_eq!(curl(&world, &arguments), wanted);
    }
}

#[test]
fn channels_say_no_each_in_their_own_way() {
    let world = AnacondaWorld::start();
    let download = world.access_token(&["conda:download"]);
    let (organisation, prefix) = (world.organisation_token(), world.prefix_token());
    let index = "noarch/repodata.json";
    let org = |token: &str, name: &str| format!("https://conda.anaconda.org{token}/{name}/{index}");
    let main = |token: &str| format!("https://repo.anaconda.cloud{token}/repo/main/{index}");
    let dev = |name: &str| format!("https://repo.prefix.dev/{name}/{index}");
    let good = format!("/t/{download}");
    for (url, wanted) in [
        (org("", "public"), "200"),
        (org("/t/canary-bad", "public"), "401"),
        (org("", "private"), "404"),
        (org(&good, "private"), "200"),
        (main(""), "403"),
        (main(&good), "403"),
        (main(&format!("/t/{organisation}")), "200"),
        (dev("public"), "200"),
        (dev("private"), "401"),
    ] {
        let status = curl(&world, &["--output", "/dev/null", &url]);
        assert_eq!(status.trim_end(), wanted, "{url}");
    }
    let bearer = format!("Bearer {prefix}");
    check(
        &world,
        &[
            (&bearer, &[&dev("private")], "200"),
            ("Bearer canary-bad", &[&dev("public")], "200"),
            (&format!("token {organisation}"), &[&main("")], "200"),
            (&format!("Bearer {organisation}"), &[&main("")], "403"),
        ],
    );
}

#[test]
fn a_code_is_good_once_and_for_who_asked_for_it() {
    let world = AnacondaWorld::start();
    // The verifier and the challenge of RFC 7636, appendix B.
    let (verifier, challenge) = (
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    let client = "client_id=b4ad7f1d-c784-46b5-a9fe-106e50441f5a";
    let redirect = "redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fauth%2Foidc";
    let code = |challenge: &str| {
        let query = format!(
            "{client}&{redirect}&response_type=code&scope=openid&state=s%26%2B&{challenge}"
        );
        let url = format!("https://auth.anaconda.com/api/auth/oauth2/authorize?{query}");
        let arguments = [
            "--output",
            "/dev/null",
            "--write-out",
            "%{redirect_url}",
            &url,
        ];
        let location = curl(&world, &arguments);
        let (_, query) = location.split_once('?').unwrap();
        assert!(query.contains("state=s%26%2B"), "{location}");
        let code = query.split('&').find_map(|pair| pair.strip_prefix("code="));
        code.map(ToOwned::to_owned)
    };
    let exchange = |code: &str, verifier: &str, redirect: &str| {
        let form = format!(
            "grant_type=authorization_code&{client}&{redirect}&code={code}&code_verifier={verifier}"
        );
        let url = "https://auth.anaconda.com/api/auth/oauth2/token";
        curl(&world, &["--output", "/dev/null", "--data", &form, url])
    };
    assert_eq!(code(""), None);
    assert_eq!(code("code_challenge_method=plain&code_challenge=x"), None);
    let good = || {
        code(&format!(
            "code_challenge_method=S256&code_challenge={challenge}"
        ))
        .unwrap()
    };
    let first = good();
    assert_eq!(exchange(&first, verifier, redirect), "200 ");
    assert_eq!(exchange(&first, verifier, redirect), "400 ");
    assert_eq!(exchange(&good(), challenge, redirect), "400 ");
    assert_eq!(
        exchange(&good(), verifier, "redirect_uri=http%3A%2F%2F127.0.0.1%2F"),
        "400 "
    );
}
