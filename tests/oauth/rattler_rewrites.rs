//! rattler renews a login of ours, and writes what it knows of it: the rest is known all the same.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::refresh_site::{HOST, Kept, Site, now, wait_until};
use crate::support::{Home, Oracle, Provider, RattlerCli, Run};

const SCOPES: [&str; 6] = [
    "--oauth-scope",
    "openid",
    "--oauth-scope",
    "offline_access",
    "--oauth-scope",
    "channel:read",
];

/// What `status` says of the login.
#[track_caller]
fn shown(site: &Site) -> Value {
    let run = site.xauth(&["status", HOST, "--details", "--json"]);
    run.run().ok().json()["entries"][0].clone()
}

/// Lets rattler renew the login.
#[track_caller]
fn rewritten_by(site: &Site, oracle: &Oracle) {
    site.ends_in(100);
    let counted = site.refreshes();
    site.rattler(oracle).run().ok();
    assert_eq!(site.refreshes() - counted, 1, "{}", oracle.name);
    assert!(site.login().get("xauth").is_none(), "{}", oracle.name);
}

#[test]
fn what_rattler_drops_is_shown_and_used_all_the_same() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        for oracle in Oracle::all() {
            let site = Site::empty(Home::new(), kept, Provider::default());
            site.log_in(&SCOPES);
            let before = shown(&site);
            assert_eq!(before["account"], "alice");
            rewritten_by(&site, &oracle);
            let after = shown(&site);
            assert_eq!(after["account"], "alice", "{kept:?} {}", oracle.name);
            for name in ["issuer", "scopes", "client_id"] {
                assert_eq!(after["details"][name], before["details"][name], "{after}");
                assert!(!after["details"][name].is_null(), "{after}");
            }
            let plain = site.xauth(&["status", HOST, "--details"]).run().ok();
            for word in ["alice", "channel:read", &site.idp.issuer()] {
                assert!(plain.out.contains(word), "no {word} in {plain}");
            }
            site.xauth(&["refresh", HOST]).run().ok();
            assert!(site.is_alive());
            let mended = &site.login()["xauth"];
            assert_eq!(mended["issuer"], site.idp.issuer());
            assert_eq!(mended["account"], "alice");
        }
    }
}

#[test]
fn the_command_that_logs_in_again_is_exact_after_rattler_rewrote_the_login() {
    for oracle in Oracle::all() {
        let site = Site::empty(Home::new(), Kept::InFile, Provider::default());
        let audience = ["--oauth-audience", "https://conda.example.com"];
        site.log_in(&[&SCOPES[..], &audience].concat());
        rewritten_by(&site, &oracle);
        let ran = site.xauth(&["refresh", HOST]).run().ok();
        let last = site.idp.token_requests("refresh_token").pop().unwrap();
        assert_eq!(last.parameter("audience"), audience[1], "{ran}");
        rewritten_by(&site, &oracle);
        site.idp.revoke("rattler", &site.part("refresh_token"));
        let ran = site.xauth(&["refresh", HOST]).run().fails_with(4);
        let command = format!(
            "`xauth login 127.0.0.1 --oauth --oauth-issuer-url {} --oauth-scope openid \
             --oauth-scope offline_access --oauth-scope channel:read \
             --oauth-audience https://conda.example.com`",
            site.idp.issuer()
        );
        assert!(ran.err.contains(&command), "no {command} in {ran}");
    }
}

#[test]
fn both_files_hold_what_we_renew_after_rattler_renewed_it_in_one() {
    let site = Site::new(Provider {
        // rattler renews what has less than five minutes left.
        access_lifetime: 200,
        ..Provider::default()
    });
    for oracle in Oracle::all() {
        for due in [&["refresh", HOST][..], &["token", HOST]] {
            site.rattler(&oracle).run().ok().prints("200\n");
            let [documented, todays] = both_files(&site);
            assert_ne!(documented, todays, "rattler writes one");
            site.xauth(due).run().ok();
            let [documented, todays] = both_files(&site);
            assert_eq!(documented, todays, "{due:?} after {}", oracle.name);
            assert!(site.is_alive());
        }
    }
}

fn both_files(site: &Site) -> [Value; 2] {
    let home = &site.home;
    [home.store_path(), home.credentials_path()].map(|path| home.read_json(path)[HOST].clone())
}

#[test]
fn p36_what_others_put_into_a_login_survives_a_refresh() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        let site = Site::kept(kept, Provider::default());
        let mut login = site.login();
        login["x_new"] = json!({"deep": [1, 2.5, "three"]});
        site.store(&login);
        for seconds in [3600, 290, -60] {
            let mut login = site.login();
            login["expires_at"] = (now() + seconds).into();
            site.store(&login);
            site.xauth(&["refresh", HOST]).run().ok();
            assert_ne!(site.login()["refresh_token"], login["refresh_token"]);
            assert_eq!(site.login()["x_new"], login["x_new"], "{kept:?} {seconds}");
        }
    }
}

#[test]
fn a_rattler_that_starts_while_we_renew_an_expired_login_sends_the_expired_token() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        let site = Site::kept(
            kept,
            Provider {
                access_lifetime: 3,
                token_delay: 2000,
                ..Provider::default()
            },
        );
        thread::sleep(Duration::from_secs(4));
        let (before, refresh_token) = (site.login(), site.part("refresh_token"));
        let ours = site.token().spawn();
        wait_until("the lease", || site.login() != before);
        wait_until("the provider", || !site.idp.is_active(&refresh_token));
        // One request is refused; a second use of the refresh token would end the login.
        for oracle in Oracle::all() {
            site.rattler(&oracle).run().ok().prints("401\n");
        }
        ours.wait().ok();
        assert_eq!(site.refreshes(), 1);
        assert!(site.idp.is_active(&site.part("refresh_token")));
        for oracle in Oracle::all() {
            site.rattler(&oracle).run().ok().prints("200\n");
        }
    }
}

#[test]
fn the_login_that_another_program_makes_is_not_taken_for_ours() {
    let site = Site::new(Provider::default());
    let mut theirs = site.login();
    theirs.as_object_mut().unwrap().remove("xauth");
    theirs["client_id"] = "conda".into();
    theirs["token_endpoint"] = "https://elsewhere.example.com/token".into();
    theirs["access_token"] = "somebody's".into();
    site.store(&theirs);
    let shown = shown(&site);
    assert!(shown["account"].is_null(), "{shown}");
    assert!(shown["details"]["issuer"].is_null(), "{shown}");
}

/// rattler's own client beside the stores of `site`.
pub fn rattler_cli(site: &Site, arguments: &[&str]) -> Run {
    let run = RattlerCli::new().at(&site.home);
    site.beside(run.args(arguments.iter().copied()))
}
