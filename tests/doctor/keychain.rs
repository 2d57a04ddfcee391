//! The keychain: gone, locked, hanging, and a login that is in it and in the file.

use std::time::Duration;

use crate::common::{STORE, Ward};
use crate::support::{Mode, SecretService};

/// A ward with a keychain in some state.
fn with_keychain(mode: Mode) -> (Ward, SecretService) {
    let mut ward = Ward::new();
    let service = SecretService::start(&ward.home, mode);
    let variables = service.env().into_iter();
    ward.variables = variables
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    (ward, service)
}

#[test]
fn a_keychain_that_is_locked_or_hangs_is_a_problem_and_asks_nobody() {
    let (ward, service) = with_keychain(Mode::Locked);
    ward.says("stores", "it is locked");
    service.unlock();
    assert!(ward.findings("stores").is_empty());
    service.stop_daemon();
    let ran = ward.xauth(&["doctor"]).run().fails_with(1);
    assert!(ran.out.contains("did not answer"), "{ran}");
    ran.within(Duration::from_secs(25));
    service.continue_daemon();
}

#[test]
fn a_keychain_that_is_chosen_and_not_there_is_a_problem() {
    let ward = Ward::with(&[("XAUTH_STORE", "keychain")]);
    assert_eq!(ward.finding("stores")["severity"], "problem");
}

#[test]
fn the_same_login_in_two_stores_is_reduced_to_one() {
    let (ward, _service) = with_keychain(Mode::Unlocked);
    let token = ward.home.canary();
    let log_in = |store: &str, token: &str| {
        let run = ward.xauth(&["login", "h.example", "--token", "-", "--store", store]);
        run.stdin(token).run().ok();
    };
    let put_in_file = |token: &str| {
        let text = format!("{{\"h.example\":{{\"BearerToken\":\"{token}\"}}}}");
        ward.home.write(STORE, &text);
        ward.home.write(".rattler/credentials.json", &text);
    };
    log_in("keychain", &token);
    put_in_file(&token);
    ward.is_cured("doubles", "`h.example` is in the keychain and in the file");
    put_in_file(&token);
    ward.fix().ok();
    assert_eq!(ward.token("h.example"), token);
    assert_eq!(ward.home.read(STORE).unwrap(), b"{}");

    put_in_file(&ward.home.canary());
    let before = ward.home.read(STORE);
    ward.fix().fails_with(1);
    assert_eq!(ward.home.read(STORE), before);
    ward.is_cured("doubles", "with two values");
    assert_eq!(ward.token("h.example"), token);
}
