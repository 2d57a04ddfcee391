//! What a caller is told when there is no answer to have.

use std::thread;

use xauth::client::{Client, Error};
use xauth::vault::Choice;

use crate::common::{client, env, get, hides, log_in, run};
use crate::support::fake::{Answer, Pace, Server};
use crate::support::{Accepted, Home, Nginx};

#[test]
fn nothing_stored_is_told_from_what_is_refused() {
    let home = Home::new();
    let secrets = [home.canary()];
    let nginx = Nginx::start(&Accepted::default());
    let url = nginx.url("/bearer/noarch/repodata.json");
    match get(&client(&home), &url) {
        Err(error @ Error::LoginRequired { .. }) => {
            assert_eq!(error.command(), Some("xauth login 127.0.0.1"));
        }
        other => panic!("{other:?}"),
    }
    log_in(&home, "127.0.0.1", &["--token", "-"], &secrets[0]);
    match get(&client(&home), &url) {
        Err(error @ Error::Rejected { status: 401, .. }) => {
            assert_eq!(error.command(), Some("xauth login 127.0.0.1"));
            hides(&secrets, &error);
        }
        other => panic!("{other:?}"),
    }
    log_in(
        &home,
        "127.0.0.1",
        &["--conda-token", "-", "--force"],
        &secrets[0],
    );
    match get(&client(&home), &nginx.url("/channel/noarch/repodata.json")) {
        Err(error @ Error::Rejected { status: 403, .. }) => hides(&secrets, &error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_login_that_another_program_made_meanwhile_is_used() {
    let home = Home::new();
    let accepted = Accepted {
        bearer: home.canary(),
        ..Accepted::default()
    };
    let nginx = Nginx::start(&accepted);
    let url = nginx.url("/bearer/noarch/repodata.json");
    let client = client(&home);
    assert!(matches!(
        get(&client, &url),
        Err(Error::LoginRequired { .. })
    ));
    log_in(
        &home,
        "127.0.0.1",
        &["--token", "-"],
        "canary-that-is-wrong",
    );
    assert!(matches!(get(&client, &url), Err(Error::Rejected { .. })));
    log_in(
        &home,
        "127.0.0.1",
        &["--token", "-", "--force"],
        &accepted.bearer,
    );
    assert_eq!(get(&client, &url).unwrap().0, 200);
}

#[test]
fn an_expired_token_is_not_sent() {
    let home = Home::new();
    let server = Server::start(|_| Answer::status(200));
    let login = r#"{"127.0.0.1":{"OAuth":{"access_token":"canary-access","refresh_token":null,"expires_at":1000000000,
        "token_endpoint":"http://127.0.0.1:1/token","revocation_endpoint":null,"client_id":"rattler"}}}"#;
    home.write(home.store_path(), login);
    match get(&client(&home), &server.url()) {
        Err(error @ Error::Expired { .. }) => {
            hides(&["canary-access".into()], &error);
            let command = "xauth login 127.0.0.1 --oauth";
            assert_eq!(error.command(), Some(command));
        }
        other => panic!("{other:?}"),
    }
    assert!(server.seen().is_empty());
}

#[test]
fn what_cannot_be_sent_is_not() {
    let home = Home::new();
    let stored = r#"{"h.example":{"BearerToken":"canary-token"},
        "s.example":{"S3Credentials":{"access_key_id":"a","secret_access_key":"canary-key","session_token":null}},
        "127.0.0.1":{"BearerToken":"canary-line\nfeed"}}"#;
    home.write(home.store_path(), stored);
    let client = client(&home);
    let told = |url: &str| {
        let error = get(&client, url).unwrap_err();
        hides(&["canary-".into()], &error);
        error
    };
    assert!(matches!(
        told("http://h.example/x"),
        Error::PlainHttp { .. }
    ));
    assert!(matches!(
        told("https://s.example/x"),
        Error::Signature { .. }
    ));
    assert!(matches!(
        told("http://127.0.0.1:1/x"),
        Error::Request { .. }
    ));
    assert!(matches!(told("file:///etc/passwd"), Error::Request { .. }));
    assert!(matches!(told("no url"), Error::Request { .. }));
    let offline = Client::builder().store(Choice::File).offline();
    let offline = offline.build(&env(&home)).unwrap();
    assert!(matches!(
        get(&offline, "https://h.example/x"),
        Err(Error::Request { .. })
    ));
}

#[test]
fn a_server_that_is_not_there_is_a_matter_of_the_network() {
    let home = Home::new();
    let secrets = [home.canary()];
    log_in(&home, "127.0.0.1", &["--conda-token", "-"], &secrets[0]);
    let closing = Server::start(|_| Answer::paced(Pace::Close));
    for url in ["http://127.0.0.1:1/x".to_owned(), closing.url() + "/x"] {
        match get(&client(&home), &url) {
            Err(error @ Error::Network { .. }) => hides(&secrets, &error),
            other => panic!("{other:?}"),
        }
    }
    // An answer that breaks off fails in the hands of the caller, and says nothing either.
    let short = Server::start(|_| Answer::status(200).header("Content-Length", 9000));
    let response = run(client(&home).get(&(short.url() + "/x")));
    if let Ok(response) = response {
        hides(&secrets, &run(response.bytes()).unwrap_err());
    }
}

#[test]
fn a_damaged_store_is_an_error() {
    let home = Home::new();
    home.write(home.store_path(), "{\"127.0.0.1\": canary-");
    match get(&client(&home), "http://127.0.0.1:1/x") {
        Err(error @ Error::Store(_)) => hides(&["canary-".into()], &error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_goes_to_any_thread() {
    fn is_sent<T: Send>(value: T) -> T {
        value
    }
    fn is_shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let home = Home::new();
    let client = client(&home);
    is_shared(&client);
    let server = Server::start(|_| Answer::status(204));
    let url = server.url();
    let copy = client.clone();
    let other = thread::spawn(move || run(is_sent(copy.get(&url))).unwrap().status());
    assert_eq!(other.join().unwrap(), 204);
}
