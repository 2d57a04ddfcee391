//! Wildcards and path keys: we and rattler agree on which login a URL gets, and say so where we do not.

use serde_json::{Value, json};

use crate::support::Oracle;
use crate::{Desk, Place};

const URLS: [&str; 5] = [
    "https://example.com/channel",
    "https://a.example.com/channel",
    "https://b.a.example.com:8443/channel",
    "https://notexample.com/",
    "https://example.com.evil.example/",
];

fn login(desk: &Desk, arguments: &[&str], token: &str) {
    let arguments = [&["login"], arguments, &["--token", "-"]].concat();
    desk.xauth(&arguments, token).ok();
}

/// The token and the key that `xauth` gives a URL.
fn ours(desk: &Desk, url: &str) -> Value {
    let ran = desk.xauth(&["token", url, "--json"], "");
    if ran.code == Some(4) {
        return Value::Null;
    }
    let said = ran.ok().json();
    let credential = json!({ "BearerToken": said["fields"]["token"] });
    json!({ "key": said["key"], "credential": credential })
}

#[track_caller]
fn agree(desk: &Desk) {
    for (oracle, url) in Oracle::all().iter().flat_map(|o| URLS.map(|u| (o, u))) {
        assert_eq!(
            ours(desk, url),
            desk.found(oracle, url),
            "{url} {}",
            oracle.name
        );
    }
}

#[test]
fn we_agree_on_hosts_and_wildcards() {
    for place in Place::ALL {
        let desk = Desk::new(place);
        login(&desk, &["*.example.com"], "wide");
        agree(&desk);
        login(&desk, &["a.example.com", "--subdomains"], "narrow");
        agree(&desk);
        login(&desk, &["a.example.com"], "host");
        agree(&desk);
        assert_eq!(ours(&desk, URLS[0])["key"], "*.example.com");
        assert_eq!(ours(&desk, URLS[1])["key"], "a.example.com");
        assert_eq!(ours(&desk, URLS[2])["key"], "*.a.example.com");
        assert_eq!(ours(&desk, URLS[3]), Value::Null);
        assert_eq!(ours(&desk, URLS[4]), Value::Null);
    }
}

/// The same through rattler's matching alone, on what the file holds.
#[test]
fn the_file_means_the_same_to_rattlers_matching() {
    let desk = Desk::new(Place::File);
    login(&desk, &["*.example.com"], "wide");
    login(&desk, &["a.example.com"], "host");
    let store = desk.home.read_json(desk.home.credentials_path());
    let asked: String = URLS
        .iter()
        .map(|url| json!({ "store": store, "url": url }).to_string() + "\n")
        .collect();
    let wanted: Vec<Value> = URLS
        .iter()
        .map(|url| ours(&desk, url)["credential"].clone())
        .collect();
    for oracle in Oracle::all() {
        let said = desk.oracle(&oracle, &["match"], &asked).ok().out;
        let said: Vec<Value> = said
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(said, wanted, "{}", oracle.name);
    }
}

#[test]
fn a_login_for_one_channel_is_not_seen_by_rattler_which_is_said() {
    for place in Place::ALL {
        let desk = Desk::new(place);
        let arguments = [
            "login",
            "https://example.com/get/one",
            "--channel-only",
            "--token",
            "-",
        ];
        let ran = desk.xauth(&arguments, "one").ok();
        ran.notes("pixi and rattler-build do not see it");
        let below = "https://example.com/get/one/noarch/repodata.json";
        assert_eq!(ours(&desk, below)["key"], "https://example.com/get/one");
        for oracle in Oracle::all() {
            assert_eq!(
                desk.found(&oracle, below),
                Value::Null,
                "{place:?} {}",
                oracle.name
            );
        }
    }
}
