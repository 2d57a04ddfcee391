//! OAuth logins at a real provider: renewed once for everyone, before they end or when they are refused.

use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use xauth::client::Error;

use crate::common::{client, get, hides, run};
use crate::refresh_site::{HOST, Site, wait_until};
use crate::support::Provider;

/// How many ask at the same time.
const MANY: usize = 24;

/// Asks many times at once, on a runtime of several threads, for what the login is for.
fn crowd(site: &Site) {
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    let client = client(&site.home);
    runtime.block_on(async {
        let mut all = JoinSet::new();
        for _ in 0..MANY {
            let (client, url) = (client.clone(), site.idp.url("/me"));
            all.spawn(async move { client.get(&url).await });
        }
        for answer in all.join_all().await {
            assert_eq!(answer.unwrap().status(), 200);
        }
    });
    assert_eq!(client.take_warnings(), Vec::<String>::new());
}

/// Gives the stored login another access token, one that the provider does not know.
fn spoil(site: &Site) {
    let mut login = site.login();
    login["access_token"] = Value::from("canary-spoilt");
    site.store(&login);
}

#[test]
fn one_that_ends_soon_is_renewed_once_for_all() {
    for seconds in [-60, 200] {
        let site = Site::new(Provider::default());
        site.ends_in(seconds);
        crowd(&site);
        assert_eq!(site.refreshes(), 1);
        assert!(site.is_alive());
    }
}

#[test]
fn one_that_is_refused_is_renewed_once_for_all() {
    let site = Site::new(Provider::default());
    spoil(&site);
    crowd(&site);
    assert_eq!(site.refreshes(), 1);
    assert!(site.is_alive());
}

#[test]
fn one_that_is_good_is_left_alone() {
    let site = Site::new(Provider::default());
    crowd(&site);
    assert_eq!(site.refreshes(), 0);
}

#[test]
fn one_that_the_provider_ended_is_over() {
    let site = Site::new(Provider::default());
    site.idp.revoke("rattler", &site.part("refresh_token"));
    let secrets = [site.part("access_token"), site.part("refresh_token")];
    match get(&client(&site.home), &site.idp.url("/me")) {
        Err(error @ Error::Over { .. }) => {
            hides(&secrets, &error);
            let command = error.command().unwrap();
            assert!(
                command.starts_with("xauth login 127.0.0.1 --oauth"),
                "{command}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(site.part("access_token"), secrets[0], "it is stored still");
}

#[test]
fn a_provider_that_is_gone_is_a_matter_of_the_network() {
    let mut site = Site::new(Provider::default());
    site.ends_in(-60);
    site.idp.stop();
    let got = get(&client(&site.home), "https://127.0.0.1:1/x");
    assert!(matches!(got, Err(Error::Network { .. })), "{got:?}");
    // As long as the token is good it is used, and the caller can know.
    site.ends_in(200);
    let server = crate::elsewhere::redirecting(300, String::new());
    let client = client(&site.home);
    assert_eq!(get(&client, &server.url()).unwrap().0, 300);
    let warnings = client.take_warnings();
    assert!(
        warnings[0].starts_with("the token was not renewed: "),
        "{warnings:?}"
    );
    assert_eq!(server.seen().len(), 1);
    assert!(
        server.seen()[0]
            .header("authorization")
            .starts_with("Bearer ")
    );
}

#[test]
fn a_renewal_is_stored_when_nobody_waits_for_it() {
    let site = Site::new(Provider {
        token_delay: 400,
        ..Provider::default()
    });
    let old = site.part("access_token");
    site.ends_in(-60);
    let client = client(&site.home);
    run(async {
        let url = site.idp.url("/me");
        let asked = client.get(&url);
        let given_up = tokio::time::timeout(Duration::from_millis(700), asked).await;
        assert!(given_up.is_err());
        drop(given_up);
    });
    // The runtime waits for it, so that it is stored when the program ends.
    assert_ne!(site.part("access_token"), old, "{HOST}");
    wait_until("a login that is good", || site.is_alive());
    assert_eq!(site.refreshes(), 1);
}

#[test]
fn the_tools_that_share_it_get_the_new_token() {
    let site = Site::new(Provider::default());
    let share = ["share", "127.0.0.1", "--with", "mamba"];
    site.xauth(&share).run().ok();
    let old = site.part("access_token");
    let theirs = || site.home.read(".mamba/auth/authentication.json").unwrap();
    let has = |token: &str| String::from_utf8(theirs()).unwrap().contains(token);
    assert!(has(&old));
    site.ends_in(-60);
    let client = client(&site.home);
    get(&client, &site.idp.url("/me")).unwrap();
    assert!(has(&site.part("access_token")) && !has(&old));
    assert_eq!(client.take_warnings(), Vec::<String>::new());
}

#[test]
fn a_tool_that_was_given_another_login_keeps_it() {
    let site = Site::new(Provider::default());
    site.xauth(&["share", "127.0.0.1", "--with", "mamba"])
        .run()
        .ok();
    let path = ".mamba/auth/authentication.json";
    let text = String::from_utf8(site.home.read(path).unwrap()).unwrap();
    let theirs = text.replace(&site.part("access_token"), "theirs");
    site.home.write(path, theirs.clone());
    site.ends_in(-60);
    let client = client(&site.home);
    get(&client, &site.idp.url("/me")).unwrap();
    let wanted = "mamba was not given the renewed `127.0.0.1`: it has a login of its own";
    assert_eq!(client.take_warnings(), [wanted]);
    assert_eq!(site.home.read(path).unwrap(), theirs.into_bytes());
}
