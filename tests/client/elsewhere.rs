//! Servers that lead astray: to plain http, in circles, and to others with a token in the URL.

use xauth::client::{Client, Error};
use xauth::vault::Choice;

use crate::common::{client, env, get, hides, log_in};
use crate::support::Home;
use crate::support::fake::{Answer, Certificate, Server, TlsFront};

/// A server that leads to one place from wherever.
pub fn redirecting(code: u16, location: String) -> Server {
    Server::start(move |_| Answer::redirect(code, &location))
}

#[test]
fn from_https_it_does_not_go_to_plain_http() {
    let home = Home::new();
    let plain = Server::start(|_| Answer::status(200));
    let server = redirecting(301, plain.url());
    let front = TlsFront::start(Certificate::Good, &server.url());
    let client = Client::builder().store(Choice::File);
    let client = client.ca_cert(front.authority()).build(&env(&home));
    match get(&client.unwrap(), &front.url()) {
        Err(Error::Redirect { why, .. }) => assert!(why.contains("plain http"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!((server.seen().len(), plain.seen().len()), (1, 0));
}

#[test]
fn ten_are_followed_and_no_more() {
    for (steps, is_followed) in [(10, true), (11, false)] {
        let server = Server::start(move |request| {
            let at: usize = request.path.trim_start_matches('/').parse().unwrap();
            match at < steps {
                true => Answer::redirect(302, &format!("/{}", at + 1)),
                false => Answer::status(200),
            }
        });
        let got = get(&client(&Home::new()), &(server.url() + "/0"));
        match got {
            Ok((200, _)) => assert!(is_followed),
            Err(Error::Redirect { .. }) => assert!(!is_followed),
            other => panic!("{other:?}"),
        }
        assert_eq!(server.seen().len(), 11);
    }
}

#[test]
fn what_is_no_place_for_a_channel_is_not_gone_to() {
    for location in [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "data:,x",
        "http://",
    ] {
        let server = redirecting(302, location.into());
        let got = get(&client(&Home::new()), &server.url());
        assert!(
            matches!(got, Err(Error::Redirect { .. })),
            "{location}: {got:?}"
        );
    }
}

#[test]
fn a_conda_token_in_a_location_goes_nowhere_else() {
    let home = Home::new();
    let token = home.canary();
    let secrets = [token.clone()];
    log_in(&home, "127.0.0.1", &["--conda-token", "-"], &token);
    let other = Server::start(|_| Answer::status(200));
    let target = other.url_as("localhost");
    let server = Server::start(move |request| {
        let with_token = request.path.clone();
        let token = with_token.split('/').nth(2).unwrap_or_default();
        let to = |location: String| Answer::redirect(302, &location);
        match with_token.rsplit('/').next().unwrap_or_default() {
            "mirrored" => to(format!("{target}{with_token}")),
            "asked" => to(format!("{target}/x?token={token}")),
            "hidden" => to(format!("{target}/x/%63{}", &token[1..])),
            "named" => to(format!("http://{token}@localhost/")),
            "folder" => to(format!("{with_token}/")),
            _ => Answer::status(200),
        }
    });
    let client = client(&home);
    // A mirror is asked for the same path without the token.
    assert_eq!(
        get(&client, &(server.url() + "/chan/mirrored")).unwrap().0,
        200
    );
    assert_eq!(other.seen()[0].path, "/chan/mirrored");
    for path in ["asked", "hidden"] {
        match get(&client, &format!("{}/chan/{path}", server.url())) {
            Err(error @ Error::Redirect { .. }) => hides(&secrets, &error),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(other.seen().len(), 1);
    let named = get(&client, &(server.url() + "/chan/named"));
    hides(&secrets, &named.unwrap_err());
    // On its own origin it is put on again, once.
    assert_eq!(
        get(&client, &(server.url() + "/chan/folder")).unwrap().0,
        200
    );
    let last = server.seen().pop().unwrap();
    assert_eq!(last.path, format!("/t/{token}/chan/folder/"));
    assert!(
        other
            .seen()
            .iter()
            .all(|seen| seen.header("referer").is_empty())
    );
}
