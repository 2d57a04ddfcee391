//! Logins that rattler makes and we use, and the other way round.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::rattler_rewrites::rattler_cli;
use crate::refresh_site::{HOST, Kept, Site, wait_until};
use crate::support::{Home, Oracle, Person, Provider};

const KEPT: [Kept; 2] = [Kept::InFile, Kept::InKeychain];

/// rattler logs in by device code, to the host of the provider.
#[track_caller]
fn log_in(site: &Site) {
    let output = site.home.write("output", "");
    let issuer = site.idp.issuer();
    let run = rattler_cli(site, &["auth", "login", HOST]);
    let run = run.args(["--oauth", "--oauth-issuer-url", &issuer]);
    let run = run.args(["--oauth-flow", "device-code"]);
    // What it says while it waits goes to standard error.
    let into_file = format!("exec \"$@\" >>{} 2>&1", output.display());
    let running = run.through(["sh", "-c", &into_file, "sh"]).spawn();
    let mut code = String::new();
    wait_until("a code", || {
        let text = fs::read_to_string(&output).unwrap();
        let rest = text.split_once("user_code=");
        code = rest.map_or(String::new(), |(_, rest)| rest[..9].to_owned());
        !code.is_empty()
    });
    site.idp.approve_device(&code, &Person::quick("alice"));
    running.wait().ok();
}

#[test]
fn a_login_of_rattlers_is_shown_used_renewed_and_revoked() {
    for kept in KEPT {
        let site = Site::empty(Home::new(), kept, Provider::default());
        log_in(&site);
        let first = site.login();
        assert!(first.get("xauth").is_none());
        let status = site.xauth(&["status", HOST, "--details"]).run().ok();
        assert!(status.out.contains(HOST), "{status}");
        let token = site.token().run().ok();
        assert_eq!(token.out.trim_end(), first["access_token"]);

        site.xauth(&["refresh", HOST]).run().ok();
        assert_ne!(site.login()["refresh_token"], first["refresh_token"]);
        assert!(site.is_alive());
        site.ends_in(100);
        let second = site.token().run().ok().out;
        assert_eq!(second.trim_end(), site.part("access_token"));
        assert_eq!(site.refreshes(), 2);
        for oracle in Oracle::all() {
            site.rattler(&oracle).run().ok().prints("200\n");
        }

        let last = ["access_token", "refresh_token"].map(|name| site.part(name));
        site.xauth(&["logout", HOST]).run().ok();
        assert_eq!(site.stored(), None);
        assert!(last.iter().all(|token| !site.idp.is_active(token)));
    }
}

#[test]
fn p66_a_login_of_rattlers_is_revoked_refresh_token_first() {
    let site = Site::empty(Home::new(), Kept::InFile, Provider::default());
    log_in(&site);
    site.xauth(&["logout", HOST]).run().ok();
    let requests = site.idp.requests();
    let revoked = requests
        .iter()
        .filter(|asked| asked.path == "/token/revocation");
    let hints: Vec<&str> = revoked
        .map(|asked| asked.parameter("token_type_hint"))
        .collect();
    assert_eq!(hints, ["refresh_token", "access_token"]);
}

#[test]
fn a_login_of_ours_is_used_renewed_and_revoked_by_rattler() {
    for kept in KEPT {
        let site = Site::kept(kept, Provider::default());
        let made = site.login();
        for oracle in Oracle::all() {
            site.rattler(&oracle).run().ok().prints("200\n");
            assert_eq!(site.login(), made, "it was only read");
        }
        log_out(&site);
    }
    // Less than five minutes are left, so each of them renews before it asks.
    for kept in KEPT {
        let site = Site::kept(
            kept,
            Provider {
                access_lifetime: 200,
                ..Provider::default()
            },
        );
        for oracle in Oracle::all() {
            site.rattler(&oracle).run().ok().prints("200\n");
        }
        let asked = rattler_cli(&site, &["http", &site.idp.url("/me")]);
        asked.run().ok().prints("200\n");
        assert_eq!(site.refreshes(), 3);
        assert!(site.is_alive());
        assert_eq!(
            site.token().run().ok().out.trim_end(),
            site.part("access_token")
        );
        log_out(&site);
    }
}

/// rattler logs out, and then nobody is logged in.
#[track_caller]
fn log_out(site: &Site) {
    let last = ["access_token", "refresh_token"].map(|name| site.part(name));
    // What is missing in one of our two files right after our write may be another program's oversight.
    thread::sleep(Duration::from_millis(400));
    rattler_cli(site, &["auth", "logout", HOST]).run().ok();
    assert!(last.iter().all(|token| !site.idp.is_active(token)));
    assert_eq!(site.stored(), None);
    site.token().run().fails_with(4);
    site.xauth(&["status", HOST]).run().fails_with(4);
}
