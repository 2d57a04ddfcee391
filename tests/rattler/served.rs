//! What we store, rattler sends to a real server.

use crate::support::{Accepted, Nginx, Oracle, Seen};
use crate::{Desk, Place};

struct Login {
    path: &'static str,
    flags: &'static [&'static str],
    input: &'static str,
    /// What a request that is let in looks like.
    is_authorized: fn(&Seen) -> bool,
}

fn logins() -> [Login; 3] {
    [
        Login {
            path: "/bearer",
            flags: &["--token", "-"],
            input: "good-token",
            is_authorized: |seen| seen.authorization == "Bearer good-token",
        },
        Login {
            path: "/basic",
            flags: &["--username", "alice", "--password", "-"],
            input: "s3cret",
            is_authorized: |seen| seen.authorization == "Basic YWxpY2U6czNjcmV0",
        },
        Login {
            path: "/channel",
            flags: &["--conda-token", "-"],
            input: "good-conda-token",
            is_authorized: |seen| {
                seen.url.contains("/t/good-conda-token/channel/") && seen.authorization.is_empty()
            },
        },
    ]
}

fn fetch_by_oracle(desk: &Desk, oracle: &Oracle, channel: &str) -> String {
    let url = format!("{channel}/noarch/repodata.json");
    desk.oracle(oracle, &["http", &url], "").ok().out
}

#[track_caller]
fn serves(place: Place) {
    let server = Nginx::start(&Accepted::default());
    for login in logins() {
        let desk = Desk::new(place);
        let channel = server.url(login.path);
        for oracle in Oracle::all() {
            assert_ne!(fetch_by_oracle(&desk, &oracle, &channel), "200\n");
        }
        desk.xauth(&[&["login", &channel], login.flags].concat(), login.input)
            .ok();
        let before = server.log().len();
        for oracle in Oracle::all() {
            let code = fetch_by_oracle(&desk, &oracle, &channel);
            assert_eq!(code, "200\n", "{place:?} {} {}", login.path, oracle.name);
        }
        desk.download(&channel)
            .ok()
            .prints("hello-1.0-0.tar.bz2: hello\n");
        let seen = server.log().split_off(before);
        assert!(seen.len() >= 3, "{seen:?}");
        assert!(seen.iter().all(login.is_authorized), "{seen:?}");
        let is_package = |seen: &&Seen| seen.url.ends_with("/hello-1.0-0.tar.bz2");
        assert!(
            seen.iter()
                .any(|seen| is_package(&seen) && seen.status == 200),
            "{seen:?}"
        );
        desk.xauth(&["logout", &channel], "").ok();
        for oracle in Oracle::all() {
            assert_ne!(fetch_by_oracle(&desk, &oracle, &channel), "200\n");
        }
        desk.download(&channel).fails_with(1);
    }
}

#[test]
fn a_login_in_the_keychain_is_sent_by_rattler() {
    serves(Place::Keychain);
}

#[test]
fn a_login_in_the_file_is_sent_by_rattler() {
    serves(Place::File);
}

/// One login is for every port of a host: two servers that share a token share the login.
#[test]
fn a_login_is_sent_to_every_port_of_loopback() {
    let servers = [(); 2].map(|()| Nginx::start(&Accepted::default()));
    let desk = Desk::new(Place::File);
    let channel = servers[0].url("/bearer");
    let ran = desk
        .xauth(&["login", &channel, "--token", "-"], "good-token")
        .ok();
    ran.notes("every port");
    for oracle in Oracle::all() {
        for server in &servers {
            assert_eq!(
                fetch_by_oracle(&desk, &oracle, &server.url("/bearer")),
                "200\n"
            );
        }
    }
    let other = servers[1].url("/bearer");
    desk.xauth(&["token", &other], "")
        .ok()
        .prints("good-token\n");
}
