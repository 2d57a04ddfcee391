//! netrc: read as curl reads it, after all other stores, and never changed.

use super::support::{Home, Run};
use super::{login, xauth};

fn password(home: &Home, host: &str) -> Run {
    home.xauth()
        .args(["token", host, "--field", "password"])
        .reveals()
}

#[test]
fn a_machine_of_netrc_answers_last() {
    let home = Home::new();
    let canary = home.canary();
    let text = format!("machine h.example\n  login alice\n  password {canary}\n");
    home.write(".netrc", &text);
    password(&home, "https://h.example/x")
        .run()
        .ok()
        .prints(&format!("{canary}\n"));
    let ran = xauth(&home, &["status"], "").ok();
    assert!(
        ran.out.contains("alice") && ran.out.contains("netrc"),
        "{ran}"
    );
    xauth(&home, &["which", "h.example"], "").ok();
    login(&home, "h.example", "stored");
    assert_eq!(super::token(&home, "h.example"), "stored");
    let ran = xauth(&home, &["logout", "h.example"], "").ok();
    ran.notes("`h.example` is still in netrc (~/.netrc), which xauth does not change");
    assert_eq!(home.read(".netrc").unwrap(), text.as_bytes());
    xauth(&home, &["logout", "h.example"], "")
        .fails_with(1)
        .notes("by hand");
}

#[test]
fn the_variable_names_another_file_and_the_old_name_is_found() {
    let home = Home::new();
    home.write("_netrc", "machine h.example login a password old-name");
    password(&home, "h.example").run().ok().prints("old-name\n");
    home.write(".netrc", "machine h.example login a password new-name");
    password(&home, "h.example").run().ok().prints("new-name\n");
    let named = home.write("named", "machine h.example login a password named");
    password(&home, "h.example")
        .env("NETRC", named)
        .run()
        .ok()
        .prints("named\n");
    let missing = password(&home, "h.example").env("NETRC", home.path().join("missing"));
    missing
        .run()
        .fails_with(4)
        .notes("warning: could not read `");
}

#[test]
fn a_line_that_is_not_understood_is_a_warning_with_its_number_and_without_its_text() {
    let home = Home::new();
    let canary = home.canary();
    home.write(".netrc", format!("machine a.example login u\npassword two {canary}\nmachine h.example login u password p1\n"));
    let ran = password(&home, "h.example").run().ok().prints("p1\n");
    ran.notes(".netrc` line 2 is not understood");
    xauth(&home, &["status"], "").ok();
}

/// It would be sent to any host.
#[test]
fn the_default_entry_answers_nobody() {
    let home = Home::new();
    home.write(
        ".netrc",
        "default login anybody password anything\nmachine h.example login u password p1",
    );
    xauth(&home, &["token", "other.example"], "")
        .fails_with(4)
        .prints("");
    let listed = xauth(&home, &["status", "--json"], "").ok().json();
    assert_eq!(listed["entries"].as_array().unwrap().len(), 1, "{listed}");
    xauth(&home, &["token", "x.h.example"], "")
        .fails_with(4)
        .prints("");
}

#[test]
fn bytes_that_are_not_text_are_a_warning() {
    let home = Home::new();
    home.write(".netrc", b"machine h.example login u password \xff\n");
    xauth(&home, &["status"], "")
        .fails_with(4)
        .notes("warning: could not read `");
}
