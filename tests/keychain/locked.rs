//! A locked keychain: nothing goes elsewhere, nothing is forgotten.

use crate::support::Mode;
use crate::{Desk, KEY};

#[test]
fn p70_a_login_is_refused_and_makes_no_file() {
    let desk = Desk::new(Mode::Locked);
    let ran = desk.login(&desk.home.canary(), &[]).fails_with(3);
    ran.notes("keychain").notes("locked").notes("--store file");
    desk.has_no_file();
}

#[test]
fn p70_a_logout_is_refused_and_works_after_the_keychain_is_unlocked() {
    let desk = Desk::holding("abc-def", Mode::Locked);
    let ran = desk.run(&["logout", KEY]).fails_with(3);
    ran.notes("keychain").notes("locked");
    desk.run(&["status"]).fails_with(3).notes("locked");
    desk.run(&["token", KEY]).fails_with(3).notes("locked");
    desk.service.unlock();
    let listed = desk.run(&["status"]).ok();
    assert!(listed.out.contains(KEY), "{listed}");
    assert_eq!(desk.token(), "abc-def");
    desk.run(&["logout", KEY]).ok();
    assert!(desk.service.items().is_empty());
}

#[test]
fn p70_a_logout_of_what_only_the_file_holds_still_names_the_keychain() {
    let desk = Desk::new(Mode::Locked);
    desk.login("abc-def", &["--store", "file"]).ok();
    desk.run(&["logout", KEY]).fails_with(3).notes("keychain");
    assert_eq!(desk.in_file(), None);
}

#[test]
fn a_locked_keychain_that_holds_the_key_refuses_the_file_too() {
    let desk = Desk::holding("abc-def", Mode::Locked);
    let ran = desk.login(&desk.home.canary(), &["--store", "file"]);
    ran.fails_with(3).notes("older login").notes("keychain");
    desk.has_no_file();
    desk.service.unlock();
    assert_eq!(desk.token(), "abc-def");
}

#[test]
fn a_locked_keychain_without_the_key_does_not_hinder_the_file() {
    let desk = Desk::new(Mode::Locked);
    let ran = desk.login("abc-def", &["--store", "file"]).ok();
    assert!(!ran.err.contains("warning"), "{ran}");
    assert_eq!(desk.token(), "abc-def");
}

/// Locked in the same session, the keychain still tells its user names.
#[test]
fn a_keychain_that_was_locked_again_is_listed_and_not_read() {
    let desk = Desk::holding("abc-def", Mode::Unlocked);
    desk.service.lock();
    let listed = desk.run(&["status"]).ok();
    assert!(listed.out.contains(KEY), "{listed}");
    desk.run(&["status", KEY]).fails_with(3).notes("locked");
    desk.run(&["token", KEY]).fails_with(3).notes("locked");
    let ran = desk.login(&desk.home.canary(), &[]).fails_with(3);
    ran.notes("locked");
    desk.has_no_file();
}
