//! No keychain: no D-Bus, no service on it, or one that never made a collection.

use crate::support::{Home, Mode};
use crate::{Desk, KEY};

fn without_bus(home: &Home, store: &str) -> crate::support::Ran {
    let run = home.xauth().args(["login", KEY, "--token", "-"]);
    run.stdin(home.canary()).env("XAUTH_STORE", store).run()
}

#[test]
fn p68_without_d_bus_auto_is_the_file_and_says_so_once() {
    let home = Home::new();
    let ran = without_bus(&home, "auto").ok();
    let said: Vec<_> = ran
        .err
        .lines()
        .filter(|l| l.contains("unencrypted"))
        .collect();
    assert_eq!(said.len(), 1, "{ran}");
    assert!(
        said[0].contains("~/.rattler/rattler_auth_store.json"),
        "{ran}"
    );
    assert!(said[0].contains("no D-Bus session"), "{ran}");
    assert!(home.store_path().exists());
}

#[test]
fn p68_without_d_bus_the_file_can_be_chosen() {
    let home = Home::new();
    without_bus(&home, "file")
        .ok()
        .notes("unencrypted (as chosen)");
    assert!(home.store_path().exists());
}

#[test]
fn p68_without_d_bus_the_keychain_is_refused_and_nothing_written() {
    let home = Home::new();
    let ran = without_bus(&home, "keychain").fails_with(3);
    ran.notes("no D-Bus session").notes("--store file");
    let left: Vec<_> = home.path().read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn p68_a_bus_without_a_service_is_no_keychain() {
    let desk = Desk::new(Mode::Absent);
    desk.login(&desk.home.canary(), &["--store", "keychain"])
        .fails_with(3)
        .notes("no Secret Service");
    desk.has_no_file();
    desk.login(&desk.home.canary(), &[])
        .ok()
        .notes("unencrypted (no keychain here: no Secret Service");
    desk.run(&["status"]).ok();
    desk.run(&["logout", KEY]).ok();
}

#[test]
fn p68_an_address_that_leads_nowhere_is_no_keychain() {
    for address in [
        "unix:path=/nowhere/bus",
        "nonsense",
        "tcp:host=127.0.0.1,port=1",
    ] {
        let home = Home::new();
        let run = home.xauth().args(["login", KEY, "--token", "-"]);
        let run = run.env("DBUS_SESSION_BUS_ADDRESS", address);
        run.stdin(home.canary())
            .run()
            .ok()
            .notes("no keychain here");
    }
}

#[test]
fn a_keychain_without_a_collection_is_an_error_that_names_the_file() {
    let desk = Desk::new(Mode::Fresh);
    let ran = desk.login(&desk.home.canary(), &[]).fails_with(3);
    ran.notes("no collection").notes("--store file");
    desk.has_no_file();
    desk.run(&["token", KEY]).fails_with(4);
    desk.login(&desk.home.canary(), &["--store", "file"]).ok();
    desk.run(&["status"]).ok();
    desk.run(&["logout", KEY]).ok();
}
