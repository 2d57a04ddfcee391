//! Items of Python's keyring library, with that library itself at the other end.

use std::process::Command;

use xauth::{
    Env, Secret,
    store::keychain::{Keyring, Patience},
    tool::{Hands, Slot, slot::Wish},
};

use crate::{
    bus::{beside_keyring, hands, items, run_python},
    common::Place,
    support::Mode,
};

const SERVICE: &str = "conda-auth::token::https://h.example/chan";

fn slot() -> Slot {
    Slot::Keyring {
        service: SERVICE.into(),
        account: "token".into(),
    }
}

fn hold(secret: &str) {
    let hold = &mut |_: Option<&_>| Wish::Hold(Secret::new(secret));
    slot().change(&hands(), hold).unwrap();
}

/// What Python prints, with the service and the account as `S` and `A`.
fn python(code: &str) -> String {
    run_python(&format!("S, A = {SERVICE:?}, 'token'\n{code}"))
}

#[test]
fn what_we_write_is_what_python_would_have_written() {
    let name = "keyring::what_we_write_is_what_python_would_have_written";
    beside_keyring(name, Mode::Unlocked, || {
        hold("tk-123");
        let ours = items();
        assert_eq!(python("print(keyring.get_password(S, A))"), "tk-123");

        python("keyring.delete_password(S, A)");
        assert!(items().is_empty());
        python("keyring.set_password(S, A, 'tk-123')");
        assert_eq!(ours, items());
        assert_eq!(ours.len(), 1);
    });
}

#[test]
fn what_python_writes_is_read_changed_in_place_and_removed() {
    let name = "keyring::what_python_writes_is_read_changed_in_place_and_removed";
    beside_keyring(name, Mode::Unlocked, || {
        python("keyring.set_password(S, A, 'theirs-é')");
        let held = slot().read(&hands()).unwrap();
        assert_eq!(held.unwrap().expose(), "theirs-é");

        hold("ours");
        // Python writes over ours, and makes no second item.
        let code =
            "assert keyring.get_password(S, A) == 'ours'\nkeyring.set_password(S, A, 'again')";
        python(code);
        assert_eq!(items().len(), 1);
        slot().change(&hands(), &mut |_| Wish::Clear).unwrap();
        assert!(items().is_empty());
        assert!(slot().read(&hands()).unwrap().is_none());
    });
}

#[test]
fn an_item_of_another_program_gives_way_to_one_that_python_finds() {
    let name = "keyring::an_item_of_another_program_gives_way_to_one_that_python_finds";
    beside_keyring(name, Mode::Unlocked, || {
        let store = "printf odd | secret-tool store --label=odd service \"$0\" username token";
        let mut shell = Command::new("sh");
        assert!(
            shell
                .args(["-c", store, SERVICE])
                .status()
                .unwrap()
                .success()
        );
        hold("ours");
        let code = "keyring.set_password(S, A, 'python')\nprint(keyring.get_password(S, A))";
        assert_eq!(python(code), "python");
        assert_eq!(items().len(), 1);
    });
}

#[test]
fn services_are_listed_by_their_beginning() {
    let name = "keyring::services_are_listed_by_their_beginning";
    beside_keyring(name, Mode::Unlocked, || {
        let record = "conda-auth::credential::my-channel";
        python(&format!(
            "keyring.set_password(S, A, '1')\nkeyring.set_password('conda-auth', 'x', '2')\n\
             keyring.set_password({record:?}, 'credential', '3')"
        ));
        let keyring = Keyring::of(&Env::capture(), Patience::ALONE);
        let found = keyring.list("conda-auth::").unwrap();
        let wanted = [(record, "credential"), (SERVICE, "token")]
            .map(|(service, account)| (service.to_owned(), account.to_owned()));
        assert_eq!(found, wanted);
    });
}

fn refused(reason: &str) {
    let hold = &mut |_: Option<&_>| Wish::Hold(Secret::new("t"));
    let failure = slot().change(&hands(), hold).unwrap_err();
    assert!(failure.to_string().contains(reason), "{failure}");
}

#[test]
fn a_locked_keyring_says_so() {
    let name = "keyring::a_locked_keyring_says_so";
    beside_keyring(name, Mode::Locked, || refused("it is locked"));
}

#[test]
fn a_bus_without_a_keyring_says_so() {
    let name = "keyring::a_bus_without_a_keyring_says_so";
    beside_keyring(name, Mode::Absent, || refused("no Secret Service"));
    let failure = slot().read(&Hands::default()).unwrap_err();
    assert!(failure.to_string().contains("no keyring"), "{failure}");
}

const ANACONDA: &str = ".anaconda/keyring";

#[test]
fn the_file_of_anaconda_keeps_order_and_other_services() {
    let place = Place::new();
    let theirs = r#"{"Zoo": {"a": "b"}, "Anaconda Cloud": {"anaconda.com": "eyJ\u00e9"}}"#;
    place.write(ANACONDA, theirs);
    let slot = Slot::AnacondaKeyring {
        path: place.path(ANACONDA),
        service: SERVICE.into(),
        account: "token".into(),
    };
    let change = |wish: Wish| {
        slot.change(&Hands::default(), &mut |_| wish.clone())
            .unwrap()
    };
    change(Wish::Hold(Secret::new("tk-é\"")));
    let (theirs_open, ours) = (&theirs[..theirs.len() - 1], r#"{"token": "tk-\u00e9\""}"#);
    assert_eq!(
        place.read(ANACONDA),
        format!("{theirs_open}, {SERVICE:?}: {ours}}}")
    );
    let held = slot.read(&Hands::default()).unwrap().unwrap();
    assert_eq!(held.expose(), "tk-é\"");
    change(Wish::Clear);
    assert_eq!(place.read(ANACONDA), theirs);

    for damaged in [
        "[]",
        "{\"a\": ",
        "{\"conda-auth::token::https://h.example/chan\": 3}",
    ] {
        place.write(ANACONDA, damaged);
        assert!(slot.read(&Hands::default()).is_err(), "{damaged}");
        let hold = &mut |_: Option<&_>| Wish::Hold(Secret::new("t"));
        assert!(slot.change(&Hands::default(), hold).is_err());
        assert_eq!(place.read(ANACONDA), damaged);
    }
}
