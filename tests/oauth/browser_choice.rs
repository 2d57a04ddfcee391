//! Which flow is taken where: a browser where one can really open, else a code.

use serde_json::Value;

use crate::real_common::Login;
use crate::support::{Home, Idp, Provider, on_plain_machine};
use crate::terminal_common::{opened, wait_until, with_browser};

const DISPLAY: (&str, &str) = ("DISPLAY", ":987");
const WAYLAND: (&str, &str) = ("WAYLAND_DISPLAY", "wayland-987");
const REMOTE: (&str, &str) = ("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22");

/// The first event of a login on a machine with these variables, which is no container.
fn first_event(idp: &Idp, home: &Home, env: &[(&str, &str)], more: &[&str]) -> Value {
    let run = on_plain_machine(home.xauth().envs(env.iter().copied()));
    Login::run(home, run, idp, more).first_event()
}

#[test]
fn without_a_browser_that_can_open_there_is_a_code() {
    let idp = Idp::start(Provider::default());
    for env in [
        &[][..],
        &[DISPLAY, REMOTE],
        &[WAYLAND, ("SSH_TTY", "/dev/pts/9")],
        &[DISPLAY, ("SSH_CLIENT", "10.0.0.1 50000 22")],
        &[DISPLAY, ("container", "podman")],
        &[DISPLAY, ("WSL_DISTRO_NAME", "Debian")],
        &[DISPLAY, ("CI", "1")],
    ] {
        let event = first_event(&idp, &Home::new(), env, &[]);
        assert_eq!(event["event"], "device_code", "{env:?}");
    }
}

#[test]
fn a_display_in_front_of_a_person_is_for_a_browser() {
    let idp = Idp::start(Provider::default());
    for display in [DISPLAY, WAYLAND] {
        let event = first_event(&idp, &Home::new(), &[display], &[]);
        assert_eq!(event["event"], "browser", "{display:?}");
        assert_eq!(event["opens"], true);
        let event = first_event(&idp, &Home::new(), &[display], &["--no-input"]);
        assert_eq!(event["event"], "device_code", "{display:?}");
    }
}

#[test]
fn the_mark_of_a_container_is_seen() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    for mark in ["/.dockerenv", "/run/.containerenv"] {
        let script = [
            "sh",
            "-c",
            "touch \"$1\" && shift && exec \"$@\"",
            "sh",
            mark,
        ];
        let run = home.xauth().envs([DISPLAY]).through(script);
        let login = Login::run(&home, on_plain_machine(run), &idp, &[]);
        assert_eq!(login.first_event()["event"], "device_code", "{mark}");
    }
}

#[test]
fn a_browser_that_was_named_is_opened_also_over_ssh_and_in_a_container() {
    let idp = Idp::start(Provider::default());
    for variable in [
        REMOTE,
        ("container", "podman"),
        ("WSL_DISTRO_NAME", "Debian"),
    ] {
        let home = Home::new();
        let run = with_browser(&home, home.xauth(), "").envs([variable]);
        let login = Login::run(&home, run, &idp, &[]);
        let event = login.first_event();
        assert_eq!(event["event"], "browser", "{variable:?}");
        wait_until("opened", || !opened(&home).is_empty());
        assert_eq!(opened(&home), [event["url"].as_str().unwrap()]);
    }
}

#[test]
fn where_there_are_no_codes_the_page_is_shown_and_not_opened() {
    let idp = Idp::start(Provider {
        device: false,
        ..Provider::default()
    });
    let event = first_event(&idp, &Home::new(), &[REMOTE], &[]);
    assert_eq!(
        (&event["event"], &event["opens"]),
        (&"browser".into(), &false.into())
    );
}
