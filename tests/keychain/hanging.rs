//! A keychain that does not answer.

use std::time::Duration;

use crate::support::{Home, Mode};
use crate::{Desk, KEY};

const LIMIT: Duration = Duration::from_secs(10);

#[test]
fn p69_a_stopped_daemon_ends_a_login_in_time_and_makes_no_file() {
    let desk = Desk::new(Mode::Unlocked);
    desk.service.stop_daemon();
    let ran = desk.login(&desk.home.canary(), &[]).within(LIMIT);
    ran.fails_with(3)
        .notes("did not answer")
        .notes("--store file");
    desk.has_no_file();
}

#[test]
fn p69_a_stopped_daemon_ends_everything_else_in_time() {
    let desk = Desk::holding("abc-def", Mode::Unlocked);
    desk.service.stop_daemon();
    let commands = ["token", "which", "status", "logout"];
    let runs = commands.map(|command| desk.xauth(&[command, KEY]).spawn());
    for run in runs {
        let ran = run.wait().within(LIMIT).fails_with(3);
        ran.notes("keychain").notes("did not answer");
    }
    desk.service.continue_daemon();
    assert_eq!(desk.token(), "abc-def");
}

#[test]
fn a_stopped_daemon_does_not_hinder_the_file_but_is_mentioned() {
    let desk = Desk::new(Mode::Unlocked);
    desk.service.stop_daemon();
    let ran = desk.login("abc-def", &["--store", "file"]);
    let ran = ran.within(LIMIT).ok().notes("warning");
    ran.notes("keychain could not be checked");
    assert_eq!(desk.in_file().as_deref(), Some("abc-def"));
}

/// D-Bus starts the daemon for the first who asks, and that may take a while.
#[test]
fn a_daemon_that_takes_three_seconds_is_waited_for() {
    let desk = Desk::holding("abc-def", Mode::Unlocked);
    desk.service.stop_daemon();
    let asking = desk.xauth(&["token", KEY]).reveals().spawn();
    std::thread::sleep(Duration::from_secs(3));
    desk.service.continue_daemon();
    asking.wait().ok().prints("abc-def\n");
}

#[test]
fn p69_a_bus_that_takes_calls_and_says_nothing_is_given_up() {
    let home = Home::new();
    let socket = home.path().join("bus");
    let _bus = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let run = home.xauth().args(["login", KEY, "--token", "-"]);
    let run = run.env(
        "DBUS_SESSION_BUS_ADDRESS",
        format!("unix:path={}", socket.display()),
    );
    let ran = run.stdin(home.canary()).run().within(LIMIT).fails_with(3);
    ran.notes("did not answer within 5 s").notes("--store file");
    assert!(!home.store_path().exists());
}

/// The bus of another user does so: it lets nobody else in.
#[test]
fn a_bus_that_breaks_off_is_an_error_at_once() {
    let home = Home::new();
    let socket = home.path().join("bus");
    let bus = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || bus.incoming().flatten().for_each(reject));
    let run = home.xauth().args(["login", KEY, "--token", "-"]);
    let run = run.env(
        "DBUS_SESSION_BUS_ADDRESS",
        format!("unix:path={}", socket.display()),
    );
    let ran = run.stdin(home.canary()).run();
    let ran = ran.within(Duration::from_secs(2)).fails_with(3);
    ran.notes("broke the connection off").notes("--store file");
    assert!(!home.store_path().exists());
}

/// D-Bus Specification, "Authentication Protocol": the server's `REJECTED`, then nothing more.
fn reject(mut client: std::os::unix::net::UnixStream) {
    use std::io::{Read, Write};
    // The client has sent its nul byte and `AUTH` by then.
    let _ = client.read(&mut [0; 512]);
    let _ = client.write_all(b"REJECTED EXTERNAL\r\n");
    let _ = client.shutdown(std::net::Shutdown::Both);
}
