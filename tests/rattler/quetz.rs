//! A real conda server with API keys: a login, the question whether it is good, a download, a logout.

use crate::support::{Oracle, Quetz};
use crate::{Desk, Place};

fn login(desk: &Desk, channel: &str, key: &str) {
    let arguments = ["login", channel, "--conda-token", "-"];
    desk.xauth(&arguments, key).ok();
}

/// What `which --check` says of the server, and its exit code.
fn check(desk: &Desk, channel: &str) -> (Option<i32>, String) {
    let ran = desk.xauth(&["which", channel, "--check"], "");
    let row = ran.out.lines().find_map(|line| line.strip_prefix("server"));
    (ran.code, row.unwrap_or_default().trim().to_owned())
}

#[test]
fn a_private_channel_with_an_api_key() {
    let quetz = Quetz::start();
    let channel = quetz.url("/get/private");
    for place in Place::ALL {
        let desk = Desk::new(place);
        desk.download(&channel).fails_with(1);
        login(&desk, &channel, quetz.member());
        let said = "good (HTTP 200, and HTTP 401 without the login)";
        assert_eq!(check(&desk, &channel), (Some(0), said.into()));
        let downloaded = desk.download(&channel).ok();
        downloaded.prints("hello-1.0-0.tar.bz2: hello\n");
        for oracle in Oracle::all() {
            let url = format!("{channel}/noarch/repodata.json");
            desk.oracle(&oracle, &["http", &url], "")
                .ok()
                .prints("200\n");
        }
        desk.xauth(&["logout", &channel], "").ok();
        desk.download(&channel).fails_with(1);
    }
}

/// quetz serves a public channel whatever the key is.
#[test]
fn a_public_channel_says_nothing_of_a_key() {
    let quetz = Quetz::start();
    let channel = quetz.url("/get/public");
    let desk = Desk::new(Place::File);
    login(&desk, &channel, "canary-of-no-use");
    let said = "cannot tell: anyone may read it (HTTP 200, and HTTP 200 without the login)";
    assert_eq!(check(&desk, &channel), (Some(0), said.into()));
}

#[test]
fn a_key_that_is_not_good_is_told_from_one_that_is() {
    let quetz = Quetz::start();
    let channel = quetz.url("/get/private");
    let desk = Desk::new(Place::File);
    let none = desk.xauth(&["which", &channel, "--check"], "");
    none.fails_with(4).notes("no credentials stored");

    login(&desk, &channel, "canary-of-no-use");
    let bad = desk.xauth(&["which", &channel, "--check"], "");
    bad.fails_with(4)
        .notes("(HTTP 401: Not logged in)")
        .notes("log in again: `xauth login ");
    desk.download(&channel).fails_with(1);

    login(&desk, &channel, quetz.stranger());
    let stranger = desk.xauth(&["which", &channel, "--check"], "");
    stranger
        .fails_with(4)
        .notes("(HTTP 403")
        .notes("see that the account may read it");
}
