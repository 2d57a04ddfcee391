//! The user's own rows: `[[server]]` in `config.toml` makes a login with OAuth of a bare `xauth login HOST`.

use std::net::TcpListener;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::real_common::{Login, text};
use crate::support::{Asked, Home, Idp, Person, Provider};

const CONFIG: &str = ".config/xauth/config.toml";

/// A row; `more` are its other settings.
fn row(hosts: &str, idp: &Idp, client: &str, more: &str) -> String {
    let issuer = idp.issuer();
    format!("[[server]]\nhosts = {hosts}\nissuer = '{issuer}'\nclient_id = '{client}'\n{more}\n")
}

/// Logs in with these words, and returns the last event.
fn log_in(home: &Home, idp: &Idp, words: &[&str]) -> Value {
    let run = home.xauth().args(["login"]).args(words.iter().copied());
    let login = Login::of(home, run);
    match login.first_event()["event"].as_str() {
        Some("browser") => drop(Person::quick("alice").visit(&login.url())),
        _ => idp.approve_device(&login.code(), &Person::quick("alice")),
    }
    let event = login.event("logged_in");
    login.end().ok();
    event
}

fn entry(home: &Home, key: &str) -> Value {
    home.read_json(home.credentials_path())[key]["OAuth"].clone()
}

fn last(idp: &Idp, path: &str) -> Asked {
    let mut requests = idp.requests();
    requests.retain(|asked| asked.path == path);
    requests.pop().unwrap()
}

#[test]
fn a_row_makes_a_login_without_flags_under_the_right_key() {
    let idp = Idp::start(Provider::default());
    let hosts = "['my.company', '*.conda.my.company', 'conda.localhost']";
    for (typed, key) in [
        ("my.company", "my.company"),
        ("https://my.company/channel", "my.company"),
        ("a.conda.my.company", "*.conda.my.company"),
        ("https://a.b.conda.my.company/channel", "*.conda.my.company"),
        ("conda.my.company", "*.conda.my.company"),
        ("conda.localhost", "conda.localhost"),
    ] {
        let home = Home::new();
        home.write(CONFIG, row(hosts, &idp, "conda", ""));
        let event = log_in(&home, &idp, &[typed]);
        assert_eq!(
            (&event["key"], &event["account"]),
            (&key.into(), &"alice".into()),
            "{typed}"
        );
        let stored = entry(&home, key);
        assert_eq!(stored["client_id"], "conda");
        let said = idp.introspect(text(&stored["access_token"]));
        assert_eq!(
            (&said["active"], &said["client_id"]),
            (&true.into(), &"conda".into())
        );
        let token = home.xauth().args(["token", typed]).reveals().run().ok();
        assert_eq!(
            token.out.trim_end(),
            text(&stored["access_token"]),
            "{typed}"
        );
        home.xauth().args(["logout", typed]).run().ok();
        assert!(entry(&home, key).is_null(), "{typed}");
        assert!(!idp.is_active(text(&stored["access_token"])), "{typed}");
    }
}

#[test]
fn hosts_beside_those_of_a_row_have_no_part_in_it() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    home.write(
        CONFIG,
        row("['my.company', '*.conda.my.company']", &idp, "conda", ""),
    );
    for host in [
        "b.my.company",
        "notmy.company",
        "my.company.example",
        "xconda.my.company",
    ] {
        let ran = home.xauth().args(["login", host]).run().fails_with(2);
        ran.notes("how to log in");
    }
    assert_eq!(idp.requests(), []);
}

#[test]
fn scopes_redirect_and_audience_of_a_row_are_sent() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let redirect = format!("http://127.0.0.1:{port}/callback");
    let idp = Idp::start(Provider {
        redirect: redirect.clone(),
        ..Provider::default()
    });
    let home = Home::new();
    let audience = "https://conda.my.company";
    let more = format!(
        "scopes = ['openid', 'offline_access', 'channel:read']\n\
         redirect_uri = '{redirect}'\naudience = '{audience}'"
    );
    home.write(CONFIG, row("['my.company']", &idp, "exact", &more));
    log_in(&home, &idp, &["my.company", "--oauth-flow", "auth-code"]);
    let asked = last(&idp, "/auth");
    assert_eq!(asked.parameter("client_id"), "exact");
    assert_eq!(
        asked.parameter("scope"),
        "openid offline_access channel:read"
    );
    assert_eq!(asked.parameter("redirect_uri"), redirect);
    assert_eq!(asked.parameter("audience"), audience);
    let stored = entry(&home, "my.company");
    let payload = text(&stored["access_token"]).split('.').nth(1).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(payload["aud"], audience);
    assert_eq!(stored["audience"], audience);
}

#[test]
fn flags_say_more_than_the_row() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let more =
        "scopes = ['openid', 'offline_access', 'channel:read']\naudience = 'https://of.the.row'";
    home.write(CONFIG, row("['my.company']", &idp, "conda", more));
    let flags = [
        "--oauth-client-id",
        "rattler",
        "--oauth-scope",
        "openid profile",
    ];
    let flags = [&["my.company", "--oauth-flow", "auth-code"], &flags[..]].concat();
    log_in(
        &home,
        &idp,
        &[&flags[..], &["--oauth-audience", "https://of.the.flag"]].concat(),
    );
    let asked = last(&idp, "/auth");
    assert_eq!(asked.parameter("client_id"), "rattler");
    assert_eq!(asked.parameter("scope"), "openid profile");
    assert_eq!(asked.parameter("audience"), "https://of.the.flag");
    // Another scheme has nothing to do with the row.
    let run = home
        .xauth()
        .args(["login", "my.company", "--token", "-"])
        .stdin("a-token");
    run.run().ok();
    assert_eq!(entry(&home, "my.company"), Value::Null);
}

#[test]
fn another_issuer_in_a_flag_takes_nothing_from_the_row() {
    let [of_row, of_flag] = [(), ()].map(|()| Idp::start(Provider::default()));
    let home = Home::new();
    let more = "scopes = ['openid', 'channel:read']\naudience = 'https://of.the.row'";
    home.write(CONFIG, row("['my.company']", &of_row, "conda", more));
    let issuer = of_flag.issuer();
    let flags = [
        "my.company",
        "--oauth-issuer-url",
        &issuer,
        "--oauth-flow",
        "auth-code",
    ];
    log_in(&home, &of_flag, &flags);
    let asked = last(&of_flag, "/auth");
    assert_eq!(
        (asked.parameter("client_id"), asked.parameter("audience")),
        ("rattler", "")
    );
    assert_eq!(asked.parameter("scope"), "openid profile offline_access");
    assert_eq!(of_row.requests(), []);
}

#[test]
fn a_row_for_a_known_server_comes_first() {
    let idp = Idp::start(Provider::default());
    // The key of a login there is the same with a row and without.
    let key = "*.prefix.dev";
    for (hosts, typed) in [
        ("['prefix.dev']", "prefix.dev"),
        ("['*.prefix.dev']", "repo.prefix.dev"),
    ] {
        let home = Home::new();
        home.write(CONFIG, row(hosts, &idp, "conda", ""));
        assert_eq!(log_in(&home, &idp, &[typed])["key"], key);
        assert_eq!(entry(&home, key)["client_id"], "conda");
    }
}

#[test]
fn with_a_row_a_job_has_to_ask_for_the_login() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    home.write(CONFIG, row("['my.company']", &idp, "conda", ""));
    let words = ["login", "my.company", "--no-input"];
    home.xauth().args(words).run().fails_with(2).notes("--");
    assert_eq!(idp.requests(), []);
    let event = log_in(&home, &idp, &["my.company", "--no-input", "--oauth"]);
    assert_eq!(event["key"], "my.company");
}
