//! Redirects are not followed and nothing names where we come from: P55.

use serde_json::json;

use crate::support::fake::{Answer, Provider, Server};
use crate::support::{Home, Ran};
use crate::{HOST, device, exits, login, nothing_stored, now, store, xauth};

const CODES: [u16; 4] = [301, 302, 307, 308];

/// A provider that redirects one path to another host, and that host.
fn pair(path: &'static str, code: u16) -> (Provider, Server) {
    let other = Server::start(|_| Answer::json(&json!({})));
    let target = other.url_as("localhost");
    let provider = Provider::start(move |request, _| {
        let location = format!("{target}{path}");
        (request.path == path).then(|| Answer::redirect(code, &location))
    });
    (provider, other)
}

/// The command asked at `path`, was sent away, and did not go.
#[track_caller]
fn stays(provider: &Provider, other: &Server, path: &str, ran: &Ran) {
    let seen = provider.server().seen();
    assert!(seen.iter().any(|request| request.path == path), "{ran}");
    assert!(other.seen().is_empty(), "{:?}, {ran}", other.seen());
    for request in seen {
        assert_eq!(request.header("referer"), "", "{request:?}");
    }
}

#[test]
fn p55_a_login_on_another_device_follows_no_redirect() {
    for path in ["/.well-known/openid-configuration", "/device", "/token"] {
        for code in CODES {
            let (provider, other) = pair(path, code);
            let home = Home::new();
            let ran = device(&home, &provider, &["--timeout", "5s"]).run();
            exits(&ran, &[4, 5]);
            nothing_stored(&home);
            stays(&provider, &other, path, &ran);
        }
    }
}

#[test]
fn p55_a_login_in_a_browser_follows_no_redirect() {
    for path in ["/token", "/jwks"] {
        for code in CODES {
            let (provider, other) = pair(path, code);
            let home = Home::new();
            let opener = crate::opener::Opener::following(&home);
            let ran = login(&home, &provider, &["--oauth-flow", "auth-code"])
                .env("BROWSER", opener.path())
                .run();
            exits(&ran, &[4, 5]);
            nothing_stored(&home);
            stays(&provider, &other, path, &ran);
        }
    }
}

#[test]
fn p55_a_refresh_follows_no_redirect() {
    for code in CODES {
        let (provider, other) = pair("/token", code);
        let home = Home::new();
        store(&home, &provider, &json!(now() - 60));
        let before = crate::stored(&home);
        let ran = xauth(&home, &provider, &["token", HOST]).run();
        exits(&ran, &[4, 5]);
        stays(&provider, &other, "/token", &ran);
        let after = crate::stored(&home);
        assert_eq!(after["refresh_token"], before["refresh_token"]);
        assert_eq!(after["access_token"], before["access_token"]);
    }
}

#[test]
fn p55_a_revocation_follows_no_redirect() {
    for code in CODES {
        let (provider, other) = pair("/revoke", code);
        let home = Home::new();
        store(&home, &provider, &json!(now() + 3600));
        let ran = xauth(&home, &provider, &["logout", HOST]).run();
        exits(&ran, &[1]);
        stays(&provider, &other, "/revoke", &ran);
        nothing_stored(&home);
    }
}

#[test]
fn p55_a_check_follows_no_redirect_with_the_token() {
    for code in CODES {
        let other = Server::start(|_| Answer::json(&json!({})));
        let target = other.url_as("localhost");
        let channel =
            Server::start(move |_| Answer::redirect(code, &format!("{target}/repodata.json")));
        let home = Home::new();
        let token = home.canary();
        let host = format!("127.0.0.1:{}", channel.port());
        let line = ["login", &host, "--token", "-"];
        home.xauth().args(line).stdin(token).run().ok();
        let url = format!("{}/channel", channel.url());
        let ran = home.xauth().args(["which", &url, "--check"]).run();
        assert!(!channel.seen().is_empty(), "{ran}");
        assert!(other.seen().is_empty(), "{:?}, {ran}", other.seen());
        for request in channel.seen() {
            assert_eq!(request.header("referer"), "", "{request:?}");
        }
    }
}
