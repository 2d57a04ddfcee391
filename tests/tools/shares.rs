//! What is remembered of shares: whose a value is, and what was made for it.

use xauth::tool::Given;

use crate::common::{Place, basic, conda_token};

const MAMBA: &str = ".mamba/auth/authentication.json";
const RECORD: &str = ".local/state/xauth/shares.json";

/// A host and a wildcard are one entry for mamba, which knows no wildcards.
#[test]
fn a_login_is_not_put_over_that_of_another_key_and_goes_with_its_own() {
    let place = Place::new();
    place.give("mamba", "h.example", &conda_token("tk-1"));
    let given = place.give("mamba", "*.h.example", &conda_token("tk-2"));
    assert!(matches!(given, Given::Theirs(_)), "{given:?}");
    assert!(place.read(MAMBA).contains("tk-1"));
    let given = place.force("mamba", "*.h.example", &conda_token("tk-2"));
    assert!(matches!(given, Given::To(_)), "{given:?}");
    place.take("mamba", "*.h.example");
    assert_eq!(place.read(MAMBA), "{}", "what was logged out of is gone");
    place.take("mamba", "h.example");
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}

#[test]
fn one_value_of_two_logins_stays_until_both_are_taken_back() {
    let place = Place::new();
    place.give("mamba", "h.example", &conda_token("tk-1"));
    place.give("mamba", "*.h.example", &conda_token("tk-1"));
    place.take("mamba", "h.example");
    assert!(place.read(MAMBA).contains("tk-1"));
    place.take("mamba", "*.h.example");
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}

#[test]
fn what_was_made_for_the_first_goes_with_the_last() {
    let place = Place::new();
    place.give("mamba", "a.example", &conda_token("tk-1"));
    place.give("mamba", "b.example", &conda_token("tk-2"));
    place.give("netrc", "a.example", &basic("u", "tk-1"));
    place.give("netrc", "b.example", &basic("u", "tk-2"));
    for key in ["a.example", "b.example"] {
        place.take("mamba", key);
        place.take("netrc", key);
    }
    assert!(place.paths().is_empty(), "{:?}", place.paths());
    assert!(!place.path(RECORD).exists());
}

#[test]
fn a_new_value_takes_the_place_of_the_old_one_and_only_that_is_ours() {
    let place = Place::new();
    for token in ["tk-1", "tk-2", "tk-2", "tk-1"] {
        place.give("mamba", "h.example", &conda_token(token));
    }
    let record = place.read(RECORD);
    assert_eq!(record.matches("marks").count(), 1, "{record}");
    assert!(!record.contains("tk-"), "{record}");
    place.write(MAMBA, &place.read(MAMBA).replace("tk-1", "tk-2"));
    assert_eq!(place.take("mamba", "h.example")[0].left.len(), 1);
}

#[test]
fn a_damaged_record_is_an_error_and_changes_nothing() {
    let place = Place::new();
    place.give("mamba", "h.example", &conda_token("tk-1"));
    let (before, record) = (place.read(MAMBA), place.read(RECORD));
    for text in [
        "",
        "{",
        "[]",
        &record[..record.len() - 2],
        "{\"shares\":[{}]}",
    ] {
        place.write(RECORD, text);
        let failure = place.try_give("mamba", "h.example", &conda_token("tk-2"));
        assert!(failure.is_err(), "{text}");
        assert!(place.shares().all().is_err(), "{text}");
        assert_eq!(
            (place.read(MAMBA), place.read(RECORD)),
            (before.clone(), text.into())
        );
    }
    // Nobody wrote this; it must not be the end of us.
    place.write(
        RECORD,
        &record.replace("\"marks\":[", "\"marks\":[],\"x\":["),
    );
    assert_eq!(place.take("mamba", "h.example")[0].left.len(), 1);
}

/// The tool removed its directory: taking back must not make it anew.
#[test]
fn what_is_gone_already_is_not_made_again() {
    let place = Place::new();
    place.write(".mamba/other", "");
    place.give("mamba", "h.example", &conda_token("tk-1"));
    std::fs::remove_dir_all(place.path(".mamba")).unwrap();
    let taken = place.take("mamba", "h.example");
    assert_eq!((taken[0].gone.len(), taken[0].failed.len()), (0, 0));
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}

/// The record is JSON, which has no name for such a place.
#[test]
fn a_place_that_cannot_be_recorded_is_an_error_and_is_left() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let home = crate::support::Home::new();
    let odd = home.path().join(OsStr::from_bytes(b"n\xff"));
    std::fs::create_dir(&odd).unwrap();
    let login = [
        "login",
        "h.example",
        "--conda-token",
        "-",
        "--share",
        "mamba",
    ];
    let run = home.xauth().args(login).args(["--store", "file"]);
    let ran = run.env("HOME", &odd).stdin("tk-9\n").run().fails_with(3);
    ran.notes("could not name all places in");
    assert!(!odd.join(MAMBA).exists());
}

#[test]
fn a_keyring_with_a_relative_path_is_found_again_from_elsewhere() {
    let home = crate::support::Home::new();
    let packages = "miniforge3/lib/python3.12/site-packages";
    home.write("miniforge3/bin/conda", "");
    home.write(
        format!("{packages}/conda_auth-0.3.0.dist-info/METADATA"),
        "",
    );
    let run = |folder: &str, arguments: &[&str]| {
        std::fs::create_dir_all(home.path().join(folder)).unwrap();
        home.xauth()
            .args(arguments)
            .cwd(home.path().join(folder))
            .env(
                "PYTHON_KEYRING_BACKEND",
                "anaconda_auth.token.AnacondaKeyring",
            )
            .env("ANACONDA_AUTH_KEYRING_PATH", "kring")
            .env("XAUTH_STORE", "file")
    };
    let login = ["login", "h.example", "--token", "-", "--share", "conda"];
    run("d1", &login).stdin("tk-9\n").run().ok();
    assert!(home.path().join("d1/kring").exists());
    run("d2", &["logout", "h.example"]).run().ok();
    assert!(!home.path().join("d1/kring").exists());
}
