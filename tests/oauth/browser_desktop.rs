//! The ordinary way of a desktop: the system's opener, a real Chromium, the provider, our page.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::real_common::{HOST, Login, stored};
use crate::support::{Answer, Home, Idp, Person, Provider, Run, Visit, on_plain_machine};

/// A desktop whose settings name `person`'s browser. Nothing of xauth's environment does.
fn desktop(home: &Home, person: &Person) -> Run {
    let [(_, browser)] = person.env();
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Browser\nExec={browser} %u\n\
         MimeType=x-scheme-handler/http;x-scheme-handler/https;\n"
    );
    home.write(".local/share/applications/person.desktop", entry);
    home.write(
        ".local/share/applications/mimeapps.list",
        "[Default Applications]\nx-scheme-handler/http=person.desktop\n",
    );
    on_plain_machine(home.xauth().env("DISPLAY", ":987"))
}

/// One login at that desktop, and what its person saw in the end.
fn visit(idp: &Idp, home: &Home, person: &Person, more: &[&str]) -> (Login, Visit) {
    let login = Login::run(home, desktop(home, person), idp, more);
    let visit = person.wait();
    assert!(visit.opened.starts_with(&idp.url("/auth?")), "{visit:?}");
    assert!(visit.url.starts_with("http://127.0.0.1:"), "{visit:?}");
    assert_eq!(visit.others, [""; 0], "it is all in the page");
    for name in ["light", "dark"] {
        let picture = person.picture(&format!("{name}.png"));
        check_picture(&picture);
        keep(&picture, name);
    }
    (login, visit)
}

/// A PNG with something on it.
fn check_picture(path: &Path) {
    let bytes = fs::read(path).unwrap();
    assert!(
        bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "{}",
        path.display()
    );
    assert!(bytes.len() > 4000, "an empty page: {} bytes", bytes.len());
}

/// For a person to look at: in the folder that `TEST_PICTURES` names, under the test's name.
fn keep(picture: &Path, name: &str) {
    if let Some(folder) = std::env::var_os("TEST_PICTURES") {
        let current = thread::current();
        let (_, test) = current
            .name()
            .unwrap_or_default()
            .split_once("::")
            .unwrap_or_default();
        fs::copy(
            picture,
            PathBuf::from(folder).join(format!("{test}-{name}.png")),
        )
        .unwrap();
    }
}

#[test]
fn p56_a_desktop_opens_the_browser_and_its_person_is_logged_in() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let person = Person::at_browser("alice");
    let (login, visit) = visit(&idp, &home, &person, &[]);
    assert_eq!(visit.steps, ["sign in", "consent"], "{visit:?}");
    assert!(
        visit.text.contains(HOST) && visit.text.contains("alice"),
        "{visit:?}"
    );
    login.done();
    let pictures = ["light.png", "dark.png"].map(|name| fs::read(person.picture(name)).unwrap());
    assert_ne!(pictures[0], pictures[1], "dark is another picture");
}

#[test]
fn a_desktops_person_who_denies_is_told_so() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let person = Person::at_browser("alice").answers(Answer::Deny);
    let (login, visit) = visit(&idp, &home, &person, &[]);
    assert!(
        visit.text.contains("denied") || visit.text.contains("refused"),
        "{visit:?}"
    );
    login.end().fails_with(4);
    assert_eq!(stored(&home), None);
}

#[test]
fn a_desktops_person_whose_login_fails_in_the_end_is_told_so() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let person = Person::at_browser("alice");
    let client = [
        "--oauth-client-id",
        "basic",
        "--oauth-client-secret",
        "wrong-secret",
    ];
    let (login, visit) = visit(&idp, &home, &person, &client);
    assert_eq!(visit.steps, ["sign in", "consent"], "{visit:?}");
    assert!(!visit.text.contains("wrong-secret"), "{visit:?}");
    let ran = login.end().fails_with(4);
    assert!(ran.err.contains("invalid_client"), "{ran}");
    assert_eq!(stored(&home), None);
}

#[test]
fn a_desktop_without_a_browser_gives_a_code() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    // Nothing that could open a page is on this path.
    let path = format!("PATH={}", home.path().display());
    let run = home.xauth().env("DISPLAY", ":987").through(["env", &path]);
    let login = Login::run(&home, on_plain_machine(run), &idp, &[]);
    idp.approve_device(&login.code(), &Person::quick("alice"));
    login.done();
}
