//! The words for each answer, where no other test has them: a person reads them after "could not verify the login: ".

use serde_json::{Value, json};
use xauth::Env;
use xauth::http::{Client, Grace, Runner, Settings};
use xauth::scheme::Credential;
use xauth::verify::{Verdict, Whereabouts, anaconda_account};

use crate::asked::{Asked, rejected, unknown};
use crate::support::canary;
use crate::support::fake::{Answer, Request, Server};

const LIST: &str = "<ListBucketResult></ListBucketResult>";

fn bearer() -> Value {
    json!({ "BearerToken": canary() })
}

fn keys() -> Value {
    json!({ "S3Credentials": { "access_key_id": "id", "secret_access_key": canary(), "session_token": null } })
}

/// A server that gives these answers, one after the other, and then the last for ever.
fn server(answers: &[Answer]) -> Server {
    let left = std::sync::Mutex::new(answers.to_vec());
    Server::start(move |_: &Request| {
        let mut left = left.lock().unwrap();
        match left.len() {
            1 => left[0].clone(),
            _ => left.remove(0),
        }
    })
}

fn error(code: &str) -> Answer {
    Answer::status(403).body(format!("<Error><Code>{code}</Code></Error>"))
}

fn of_bucket(answers: &[Answer]) -> Verdict {
    let server = server(answers);
    let asked = Asked::about("s3://bucket/prefix", &keys());
    asked.bucket(Some(&server.url()), None).verdict()
}

#[test]
fn what_is_wrong_with_the_keys_of_a_bucket() {
    for (code, words) in [
        (
            "InvalidAccessKeyId",
            "it does not know the access key id (`InvalidAccessKeyId`)",
        ),
        (
            "SignatureDoesNotMatch",
            "the secret access key is not that of the id (`SignatureDoesNotMatch`)",
        ),
        (
            "InvalidToken",
            "the session token is not one of its own (`InvalidToken`)",
        ),
        (
            "ExpiredToken",
            "the session token has expired (`ExpiredToken`)",
        ),
    ] {
        let verdict = of_bucket(&[error(code)]);
        assert_eq!(rejected(&verdict), (403, Some(words)));
    }
}

#[test]
fn why_a_buckets_answer_says_nothing() {
    let list = || Answer::text(LIST);
    for (answers, words) in [
        (
            vec![error("AccessDenied")],
            "it lets the keys neither list the bucket nor read an index",
        ),
        (
            vec![error("RequestTimeTooSkewed")],
            "the clock of this machine is wrong",
        ),
        (vec![error("Odd")], "it answers with `Odd` (HTTP 403)"),
        (
            vec![Answer::text("<html>")],
            "it does not answer as a bucket's server does (HTTP 200)",
        ),
        (vec![list()], "it takes a wrong signature, too"),
        (
            vec![list(), Answer::status(503)],
            "asked with a wrong signature, it answers with HTTP 503",
        ),
    ] {
        assert_eq!(unknown(&of_bucket(&answers)).1, words);
    }
}

#[test]
fn why_no_buckets_server_is_asked() {
    let asked = |key: &str| Asked::about(key, &keys());
    let server = Some("https://s3.example");
    for (asked, words) in [
        (
            asked("bucket").bucket(server, None),
            "there is no bucket to ask for",
        ),
        (
            asked("s3://-b").bucket(server, None),
            "no server takes the name of its bucket",
        ),
        (
            asked("s3://b").bucket(server, Some("r/x")),
            "the region is none",
        ),
        (
            asked("s3://b").whereabouts(Whereabouts::Unusable("it is plain http".into())),
            "it is plain http",
        ),
    ] {
        assert!(!asked.can_be_asked(), "{words}");
        assert_eq!(unknown(&asked.verdict()).1, words);
    }
}

#[test]
fn why_a_channels_answer_says_nothing() {
    let index = || Answer::text(r#"{"packages":{}}"#);
    for (answers, words) in [
        (vec![index()], "anyone may read it"),
        (
            vec![index(), Answer::status(400)],
            "asked without the login, it answers in a way that proves nothing",
        ),
        (
            vec![index(), Answer::status(503)],
            "asked without the login, it answers with HTTP 503",
        ),
        (
            vec![Answer::text("<html>")],
            "it answers with something that is not of a channel",
        ),
        (
            vec![Answer::status(403)],
            "it answers with HTTP 403, without the login, too",
        ),
        (vec![Answer::status(410)], "it answers with HTTP 410"),
    ] {
        let server = server(&answers);
        let asked = Asked::about("127.0.0.1", &bearer());
        let verdict = asked.at(&(server.url() + "/chan")).verdict();
        assert_eq!(unknown(&verdict).1, words);
    }
}

#[test]
fn why_a_server_does_not_say_whose_it_is() {
    let server = server(&[Answer::json(&json!({ "user": { "username": "eve" } }))]);
    let token = json!({ "CondaToken": canary() });
    let asked = Asked::about("127.0.0.1", &token).at(&server.url());
    assert_eq!(unknown(&asked.verdict()).1, "it says the same to anyone");
    let asked = Asked::about("127.0.0.1", &bearer()).at(&server.url());
    let nothing = Server::start(|_: &Request| Answer::status(404));
    let verdict = asked.at(&nothing.url()).anaconda(&nothing.url()).verdict();
    let words = "it does not say whose key it is (HTTP 404)";
    assert_eq!(unknown(&verdict).1, words);
    let client = Client::new(&Env::default(), &Settings::default()).unwrap();
    let credential = Credential::from_json("h", &bearer().to_string()).unwrap();
    let nowhere = "mailto:me@example.com".parse().unwrap();
    let work = async { Ok(anaconda_account(&client, &nowhere, &credential).await) };
    let verdict = Runner::default().run(Grace::None, work).unwrap();
    assert_eq!(unknown(&verdict).1, "there is no Anaconda server to ask");
}

#[test]
fn why_a_provider_does_not_say_who_it_is() {
    for (endpoint, words) in [
        (
            Some("/me"),
            "its provider does not say who it is (HTTP 404)",
        ),
        (None, "its provider does not say who it is"),
    ] {
        let server = Server::start(move |request: &Request| {
            let issuer = format!("http://{}", request.header("host"));
            let endpoint = endpoint.map(|path| format!("{issuer}{path}"));
            let token = format!("{issuer}/token");
            match request.path.as_str() {
                "/.well-known/openid-configuration" => Answer::json(
                    &json!({ "issuer": issuer, "token_endpoint": token, "userinfo_endpoint": endpoint }),
                ),
                _ => Answer::status(404),
            }
        });
        let login = json!({ "OAuth": {
            "access_token": canary(), "refresh_token": null, "expires_at": null, "client_id": "rattler",
            "token_endpoint": server.url() + "/token", "revocation_endpoint": null,
            "xauth": { "issuer": server.url() },
        } });
        let asked = Asked::about("127.0.0.1", &login);
        assert_eq!(unknown(&asked.verdict()).1, words);
    }
}
