//! rattler's own client at the real provider: what our logins are measured by, and that the
//! provider and the person are what other tests take them for.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{
    Answer, CLIENT_SECRET, Home, Idp, Oracle, Person, Provider, RattlerCli, Run, Running,
};

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const INTO_FILE: [&str; 4] = ["sh", "-c", "exec \"$@\" >>output 2>&1", "sh"];
const STORE: &str = ".rattler/credentials.json";

/// A login of rattler's under way, its output in a file.
struct Login {
    run: Running,
    output: PathBuf,
}

impl Login {
    fn start(home: &Home, idp: &Idp, more: &[&str]) -> Self {
        Self::run(RattlerCli::new().at(home), home, idp, more)
    }

    /// A login to the host of the provider itself.
    fn run(run: Run, home: &Home, idp: &Idp, more: &[&str]) -> Self {
        let issuer = idp.issuer();
        let (_, host) = issuer.split_once("//").unwrap();
        let run = run.args(["auth", "login", host]);
        let run = run.args(["--oauth", "--oauth-issuer-url", &issuer]);
        // What it says while it waits goes to standard error.
        let run = run.args(more.iter().copied()).through(INTO_FILE);
        let output = home.write("output", "");
        Self {
            run: run.spawn(),
            output,
        }
    }

    fn user_code(&self) -> String {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            let text = fs::read_to_string(&self.output).unwrap();
            if let Some((_, rest)) = text.split_once("user_code=") {
                return rest[..9].to_owned();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("no code: {}", fs::read_to_string(&self.output).unwrap());
    }
}

fn entry(home: &Home) -> Value {
    let store = home.read_json(STORE);
    let entry = &store["127.0.0.1"]["OAuth"];
    assert!(entry.is_object(), "{store}");
    entry.clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn by_device(home: &Home, idp: &Idp, person: &Person, more: &[&str]) {
    let login = Login::start(home, idp, more);
    idp.approve_device(&login.user_code(), person);
    login.run.wait().ok();
}

#[test]
fn rattler_logs_in_by_device_code_refreshes_and_logs_out() {
    let idp = Idp::start(Provider {
        access_lifetime: 60,
        ..Provider::default()
    });
    let home = Home::new();
    by_device(&home, &idp, &Person::quick("alice"), &[]);
    let first = entry(&home);
    assert!(idp.is_active(text(&first["access_token"])));
    assert_eq!(idp.introspect(text(&first["access_token"]))["sub"], "alice");

    // Less than five minutes are left, so each of them refreshes before it asks.
    RattlerCli::new()
        .at(&home)
        .args(["http", &idp.url("/me")])
        .run()
        .ok()
        .prints("200\n");
    let second = entry(&home);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert!(!idp.is_active(text(&first["refresh_token"])));
    for oracle in Oracle::all() {
        let before = idp.token_requests("refresh_token").len();
        oracle
            .at(&home)
            .args(["http", &idp.url("/me")])
            .run()
            .ok()
            .prints("200\n");
        let refreshes = idp.token_requests("refresh_token").len() - before;
        assert_eq!(refreshes, 1, "by {}", oracle.name);
    }

    let last = entry(&home);
    let host = format!("127.0.0.1:{}", idp.port());
    let run = RattlerCli::new().at(&home).args(["auth", "logout", &host]);
    run.run().ok();
    assert!(!idp.is_active(text(&last["access_token"])));
    assert!(!idp.is_active(text(&last["refresh_token"])));
}

#[test]
fn a_person_at_a_browser_approves_the_device_code_that_they_type() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let login = Login::start(&home, &idp, &[]);
    let person = Person::at_browser("alice").types(&login.user_code());
    let visit = person.visit(&idp.url("/device"));
    let steps = ["type the code", "confirm the code", "sign in", "consent"];
    assert_eq!(visit.steps, steps, "{visit:?}");
    assert_eq!(visit.title, "Sign-in Success");
    login.run.wait().ok();
}

#[test]
fn a_person_who_denies_ends_the_device_flow() {
    for person in [Person::quick("alice"), Person::at_browser("alice")] {
        let idp = Idp::start(Provider::default());
        let home = Home::new();
        let login = Login::start(&home, &idp, &[]);
        idp.approve_device(&login.user_code(), &person.answers(Answer::Deny));
        login.run.wait().fails_with(1);
        let last = idp.token_requests(DEVICE).pop().unwrap();
        assert_eq!((last.status, last.error.as_str()), (400, "access_denied"));
    }
}

#[test]
fn a_person_who_closes_the_window_leaves_the_device_waiting() {
    let idp = Idp::start(Provider {
        device_lifetime: 6,
        ..Provider::default()
    });
    for person in [Person::quick("alice"), Person::at_browser("alice")] {
        let home = Home::new();
        let login = Login::start(&home, &idp, &[]);
        idp.approve_device(&login.user_code(), &person.answers(Answer::Close));
        login.run.wait().fails_with(1);
        let last = idp.token_requests(DEVICE).pop().unwrap();
        assert_ne!(last.status, 200);
    }
}

#[test]
fn a_browser_opened_by_xdg_open_goes_to_the_loopback_page() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let person = Person::at_browser("alice");
    let run = RattlerCli::new().at(&home).envs(person.env());
    let login = Login::run(run, &home, &idp, &["--oauth-flow", "auth-code"]);
    login.run.wait().ok();
    let visit = person.wait();
    assert_eq!(visit.steps, ["sign in", "consent"], "{visit:?}");
    assert!(visit.opened.starts_with(&idp.url("/auth?")), "{visit:?}");
    assert!(visit.url.starts_with("http://127.0.0.1:"), "{visit:?}");
    assert_ne!(visit.url.split('?').next(), Some(idp.issuer().as_str()));
    assert_eq!(visit.status, 200);
    for picture in ["light.png", "dark.png"] {
        assert!(is_png(&person.picture(picture)));
    }
}

fn is_png(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(b"\x89PNG")
}
#[test]
fn a_confidential_client_has_to_know_its_secret() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let with = |secret| {
        let client = ["--oauth-client-id", "basic"];
        [&client[..], &["--oauth-client-secret", secret]].concat()
    };
    let right = with(CLIENT_SECRET);
    by_device(&home, &idp, &Person::quick("alice"), &right);
    let said = idp.introspect(text(&entry(&home)["access_token"]));
    assert_eq!(said["client_id"], "basic");
    let wrong = Login::start(&home, &idp, &with("wrong"));
    wrong.run.wait().fails_with(1);
    assert_eq!(idp.requests().pop().unwrap().error, "invalid_client");
}

#[test]
fn a_login_survives_a_restart_and_a_frozen_provider_answers_later() {
    let mut idp = Idp::over_tls(Provider::default());
    let issuer = idp.issuer();
    let home = Home::new();
    let ca = idp.ca();
    let run = RattlerCli::new().at(&home).env("SSL_CERT_FILE", &ca);
    let login = Login::run(run, &home, &idp, &[]);
    idp.approve_device(&login.user_code(), &Person::at_browser("alice"));
    login.run.wait().ok();
    let token = home.read_json(STORE)["localhost"]["OAuth"]["access_token"].clone();
    assert!(idp.is_active(text(&token)));
    idp.stop();
    idp.start_again();
    assert_eq!(idp.issuer(), issuer);
    assert!(idp.is_active(text(&token)));
    idp.revoke("rattler", text(&token));
    assert!(!idp.is_active(text(&token)));
    idp.freeze();
    let asked = Run::new("curl").args(["--silent", "--max-time", "1", "--cacert"]);
    let asked = asked.args([ca.into_os_string(), idp.url("/jwks").into()]);
    assert_eq!(asked.run().code, Some(28));
    idp.thaw();
    assert!(!idp.is_active(text(&token)));
}
