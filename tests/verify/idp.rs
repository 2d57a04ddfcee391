//! A real OpenID provider, which knows its own access tokens.

use serde_json::{Value, json};
use xauth::verify::Doubt;

use crate::asked::{Asked, good, rejected, statuses, unknown, url};
use crate::support::fake::{Answer, Request, Server};
use crate::support::{Home, Idp, Nginx, Person, Provider};

const HOST: &str = "127.0.0.1";

/// An OAuth login as the program stores it.
#[track_caller]
fn log_in(idp: &Idp, more: &[&str]) -> Value {
    let home = Home::new();
    let person = Person::quick("alice");
    let issuer = idp.issuer();
    let line = ["login", HOST, "--oauth-issuer-url", &issuer];
    let run = home.xauth().args(line).args(more.iter().copied());
    let run = run.args(["--oauth-flow", "auth-code"]);
    let run = run.env("XAUTH_NO_VERIFY", "1").envs(person.env());
    run.run().ok();
    home.read_json(home.store_path())[HOST].clone()
}

fn token(login: &Value) -> &str {
    login["OAuth"]["access_token"].as_str().unwrap()
}

#[test]
fn it_says_who_is_logged_in_until_the_login_is_revoked() {
    let idp = Idp::start(Provider::default());
    let login = log_in(&idp, &[]);
    let asked = Asked::about(HOST, &login);
    let verdict = asked.verdict();
    assert_eq!(good(&verdict), Some("alice"));
    assert_eq!(url(&verdict), Some(&*idp.url("/me")));
    idp.revoke("rattler", token(&login));
    let (status, why) = (401, Some("invalid token provided"));
    assert_eq!(rejected(&asked.verdict()), (status, why));
}

#[test]
fn a_channel_says_more_than_the_provider() {
    let mut idp = Idp::start(Provider::default());
    let login = log_in(&idp, &[]);
    let right = format!("Bearer {}", token(&login));
    let channel =
        Server::start(
            move |request: &Request| match request.header("authorization") == right {
                true => Answer::text(r#"{"packages":{}}"#),
                false => Answer::status(401),
            },
        );
    let before = idp.requests().len();
    let asked = Asked::about(HOST, &login).at(&(channel.url() + "/chan"));
    assert_eq!(statuses(&asked.verdict()), [Some(200), Some(401)]);
    assert_eq!(idp.requests().len(), before);
    // What anyone may read says nothing, and the provider is asked then.
    let nginx = Nginx::start(&crate::support::Accepted::default());
    let asked = Asked::about(HOST, &login).at(&nginx.url("/public"));
    assert_eq!(good(&asked.verdict()), Some("alice"));
    idp.stop();
    let (doubt, why) = (Doubt::Anyone, "anyone may read it");
    assert_eq!(unknown(&asked.verdict()), (&doubt, why));
}

/// rattler drops what it does not know from an entry that it renews.
#[test]
fn a_login_that_has_lost_its_provider_is_asked_about_where_that_is_remembered() {
    let idp = Idp::start(Provider::default());
    let login = log_in(&idp, &[]);
    let mut bare = login.clone();
    let facts = bare["OAuth"].as_object_mut().unwrap().remove("xauth");
    let bare = Asked::about(HOST, &bare);
    assert!(!bare.can_be_asked());
    let asked = bare.facts(&facts.unwrap());
    assert_eq!(good(&asked.verdict()), Some("alice"));
    idp.revoke("rattler", token(&login));
    assert_eq!(rejected(&asked.verdict()).0, 401);
}

/// A token for a channel's server is refused by the provider's own page, however good it is.
#[test]
fn a_token_for_another_audience_is_not_refused_for_that() {
    let idp = Idp::start(Provider::default());
    let login = log_in(&idp, &["--oauth-audience", "https://conda.example"]);
    let verdict = Asked::about(HOST, &login).verdict();
    assert_eq!(unknown(&verdict).0, &Doubt::Unclear);
    assert_eq!(statuses(&verdict), [Some(401), None]);
}

#[test]
fn a_provider_that_is_away_or_strange_says_nothing() {
    let mut idp = Idp::start(Provider::default());
    let login = log_in(&idp, &[]);
    let asked = Asked::about(HOST, &login);
    idp.stop();
    assert!(matches!(unknown(&asked.verdict()).0, Doubt::Trouble(_)));

    let other = Server::start(|_: &Request| Answer::text("{}"));
    let there = other.url();
    let at = |userinfo: Value, answer: Answer| {
        let server = Server::start(move |request: &Request| {
            let issuer = format!("http://{}", request.header("host"));
            let endpoint = userinfo.as_str().map(|path| match path.strip_prefix('/') {
                Some(_) => format!("{issuer}{path}"),
                None => path.to_owned(),
            });
            match request.path.as_str() {
                "/.well-known/openid-configuration" => Answer::json(&json!({
                    "issuer": issuer, "token_endpoint": format!("{issuer}/token"), "userinfo_endpoint": endpoint,
                })),
                _ => answer.clone(),
            }
        });
        let mut login = login.clone();
        login["OAuth"]["xauth"]["issuer"] = server.url().into();
        Asked::about(HOST, &login).verdict()
    };
    let mut refusal = Answer::error("invalid_token");
    refusal.status = 401;
    assert_eq!(rejected(&at(json!("/me"), refusal)).0, 401);
    let me = Answer::json(&json!({ "sub": "1", "email": "a@example.com" }));
    assert_eq!(good(&at(json!("/me"), me.clone())), Some("a@example.com"));
    let away = Answer::redirect(302, &(there.clone() + "/me"));
    for (endpoint, answer) in [
        (json!(null), me.clone()),
        (json!("ftp://127.0.0.1/me"), me.clone()),
        (json!("http://conda.example/me"), me),
        (json!("/me"), away),
        (json!("/me"), Answer::status(401)),
        (json!("/me"), Answer::status(403)),
        (json!("/me"), Answer::status(404)),
        (json!("/me"), Answer::status(500)),
        (json!("/me"), Answer::text("{}")),
        (json!("/me"), Answer::text("<html>")),
    ] {
        let verdict = at(endpoint.clone(), answer);
        unknown(&verdict);
    }
    assert!(other.seen().is_empty());
}
