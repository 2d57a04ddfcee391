//! Answers that are too long, too slow, broken, or no answers.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xauth::http::Failure;
use xauth::verify::{Doubt, Verdict};

use crate::asked::{Asked, good, rejected, unknown};
use crate::support::canary;
use crate::support::fake::{Answer, Pace, Request, Server};

const HUNDRED: u64 = 100 * 1024 * 1024;

/// The verdict of a server that gives `answer` to a login and 401 to anyone else, and how long it took.
fn ask(answer: Answer, credential: &Value) -> (Verdict, Duration, Server) {
    let server = Server::start(move |request: &Request| {
        let has_login = !request.header("authorization").is_empty()
            || !request.header("x-api-key").is_empty()
            || request.path.starts_with("/t/");
        match has_login {
            true => answer.clone(),
            false => Answer::status(401),
        }
    });
    let asked = Asked::about("127.0.0.1", credential).at(&(server.url() + "/chan"));
    let asked = asked
        .bucket(Some(&server.url()), None)
        .at("s3://127.0.0.1/x");
    let start = Instant::now();
    (asked.verdict(), start.elapsed(), server)
}

fn bearer() -> Value {
    json!({ "BearerToken": canary() })
}

#[test]
fn only_the_start_of_an_index_of_hundred_megabytes_is_read() {
    for pace in [Pace::Huge(HUNDRED), Pace::Endless(HUNDRED)] {
        let mut answer = Answer::paced(pace);
        let (verdict, took, server) = ask(answer.clone(), &bearer());
        // It is all zeros, and no index.
        assert_eq!(unknown(&verdict).0, &Doubt::Unclear);
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert!(server.sent() < HUNDRED / 4, "{} bytes", server.sent());
        answer.status = 401;
        let (verdict, took, server) = ask(answer, &bearer());
        assert_eq!(rejected(&verdict), (401, None));
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert!(server.sent() < HUNDRED / 4, "{} bytes", server.sent());
    }
    let large = format!(
        r#"{{"packages":{{"a":"{}"}}}}"#,
        "x".repeat(4 * 1024 * 1024)
    );
    good(&ask(Answer::text(&large), &bearer()).0);
}

#[test]
fn an_account_with_hundreds_of_organisations_is_read() {
    let organisations = vec![json!({ "name": "x".repeat(50) }); 3000];
    let account = json!({ "organizations": organisations, "user": { "username": "me" } });
    let server = Server::start(move |_: &Request| Answer::json(&account));
    let asked = Asked::about("127.0.0.1", &bearer());
    let asked = asked.at(&server.url()).anaconda(&server.url());
    assert_eq!(good(&asked.verdict()), Some("me"));
}

/// Each takes as long as we wait, so they go together.
#[test]
fn a_slow_server_is_given_up_within_fifteen_seconds() {
    let token = canary();
    let credentials = [
        bearer(),
        json!({ "CondaToken": token }),
        json!({ "S3Credentials": { "access_key_id": "id", "secret_access_key": token, "session_token": null } }),
    ];
    thread::scope(|scope| {
        for credential in &credentials {
            for pace in [Pace::Never, Pace::Drip, Pace::DripBody] {
                scope.spawn(move || {
                    let answer = Answer::text(&" ".repeat(500)).pace(pace);
                    let (verdict, took, _) = ask(answer, credential);
                    let (doubt, why) = unknown(&verdict);
                    assert!(took < Duration::from_secs(16), "{pace:?}: {took:?}");
                    if pace != Pace::DripBody {
                        let limit = Duration::from_secs(7);
                        assert_eq!(doubt, &Doubt::Trouble(Failure::TimedOut(limit)));
                        assert_eq!(why, "no answer within 7 s");
                    }
                });
            }
        }
    });
}

#[test]
fn a_refusal_whose_words_never_come_is_one_all_the_same() {
    let mut answer = Answer::text(&" ".repeat(500)).pace(Pace::DripBody);
    answer.status = 401;
    assert_eq!(rejected(&ask(answer, &bearer()).0), (401, None));
}

#[test]
fn a_connection_that_closes_or_that_nobody_takes_is_trouble() {
    let (verdict, ..) = ask(Answer::paced(Pace::Close), &bearer());
    assert!(matches!(
        unknown(&verdict).0,
        Doubt::Trouble(Failure::Broken(_))
    ));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/chan", closed.local_addr().unwrap());
    drop(closed);
    let asked = Asked::about("127.0.0.1", &bearer()).at(&url);
    let verdict = asked.verdict();
    assert!(matches!(
        unknown(&verdict).0,
        Doubt::Trouble(Failure::Broken(_))
    ));
    let url = "https://nothing.invalid/chan";
    let asked = Asked::about("nothing.invalid", &bearer()).at(url);
    assert!(matches!(unknown(&asked.verdict()).0, Doubt::Trouble(_)));
}

/// Answers that are no answer to what was asked.
fn wrong() -> Vec<String> {
    let deep = 100_000;
    vec![
        String::new(),
        "{".into(),
        "[]".into(),
        "null".into(),
        r#"{"user":[],"login":{},"data":7,"error":{"message":[]}}"#.into(),
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("{{\"a\":{}1{}}}", "{\"a\":".repeat(deep), "}".repeat(deep)),
        "<Error><Code>".into(),
        "<Code></Code>".into(),
        "<Code>InvalidAccessKeyId".into(),
        format!("<Code>{}</Code>", "InvalidAccessKeyId".repeat(9)),
        "<Code>\u{1b}[2J</Code>".into(),
        "\u{1b}[2J".into(),
    ]
}

#[test]
fn an_answer_that_makes_no_sense_is_no_refusal_and_breaks_nothing() {
    let token = canary();
    for body in wrong() {
        for credential in [
            json!({ "CondaToken": token }),
            json!({ "S3Credentials": { "access_key_id": "id", "secret_access_key": token, "session_token": null } }),
        ] {
            for status in [200, 404, 500] {
                let answer = Answer {
                    status,
                    ..Answer::text(&body)
                };
                let (verdict, ..) = ask(answer, &credential);
                let start: String = body.chars().take(60).collect();
                let is_index = status == 200 && body.starts_with('{');
                match verdict {
                    Verdict::Rejected { .. } => panic!("{status} {start}: {verdict:?}"),
                    Verdict::Good { .. } => assert!(is_index, "{status} {start}: {verdict:?}"),
                    Verdict::Unknown { .. } => {}
                }
            }
        }
    }
}

/// Nothing unpacks what is packed, so nothing can burst.
#[test]
fn a_packed_answer_stays_packed() {
    let packed = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0; 20_000]].concat();
    for status in [200, 401] {
        for encoding in ["gzip", "br", "zstd", "gzip, gzip"] {
            let answer = Answer::status(status)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding);
            let (verdict, took, server) = ask(answer.body(packed.clone()), &bearer());
            match status {
                200 => assert_eq!(good(&verdict), None),
                _ => assert_eq!(rejected(&verdict), (401, None)),
            }
            assert!(took < Duration::from_secs(5), "{took:?}");
            assert_eq!(server.seen()[0].header("accept-encoding"), "");
        }
    }
}
