//! What others do while a refresh is under way: the person's last word stays.

use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::refresh_site::{HOST, Kept, Site, wait_until};
use crate::support::{Home, Oracle, Provider, Running, procs};

/// Enough time to do something else in.
fn slow() -> Provider {
    Provider {
        token_delay: 1500,
        ..Provider::default()
    }
}

/// Starts a refresh, and comes back when the provider has done it and not yet said so.
fn start_refresh(site: &Site) -> Running {
    let refresh_token = site.part("refresh_token");
    let running = site.xauth(&["refresh", HOST]).spawn();
    wait_until("the provider", || !site.idp.is_active(&refresh_token));
    running
}

#[test]
fn a_logout_during_a_refresh_is_not_undone() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        for arguments in [&["logout", HOST][..], &["logout", HOST, "--no-revoke"]] {
            let site = Site::kept(kept, slow());
            let refresh = start_refresh(&site);
            site.xauth(arguments).run().ok();
            assert_eq!(site.stored(), None);
            let ran = refresh.wait();
            assert_eq!(site.stored(), None, "{ran}");
            assert_ne!(ran.code, Some(0), "{ran}");
            site.xauth(&["status", HOST]).run().fails_with(4);
        }
    }
}

#[test]
fn a_login_of_another_program_during_a_refresh_stays() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        let site = Site::kept(kept, slow());
        let other = site.login();
        let refresh = start_refresh(&site);
        let mut theirs = other.clone();
        theirs["access_token"] = "theirs".into();
        theirs["refresh_token"] = "theirs, too".into();
        theirs.as_object_mut().unwrap().remove("xauth");
        let [_, oracle] = Oracle::all();
        let run = oracle.at(&site.home).args(["store", HOST]);
        let entry = json!({ "OAuth": theirs });
        site.beside(run).stdin(entry.to_string()).run().ok();
        refresh.wait().ok();
        assert_eq!(site.login()["access_token"], "theirs", "{kept:?}");
        assert_eq!(site.login()["refresh_token"], "theirs, too", "{kept:?}");
    }
}

#[test]
fn a_rattler_that_stores_between_our_look_and_our_lease_is_seen() {
    for (oracle, when) in Oracle::all().into_iter().zip(["1", "2"]) {
        let site = Site::new(Provider::default());
        site.ends_in(290);
        // The first puts the lease into one of the files, the second into the other.
        let slowly = format!("inject=renameat2:delay_enter=700000:when={when}");
        let strace = [
            "strace",
            "-D",
            "-f",
            "-o",
            "/dev/null",
            "-e",
            "trace=renameat2",
            "-e",
        ];
        let run = site
            .token()
            .through([&strace[..], &[&slowly, "--"]].concat());
        let running = run.spawn();
        thread::sleep(Duration::from_millis(450));
        site.rattler(&oracle).run().ok().prints("200\n");
        let theirs = site.part("access_token");
        let token = running.wait().ok();
        assert_eq!(token.out.trim_end(), theirs, "{}", oracle.name);
        assert_eq!(
            (site.refreshes(), site.is_alive()),
            (1, true),
            "{}",
            oracle.name
        );
        let files = [site.home.store_path(), site.home.credentials_path()];
        let [one, other] = files.map(|path| site.home.read_json(path));
        assert_eq!(one, other);
    }
}

#[test]
fn a_login_of_ours_during_a_refresh_stays() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        let site = Site::kept(
            kept,
            Provider {
                token_delay: 2000,
                ..slow()
            },
        );
        let refresh = start_refresh(&site);
        let run = site.xauth(&["login", HOST, "--token", "-"]);
        run.stdin("the-last-word").run().ok();
        refresh.wait().ok();
        site.token().run().ok().prints("the-last-word\n");
    }
}

#[test]
fn p64_a_store_that_becomes_unwritable_during_a_refresh_is_said() {
    let site = Site::empty(Home::for_nobody(), Kept::InFile, slow());
    site.log_in(&[]);
    let before = site.login();
    let running = start_refresh(&site);
    let folder = site.home.store_path().parent().unwrap().to_owned();
    let folder = folder.to_str().unwrap();
    site.home.run("chmod").args(["0500", folder]).run().ok();
    let ran = running.wait().fails_with(3);
    assert!(ran.err.contains("it may have to be made again"), "{ran}");
    assert_eq!(ran.out, "");
    site.home.run("chmod").args(["0700", folder]).run().ok();
    assert_eq!(site.login(), before);
    assert_eq!(site.refreshes(), 1, "the old refresh token is sent once");
}

#[test]
fn p64_a_write_that_fails_leaves_the_old_login_and_is_said() {
    for (calls, error) in [
        ("fsync", "EIO"),
        ("renameat2", "ENOSPC"),
        ("write", "ENOSPC"),
    ] {
        let site = Site::new(Provider::default());
        let before = site.login();
        let counted = site.refreshes();
        let run = site.xauth(&["refresh", HOST]);
        let only_files = format!("{calls}:error={error}");
        let (ran, trace) = match calls {
            // Sockets and the lock are written to as well: from the first write of a credential on.
            "write" => (procs::file_size_limit(run, 100).run(), String::new()),
            _ => procs::inject(run, calls, &only_files),
        };
        assert_eq!(ran.code, Some(3), "{calls}: {ran}{trace}");
        assert!(ran.err.contains("it may have to be made again"), "{ran}");
        assert_eq!(site.login(), before, "{calls}");
        assert_eq!(site.refreshes() - counted, 1, "{calls}");
    }
}

#[test]
fn p64_a_store_that_cannot_be_leased_in_sends_nothing() {
    let site = Site::empty(Home::for_nobody(), Kept::InFile, Provider::default());
    site.log_in(&[]);
    site.ends_in(-60);
    site.home
        .write(".rattler/.xauth-refresh-127.0.0.1.lock", "");
    let folder = site.home.store_path().parent().unwrap().to_owned();
    let folder = folder.to_str().unwrap();
    site.home.run("chmod").args(["0500", folder]).run().ok();
    site.token().run().fails_with(3);
    site.home.run("chmod").args(["0700", folder]).run().ok();
    assert_eq!(site.refreshes(), 0);
    site.token().run().ok();
    assert!(site.is_alive());
}
