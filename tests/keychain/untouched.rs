//! A keychain that is not needed is not asked.

use std::io::ErrorKind;
use std::os::unix::net::UnixListener;

use crate::KEY;
use crate::support::Home;

/// A bus that would hang whoever connects, and tells whether someone did.
struct Trap(UnixListener);

impl Trap {
    fn set(home: &Home) -> (Self, String) {
        let path = home.path().join("bus");
        let listener = UnixListener::bind(&path).unwrap();
        listener.set_nonblocking(true).unwrap();
        (Self(listener), format!("unix:path={}", path.display()))
    }

    fn is_untouched(&self) -> bool {
        matches!(self.0.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }
}

#[test]
fn the_trap_tells_of_a_visitor() {
    let home = Home::new();
    let (trap, address) = Trap::set(&home);
    assert!(trap.is_untouched());
    let run = home.xauth().args(["token", KEY]);
    run.env("DBUS_SESSION_BUS_ADDRESS", address)
        .run()
        .fails_with(3);
    assert!(!trap.is_untouched());
}

#[test]
fn with_the_file_chosen_reading_asks_no_keychain() {
    let home = Home::new();
    let (trap, address) = Trap::set(&home);
    home.write(
        ".rattler/credentials.json",
        format!("{{\"{KEY}\":{}}}", crate::bearer("abc-def")),
    );
    for command in [
        ["token", KEY],
        ["which", KEY],
        ["status", KEY],
        ["status", "--json"],
    ] {
        let run = home.xauth().args(command).args(["--store", "file"]);
        run.env("DBUS_SESSION_BUS_ADDRESS", &address).run().ok();
    }
    assert!(trap.is_untouched());
}

#[test]
fn with_a_file_of_rattlers_named_nothing_asks_the_keychain() {
    let home = Home::new();
    let (trap, address) = Trap::set(&home);
    let xauth = |arguments: &[&str]| {
        let run = home
            .xauth()
            .args(arguments.iter().copied())
            .stdin("abc-def");
        let run = run.env("RATTLER_AUTH_FILE", home.path().join("auth.json"));
        run.env("DBUS_SESSION_BUS_ADDRESS", &address).run()
    };
    xauth(&["login", KEY, "--token", "-"]).ok();
    xauth(&["token", KEY]).ok().prints("abc-def\n");
    xauth(&["which", KEY]).ok();
    xauth(&["status"]).ok();
    xauth(&["logout", KEY]).ok();
    assert!(trap.is_untouched());
}

#[test]
fn what_reads_no_credential_asks_no_keychain() {
    let home = Home::new();
    let (trap, address) = Trap::set(&home);
    for command in [
        &["--help"][..],
        &["--version"],
        &["man", "."],
        &["completions", "bash"],
    ] {
        let run = home.xauth().args(command.iter().copied());
        run.env("DBUS_SESSION_BUS_ADDRESS", &address).run().ok();
    }
    assert!(trap.is_untouched());
}
