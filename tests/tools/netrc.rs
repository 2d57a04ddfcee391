//! The netrc file.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use xauth::tool::{Given, Slot};

use crate::common::{Place, basic, bearer, why_not};

const FILE: &str = ".netrc";

const LINE: &str = "machine h.example login alice password p1";

fn give(place: &Place) {
    let given = place.give("netrc", "h.example", &basic("alice", "p1"));
    assert!(
        matches!(&given, Given::To(slots) if slots.len() == 1),
        "{given:?}"
    );
}

fn take(place: &Place) {
    let taken = place.take("netrc", "h.example");
    assert_eq!(taken[0].gone.len(), 1, "{taken:?}");
}

#[test]
fn a_login_is_one_private_line_and_goes_without_a_trace() {
    let place = Place::new();
    give(&place);
    assert_eq!(place.read(FILE), format!("{LINE}\n"));
    let mode = fs::metadata(place.path(FILE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        place.tool("netrc").held(&Default::default()).unwrap().len(),
        1
    );
    take(&place);
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}

/// Our line goes to the end, or before `default`, and all around it stays byte for byte.
#[test]
fn what_else_is_in_the_file_stays_byte_for_byte() {
    for (before, with_ours) in [
        ("", format!("{LINE}\n")),
        ("\n\n", format!("\n\n{LINE}\n")),
        (
            "# mine\nmachine a login b password c # d\n",
            format!("# mine\nmachine a login b password c # d\n{LINE}\n"),
        ),
        (
            "machine a login b password c",
            format!("machine a login b password c\n{LINE}"),
        ),
        (
            "machine a\r\n\tlogin b\r\n\tpassword c\r\n",
            format!("machine a\r\n\tlogin b\r\n\tpassword c\r\n{LINE}\r\n"),
        ),
        (
            "machine a login b\r\npassword c",
            format!("machine a login b\r\npassword c\r\n{LINE}"),
        ),
        (
            "default login x password y\n",
            format!("{LINE}\ndefault login x password y\n"),
        ),
        (
            "machine a login b password c\n  default\n login x password y",
            format!("machine a login b password c\n  {LINE} default\n login x password y"),
        ),
        (
            "machine a login b password c default login x password y",
            format!("machine a login b password c {LINE} default login x password y"),
        ),
        (
            "macdef init\nmachine h.example login e password e\n\nmachine \"a b\" login \"c d\" password \"e\\\"f\"\n",
            format!(
                "macdef init\nmachine h.example login e password e\n\nmachine \"a b\" login \"c d\" password \"e\\\"f\"\n{LINE}\n"
            ),
        ),
    ] {
        let place = Place::new();
        place.write(FILE, before);
        give(&place);
        assert_eq!(place.read(FILE), with_ours);
        let again = place.give("netrc", "h.example", &basic("alice", "p2"));
        assert!(matches!(again, Given::To(_)), "{again:?}");
        assert_eq!(place.read(FILE), with_ours.replace("p1", "p2"));
        take(&place);
        assert_eq!(place.read(FILE), before);
    }
}

#[test]
fn an_entry_of_theirs_is_left_and_taken_away_only_when_asked_for() {
    let place = Place::new();
    let theirs = "machine a login b password c\n\n# mine\nmachine H.Example # note\n  login bob\n  # why\n  password p9\n\nmachine z login y password x\n";
    place.write(FILE, theirs);
    let given = place.give("netrc", "h.example", &basic("alice", "p1"));
    assert!(matches!(given, Given::Theirs(_)), "{given:?}");
    assert_eq!(place.read(FILE), theirs);

    let held = place.tool("netrc").held(&Default::default()).unwrap();
    assert_eq!(held.len(), 3);
    let slot = &held[1].slot;
    slot.change(&Default::default(), &mut |_| xauth::tool::slot::Wish::Clear)
        .unwrap();
    assert_eq!(
        place.read(FILE),
        "machine a login b password c\n\n# mine\n# note\n  # why\n\nmachine z login y password x\n"
    );
}

/// Python's reader takes the last of two entries and curl the first; a word that it does not know ends Python's reading.
#[test]
fn a_file_that_programs_read_differently_is_refused_and_stays() {
    for (text, at) in [
        ("machine a login b password two words\n", 31),
        ("login b\nmachine a login b password c\n", 0),
        ("\u{feff}machine a login b password c\n", 0),
        ("machine a login b password c\nmacdef init\nls\n", 29),
        ("machine a login b password", 18),
    ] {
        let place = Place::new();
        place.write(FILE, text);
        let failure = place
            .try_give("netrc", "h.example", &basic("alice", "p1"))
            .unwrap_err()
            .to_string();
        assert!(failure.contains(&format!("byte {at}")), "{text}: {failure}");
        assert_eq!(place.read(FILE), text);
    }
}

#[test]
fn what_readers_do_not_understand_alike_is_refused() {
    let place = Place::new();
    let netrc = place.tool("netrc");
    let why =
        |user: &str, password: &str| why_not(&*netrc, "h.example", &basic(user, password), None);
    for (user, password) in [
        ("", "p"),
        ("u", ""),
        ("u", "#p"),
        ("u", "a b"),
        ("u", "a\"b"),
        ("u", "a\\b"),
        ("ü", "p"),
        ("u", "a\tb"),
    ] {
        let why = why(user, password);
        assert!(
            why.starts_with("the user name ") || why.starts_with("the password "),
            "{why}"
        );
    }
    let long = "x".repeat(2000);
    assert!(why("u", &long).contains("too long"));
    let odd = "a#b'!$%&()*+,-./:;<=>?@[]^_`{|}~";
    place.give("netrc", "h.example", &basic("alice", odd));
    assert_eq!(
        place.read(FILE),
        format!("machine h.example login alice password {odd}\n")
    );

    let pair = basic("u", "p");
    assert!(why_not(&*netrc, "https://h.example/chan", &pair, None).contains("whole hosts only"));
    assert!(why_not(&*netrc, "[::1]", &pair, None).contains("IPv6"));
    assert!(
        why_not(&*netrc, "h.example", &bearer("t"), None).contains("user name and a password only")
    );
}

#[test]
fn the_file_is_the_one_that_programs_read() {
    let place = Place::with(&[("NETRC", "~/named")]);
    give(&place);
    assert_eq!(place.paths(), ["named"]);
    let place = Place::new();
    place.write("_netrc", "");
    give(&place);
    assert_eq!(place.paths(), ["_netrc"]);
}

/// So that a list of logins need not show our copy as a login of its own.
#[test]
fn ours_are_told_from_theirs() {
    let place = Place::new();
    place.write(FILE, "machine a login b password c\n");
    give(&place);
    let slot = |machine: &str| Slot::Netrc {
        path: place.path(FILE),
        machine: machine.into(),
    };
    let shares = place.shares();
    assert!(shares.has_put(&slot("h.example")).unwrap());
    assert!(!shares.has_put(&slot("a")).unwrap());
    place.write(FILE, "machine h.example login b password c\n");
    assert!(!shares.has_put(&slot("h.example")).unwrap());
}

#[test]
fn it_is_shared_with_only_by_name() {
    let place = Place::new();
    assert!(place.tool("netrc").is_only_named());
    assert!(!place.tool("mamba").is_only_named());
}
