//! Where nothing is to be asked, there is no network, and nothing that it needs.

use crate::support::{Accepted, Home, Nginx, canary, procs};
use crate::{login, stored, xauth};

/// What a client would do: make a socket of the internet, or read the certificates.
fn uses_network(trace: &str) -> bool {
    trace.contains("AF_INET") || trace.contains("/etc/ssl/")
}

#[test]
fn who_asks_nobody_has_no_client() {
    let nginx = Nginx::start(&Accepted::default());
    let url = nginx.url("/bearer");
    let plain = |arguments: &[&str]| {
        let home = Home::new();
        let secret = canary();
        let line = [&["login"], arguments, &["--token", "-"]].concat();
        let run = xauth(&home, &line).stdin(secret.as_str()).secret(&secret);
        let (ran, trace) = procs::strace(run, "socket,connect,openat,open");
        assert!(!uses_network(&trace), "{line:?}: {trace}");
        assert!(stored(&home).contains(&secret), "{ran}");
        ran.ok()
    };
    let ran = plain(&[&url, "--offline"]);
    assert!(
        ran.err.contains("the login is not verified: `--offline`\n"),
        "{ran}"
    );
    let ran = plain(&[&url, "--no-verify"]);
    assert!(!ran.err.contains("verified"), "{ran}");
    // Nothing is known of the server, and there is no channel.
    let ran = plain(&["h.example"]);
    assert!(ran.err.contains("not verified: there is no channel to ask for; `xauth which https://h.example/CHANNEL --check`"), "{ran}");
    assert!(nginx.log().is_empty());
}

/// The same trace shows a client when there is one, so the test above sees something.
#[test]
fn who_asks_has_one() {
    let nginx = Nginx::start(&Accepted::default());
    let home = Home::new();
    let run = login(
        &home,
        &nginx.url("/bearer"),
        "--token",
        &Accepted::default().bearer,
    );
    let (ran, trace) = procs::strace(run, "socket,connect,openat,open");
    ran.ok();
    assert!(
        trace.contains("AF_INET") && trace.contains("/etc/ssl/"),
        "{trace}"
    );
}

#[test]
fn the_checks_say_that_they_need_it() {
    let nginx = Nginx::start(&Accepted::default());
    let home = Home::new();
    let accepted = Accepted::default();
    login(&home, &nginx.url("/bearer"), "--token", &accepted.bearer)
        .run()
        .ok();
    let asked = nginx.log().len();
    let url = nginx.url("/bearer");
    for command in [
        &["status", "--check"][..],
        &["doctor", "--online"],
        &["which", &url, "--check"],
    ] {
        let ran = xauth(&home, command)
            .env("XAUTH_OFFLINE", "1")
            .run()
            .fails_with(2);
        assert!(
            ran.err
                .contains("needs the network, and `--offline` forbids it"),
            "{ran}"
        );
    }
    // Without those flags they ask nobody.
    for command in [
        &["status"][..],
        &["status", "--expiring", "99d"],
        &["which", &url],
    ] {
        xauth(&home, command).run().ok();
    }
    xauth(&home, &["doctor"]).run();
    assert_eq!(nginx.log().len(), asked);
}
