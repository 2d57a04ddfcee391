//! With a browser.

use std::{
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use crate::{
    common::Place,
    support::{Ran, Run},
};

/// Any port: tests run beside each other, and Anaconda's own one is fixed.
const ANY: &str = "http://127.0.0.1:0/auth/oidc";

fn run(place: &Place, redirect: &str, more: &[&str]) -> Run {
    place.world.set("any_port", true);
    let run = place.xauth(&[&["login", "anaconda.com"], more].concat());
    run.env("BROWSER", place.world.browser())
        .env("ANACONDA_AUTH_REDIRECT_URI", redirect)
}

fn login(place: &Place, more: &[&str]) -> Ran {
    run(place, ANY, more).run()
}

#[test]
fn a_browser_comes_back_with_a_code_that_becomes_a_key() {
    let place = Place::new();
    let ran = login(&place, &[])
        .ok()
        .prints("")
        .notes("your browser opens");
    assert_eq!(
        place.stored("anaconda.com"),
        place.world.issued("api-key").pop()
    );
    let requests = place.world.requests();
    let lines: Vec<String> = requests.iter().map(|request| request.line()).collect();
    let wanted = [
        "GET anaconda.com/.well-known/openid-configuration 200",
        "GET auth.anaconda.com/api/auth/oauth2/authorize 302",
        "POST auth.anaconda.com/api/auth/oauth2/token 200",
        "POST anaconda.com/api/auth/api-keys 201",
    ];
    assert_eq!(lines, wanted, "{ran}");
    let asked = &requests[1].path;
    for part in [
        "scope=openid+email+profile+offline_access",
        "code_challenge_method=S256",
        "response_type=code",
        "%2Fauth%2Foidc",
    ] {
        assert!(asked.contains(part), "no {part} in {asked}");
    }
    for part in ["nonce=", "prompt="] {
        assert!(!asked.contains(part), "{part} in {asked}");
    }
}

#[test]
fn the_redirect_uri_is_the_one_that_is_registered() {
    let place = Place::new();
    let run = place.xauth(&[
        "login",
        "anaconda.com",
        "--oauth-flow",
        "auth-code",
        "--timeout",
        "1s",
    ]);
    let ran = run.run();
    let told = "redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fauth%2Foidc";
    // Another test, or another program, may have the port.
    let is_taken = ran
        .err
        .contains("could not wait for the browser at `http://127.0.0.1:8000/auth/oidc`");
    assert!(is_taken || ran.err.contains(told), "{ran}");
}

#[test]
fn who_refuses_in_the_browser_is_not_logged_in() {
    let place = Place::new();
    place.world.set("browser", "access_denied");
    login(&place, &[]).fails_with(4).notes("`access_denied`");
    assert_eq!(place.stored("anaconda.com"), None);
}

#[test]
fn the_page_says_that_it_went_well_only_when_there_is_a_key() {
    let place = Place::new();
    let forced = serde_json::json!({ "status": 403, "body": { "error": { "code": "auth_required", "message": "not you" } } });
    place.world.answer("POST anaconda.com/api/*", forced);
    let page = place.home.path().join("page");
    let browser = std::fs::read_to_string(place.world.browser()).unwrap();
    let browser = browser.replace(
        "--output /dev/null",
        &format!("--output {}", page.display()),
    );
    let program = place.home.write("browser", browser);
    std::fs::set_permissions(
        &program,
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    let ran = run(&place, ANY, &[]).env("BROWSER", program).run();
    ran.fails_with(4)
        .notes("made no API key (HTTP 403): `not you`");
    let read = || std::fs::read_to_string(&page).unwrap_or_default();
    let start = Instant::now();
    while read().is_empty() && start.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(20));
    }
    let shown = read();
    assert!(shown.contains("not you"), "{shown}");
    assert_eq!(place.stored("anaconda.com"), None);
}

#[test]
fn a_port_that_is_taken_is_said_and_a_code_does_it() {
    let place = Place::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = format!("http://{}/auth/oidc", other.local_addr().unwrap());
    let ran = run(&place, &taken, &["--oauth-flow", "auth-code"]).run();
    ran.fails_with(1)
        .notes("could not wait for the browser at")
        .notes("--oauth-flow device-code");
    let ran = run(&place, &taken, &[]).run().ok();
    let ran = ran
        .notes("could not wait for the browser at")
        .notes("there is a code instead");
    assert!(place.stored("anaconda.com").is_some(), "{ran}");
}
