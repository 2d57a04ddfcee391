//! Redirects at real servers: a credential stays with its origin, and the next one has its own.

use xauth::client::Error;

use crate::common::{client, get, log_in};
use crate::support::{Accepted, Home, Nginx};

#[test]
fn the_next_origin_sees_no_credential_of_the_first() {
    let home = Home::new();
    let nginx = Nginx::start(&Accepted::default());
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    match get(&client(&home), &nginx.url("/away/noarch/repodata.json")) {
        Err(Error::LoginRequired { url, command }) => {
            assert!(url.starts_with("http://localhost:"), "{url}");
            assert_eq!(command, "xauth login localhost");
        }
        other => panic!("{other:?}"),
    }
    let seen = nginx.log();
    let [first, second] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert!(first.authorization.contains("canary-"), "{first:?}");
    assert_eq!(second.authorization, "");
    assert_eq!(second.referer, "");
}

#[test]
fn the_next_origin_gets_its_own() {
    let home = Home::new();
    let accepted = Accepted {
        bearer: home.canary(),
        ..Accepted::default()
    };
    let nginx = Nginx::start(&accepted);
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    log_in(&home, "localhost", &["--token", "-"], &accepted.bearer);
    let client = client(&home);
    let got = get(&client, &nginx.url("/away/noarch/repodata.json"));
    assert_eq!(got.unwrap().0, 200);
    let seen = nginx.log();
    assert_eq!(seen[1].authorization, format!("Bearer {}", accepted.bearer));
}

#[test]
fn another_port_is_another_origin() {
    let home = Home::new();
    let nginx = Nginx::start(&Accepted::default());
    let target = nginx.url("/public/noarch/repodata.json");
    let first = crate::elsewhere::redirecting(302, target);
    let url = format!("{}/get/one", first.url());
    log_in(
        &home,
        &url,
        &["--channel-only", "--token", "-"],
        &home.canary(),
    );
    assert_eq!(get(&client(&home), &url).unwrap().0, 200);
    assert!(first.seen()[0].header("authorization").contains("canary-"));
    assert_eq!(nginx.log()[0].authorization, "");
}
