//! The promises of `store::Store`, kept by every store: a new one is a line here.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop"
)]

#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod support;

mod anaconda;
mod credentials;
mod failures;
mod foreign;
mod keyring;
mod promises;
mod readonly;
#[cfg(target_os = "linux")]
mod real;
mod subjects;

use self::subjects::Subject;

/// Every writable store that can be made anywhere.
fn subjects() -> Vec<Subject> {
    vec![
        Subject::memory(),
        Subject::named_file(),
        Subject::pair_of_files(),
        Subject::pair_with_one_foreign_file(),
        Subject::native_keychain(),
    ]
}

/// All promises on one store, which is empty before and after each.
fn keeps_its_promises(subject: &Subject) {
    promises::all(subject);
    foreign::all(subject);
}

#[test]
fn every_writable_store_keeps_its_promises() {
    for subject in subjects() {
        println!("{}", subject.name);
        keeps_its_promises(&subject);
    }
}
