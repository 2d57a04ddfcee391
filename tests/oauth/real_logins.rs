//! Logins at the real provider, by both flows.

use std::collections::BTreeSet;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::real_common::{HOST, Login, stored, text, token};
use crate::support::{Answer, Home, Idp, Person, Provider, RattlerCli};
use crate::terminal_common::wait_until;

#[test]
fn p48_a_person_at_a_browser_logs_in() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let person = Person::at_browser("alice");
    let run = home.xauth().envs(person.env());
    let done = Login::run(&home, run, &idp, &[]).done();
    assert_eq!(done["account"], "alice");
    assert_eq!(done["refreshable"], true);
    assert_eq!(idp.introspect(&token(&home))["sub"], "alice");

    let visit = person.wait();
    assert_eq!(visit.steps, ["sign in", "consent"], "{visit:?}");
    assert_eq!((visit.status, visit.others.as_slice()), (200, &[][..]));
    assert!(visit.text.contains(HOST), "{visit:?}");
    assert!(visit.text.contains("alice"), "{visit:?}");
    assert_eq!(visit.header("referrer-policy"), "no-referrer");
    let back = Url::parse(&visit.url).unwrap();
    assert_eq!((back.host_str(), back.path()), (Some("127.0.0.1"), "/"));
    assert_ne!(back.port(), Some(idp.port()));

    let requests = idp.requests();
    let asked = requests.iter().find(|asked| asked.path == "/auth").unwrap();
    assert_eq!(asked.parameter("code_challenge_method"), "S256");
    assert_eq!(asked.parameter("prompt"), "consent");
    assert_eq!(asked.parameter("scope"), "openid profile offline_access");
    assert_eq!(idp.token_requests("authorization_code").len(), 1);
    let ours = requests
        .iter()
        .filter(|asked| asked.agent.starts_with("xauth/"));
    assert!(ours.clone().count() >= 2, "{requests:?}");
    assert_eq!(ours.filter(|asked| !asked.referer.is_empty()).count(), 0);
}

#[test]
fn p48_nothing_listens_after_a_login() {
    let idp = Idp::start(Provider::default());
    for answer in [Answer::Agree, Answer::Deny] {
        let home = Home::new();
        let login = Login::start(&home, &idp, &["--oauth-flow", "auth-code"]);
        let visit = Person::quick("alice").answers(answer).visit(&login.url());
        login.end();
        let port = Url::parse(&visit.url).unwrap().port().unwrap();
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_ok() {
            assert!(start.elapsed() < Duration::from_secs(1), "{answer:?}");
        }
    }
}

#[test]
fn p48_what_is_random_is_new_in_each_of_100_logins() {
    let idp = Idp::start(Provider::default());
    let log_in = |count: usize| {
        for _ in 0..count {
            let home = Home::new();
            let person = Person::quick("alice");
            Login::run(&home, home.xauth().envs(person.env()), &idp, &[]).done();
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| log_in(25));
        }
    });
    let requests = idp.requests();
    let different = |path: &str, parameter: &str| {
        let requests = requests.iter().filter(|asked| asked.path == path);
        let values: BTreeSet<&str> = requests.map(|asked| asked.parameter(parameter)).collect();
        assert!(!values.contains(""), "a {parameter} is missing");
        values.len()
    };
    for parameter in ["state", "nonce"] {
        assert_eq!(different("/auth", parameter), 100, "{parameter}");
    }
    assert_eq!(different("/token", "code_verifier"), 100);
}

#[test]
fn p59_a_person_types_the_code_on_another_machine() {
    let idp = Idp::start(Provider {
        interval: Some(2),
        ..Provider::default()
    });
    let home = Home::new();
    let login = Login::start(&home, &idp, &[]);
    let event = login.event("device_code");
    assert_eq!(event["interval"], 2);
    let polls = || idp.token_requests("urn:ietf:params:oauth:grant-type:device_code");
    // A quick person is done before the first.
    wait_until("asked", || !polls().is_empty());
    let person = Person::at_browser("alice").types(&login.code());
    let visit = person.visit(text(&event["verification_uri"]));
    assert_eq!(visit.title, "Sign-in Success", "{visit:?}");
    assert_eq!(login.done()["account"], "alice");
    let polls = polls();
    assert!(polls.len() > 1, "{polls:?}");
    assert!(
        polls.iter().all(|asked| asked.error != "slow_down"),
        "{polls:?}"
    );
}

#[test]
fn p60_a_person_who_denies_ends_the_login() {
    let idp = Idp::start(Provider::default());
    for quick in [true, false] {
        let person = || match quick {
            true => Person::quick("alice"),
            false => Person::at_browser("alice"),
        };
        let home = Home::new();
        let login = Login::start(&home, &idp, &["--oauth-flow", "device-code"]);
        idp.approve_device(&login.code(), &person().answers(Answer::Deny));
        login.end().fails_with(4);
        let polls = idp.token_requests("urn:ietf:params:oauth:grant-type:device_code");
        assert_eq!(polls.last().unwrap().error, "access_denied");
        assert_eq!(stored(&home), None);

        let login = Login::start(&home, &idp, &["--oauth-flow", "auth-code"]);
        let visit = person().answers(Answer::Deny).visit(&login.url());
        assert!(visit.text.contains("Login failed") || visit.title.contains("Login failed"));
        login.end().fails_with(4);
        assert_eq!(stored(&home), None);
        assert_eq!(idp.token_requests("authorization_code"), []);
    }
}

#[test]
fn p61_a_person_who_closes_the_window_is_not_waited_for_longer_than_said() {
    let idp = Idp::start(Provider::default());
    for flow in ["auth-code", "device-code"] {
        let home = Home::new();
        let person = Person::at_browser("alice").answers(Answer::Close);
        let login = Login::start(&home, &idp, &["--oauth-flow", flow, "--timeout", "6s"]);
        match flow {
            "auth-code" => drop(person.visit(&login.url())),
            _ => idp.approve_device(&login.code(), &person),
        }
        assert_eq!(person.visits()[0].steps.last().unwrap(), "close the window");
        let ran = login.end().within(Duration::from_secs(10));
        ran.fails_with(4);
        assert_eq!(stored(&home), None);
    }
}

#[test]
fn p67_https_needs_a_certificate_that_is_trusted() {
    let idp = Idp::over_tls(Provider::default());
    let ca = idp.ca();
    let ca = ca.to_str().unwrap();
    for flow in ["auth-code", "device-code"] {
        let flow = ["--oauth-flow", flow];
        let home = Home::new();
        Login::start(&home, &idp, &flow).end().fails_with(5);
        assert_eq!((stored(&home), idp.requests()), (None, vec![]));
    }
    for flow in ["auth-code", "device-code"] {
        let with_flag = ["--oauth-flow", flow, "--ca-cert", ca];
        let home = Home::new();
        for (run, arguments) in [
            (home.xauth(), &with_flag[..]),
            (home.xauth().env("SSL_CERT_FILE", ca), &with_flag[..2]),
            (home.xauth().env("XAUTH_CA_CERT", ca), &with_flag[..2]),
        ] {
            let login = Login::run(&home, run, &idp, arguments);
            match flow {
                "auth-code" => drop(Person::quick("alice").visit(&login.url())),
                _ => idp.approve_device(&login.code(), &Person::quick("alice")),
            }
            login.done();
            assert!(idp.is_active(&token(&home)));
        }
    }
}

#[test]
fn p67_a_person_at_a_browser_logs_in_over_https_and_rattler_uses_it() {
    let idp = Idp::over_tls(Provider::default());
    let home = Home::new();
    let person = Person::at_browser("alice");
    let run = home
        .xauth()
        .env("SSL_CERT_FILE", idp.ca())
        .envs(person.env());
    let run = run.args(["login", "localhost", "--oauth-issuer-url"]);
    run.args([idp.issuer()]).run().ok();
    assert_eq!(person.wait().steps, ["sign in", "consent"]);

    let rattler = || RattlerCli::new().at(&home).env("SSL_CERT_FILE", idp.ca());
    let asked = rattler().args(["http", &idp.url("/me")]).run().ok();
    asked.prints("200\n");
    let login = home.read_json(home.credentials_path())["localhost"]["OAuth"].clone();
    rattler().args(["auth", "logout", "localhost"]).run().ok();
    for kind in ["access_token", "refresh_token"] {
        assert!(!idp.is_active(text(&login[kind])), "{kind}");
    }
}
