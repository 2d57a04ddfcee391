//! What conda-auth finds: its entries in `.condarc`, and its secrets in Python's keyring.

use url::Url;
use xauth::{
    scheme::Credential,
    target::Key,
    tool::{Given, Login, Slot, Theirs, Unusable},
};

use crate::{
    bus::{beside_keyring, items, run_python},
    common::{Place, basic, bearer},
    support::Mode,
};

const OLD: &str = "conda_auth-0.2.1";
const NEW: &str = "conda_auth-0.2.2.dev29+g1ce8c87";

/// A home with a conda that has these Python packages, beside the keyring of the process.
fn place(packages: &[&str]) -> Place {
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
    place_with(packages, &[("DBUS_SESSION_BUS_ADDRESS", &*bus)])
}

/// The same without a keyring, and with these variables.
fn place_with(packages: &[&str], variables: &[(&str, &str)]) -> Place {
    let place = Place::with(variables);
    place.write("miniforge3/bin/conda", "");
    for package in packages {
        let file = format!("miniforge3/lib/python3.12/site-packages/{package}.dist-info/METADATA");
        place.write(&file, "");
    }
    place
}

/// Gives conda a login that was typed for `channel`.
fn give(place: &Place, key: &str, credential: &Credential, channel: Option<&str>) -> Given {
    let (key, channel) = (
        Key::stored(key),
        channel.map(|channel| Url::parse(channel).unwrap()),
    );
    let login = Login::new(&key, credential, channel);
    let shares = place.shares();
    shares
        .give(&*place.tool("conda"), &login, Theirs::Stays)
        .unwrap()
}

fn refusal(place: &Place, key: &str, credential: &Credential, channel: Option<&str>) -> Unusable {
    match give(place, key, credential, channel) {
        Given::Unusable(unusable) => unusable,
        other => panic!("{other:?}"),
    }
}

fn password(service: &str, account: &str) -> String {
    run_python(&format!(
        "print(keyring.get_password({service:?}, {account:?}))"
    ))
}

/// That `take` leaves nothing but what was there before.
fn leaves_no_trace(place: &Place, key: &str) {
    let taken = place.take("conda", key);
    assert!(
        taken[0].failed.is_empty() && taken[0].left.is_empty(),
        "{taken:?}"
    );
    assert_eq!(items(), []);
    let mut paths = place.paths();
    paths.retain(|path| !path.starts_with("miniforge3"));
    assert!(paths.is_empty(), "{paths:?}");
}

#[test]
fn a_version_without_patterns_gets_the_channel_in_both_forms() {
    let name = "conda_auth::a_version_without_patterns_gets_the_channel_in_both_forms";
    beside_keyring(name, Mode::Unlocked, || {
        let place = place(&[OLD]);
        let channel = "https://h.example/chan";
        let given = give(&place, "h.example", &bearer("tk-123"), Some(channel));
        assert!(
            matches!(&given, Given::To(slots) if slots.len() == 3),
            "{given:?}"
        );
        let record = password(&format!("conda-auth::credential::{channel}"), "credential");
        let wanted = r#"{"target": "https://h.example/chan", "auth_type": "token", "username": "token", "token": "tk-123"}"#;
        assert_eq!(record, wanted);
        let bare = password(&format!("conda-auth::token::{channel}"), "token");
        assert_eq!(bare, "tk-123");
        assert_eq!(
            place.read(".condarc"),
            "channel_settings:\n  - channel: \"https://h.example/chan\"\n    auth: \"token\"\n    auth_target: \"https://h.example/chan\"\n"
        );
        leaves_no_trace(&place, "h.example");
    });
}

#[test]
fn a_version_with_patterns_gets_the_host() {
    let name = "conda_auth::a_version_with_patterns_gets_the_host";
    beside_keyring(name, Mode::Unlocked, || {
        let place = place(&[NEW]);
        give(&place, "*.prefix.dev", &bearer("tk-123"), None);
        let service = "conda-auth::credential::https://repo.prefix.dev";
        let record = password(service, "credential");
        let wanted = r#"{"target": "https://repo.prefix.dev", "auth_type": "token", "username": "token", "token": "tk-123"}"#;
        assert_eq!(record, wanted);
        let condarc = place.read(".condarc");
        assert!(
            condarc.contains("channel: \"https://repo.prefix.dev/*\""),
            "{condarc}"
        );
        assert!(condarc.contains("auth_target: \"https://repo.prefix.dev\""));
        leaves_no_trace(&place, "*.prefix.dev");
    });
}

#[test]
fn a_password_for_one_channel_goes_with_its_user_name() {
    let name = "conda_auth::a_password_for_one_channel_goes_with_its_user_name";
    beside_keyring(name, Mode::Unlocked, || {
        let place = place(&[OLD]);
        let key = "https://h.example/chan";
        let login = basic("bob", "canary-\"p");
        give(&place, key, &login, None);
        let bare = password(&format!("conda-auth::http-basic::{key}"), "bob");
        assert_eq!(bare, "canary-\"p");
        let condarc = place.read(".condarc");
        assert!(condarc.contains("auth: \"http-basic\"") && condarc.contains("username: \"bob\""));
        leaves_no_trace(&place, key);

        let login = basic("bob", "pässword");
        let why = refusal(&place, key, &login, None).why;
        assert!(why.contains("outside ASCII"), "{why}");
    });
}

#[test]
fn the_file_of_anaconda_auth_is_written_too_and_serves_alone() {
    let name = "conda_auth::the_file_of_anaconda_auth_is_written_too_and_serves_alone";
    let channel = "https://h.example/chan";
    let packages = [NEW, "anaconda_auth-0.15.3"];
    beside_keyring(name, Mode::Unlocked, || {
        let place = place(&packages);
        give(&place, channel, &bearer("tk-123"), None);
        assert_eq!(items().len(), 2);
        let file = place.read(".anaconda/keyring");
        let bare = r#""conda-auth::token::https://h.example/chan": {"token": "tk-123"}"#;
        assert!(file.contains(bare), "{file}");
        leaves_no_trace(&place, channel);
    });
    let place = place_with(&packages, &[]);
    let given = give(&place, channel, &bearer("tk-123"), None);
    assert!(
        matches!(&given, Given::To(slots) if slots.len() == 3),
        "{given:?}"
    );
}

#[test]
fn what_conda_auth_could_not_use_is_refused_with_what_to_do() {
    let channel = Some("https://h.example/chan");
    let bearer = bearer("tk-123");
    let unusable = refusal(&place_with(&[], &[]), "h.example", &bearer, channel);
    assert!(unusable.hint.unwrap().contains("conda install -n base"));
    let why = refusal(&place_with(&[NEW], &[]), "h.example", &bearer, channel).why;
    assert!(why.contains("no D-Bus session"), "{why}");
    let off = [("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")];
    let why = refusal(&place_with(&[NEW], &off), "h.example", &bearer, channel).why;
    assert!(why.contains("`keyring.backends.null.Keyring`"), "{why}");
    let why = refusal(&place_with(&[OLD], &[]), "h.example", &bearer, None).why;
    assert!(why.contains("single channels only"), "{why}");
    for (key, reason) in [
        ("https://mirror.example/pkgs/main", "`defaults`"),
        ("http://h.example/chan", "plain http"),
        ("repo.anaconda.com", "`defaults`"),
        ("[::1]", "patterns"),
    ] {
        let why = refusal(&place_with(&[NEW], &[]), key, &bearer, None).why;
        assert!(why.contains(reason), "{key}: {why}");
    }
}

#[test]
fn what_conda_auth_holds_is_listed() {
    let name = "conda_auth::what_conda_auth_holds_is_listed";
    beside_keyring(name, Mode::Unlocked, || {
        run_python(
            r#"
import json
put = keyring.set_password
put("conda-auth::token::my-channel", "token", "tk-1")
put("conda-auth::http-basic::https://h.example/chan", "bob", "canary-p")
record = {"target": "https://q.example", "auth_type": "token", "username": "token", "token": "tk-2"}
put("conda-auth::credential::https://q.example", "credential", json.dumps(record))
put("unrelated", "x", "y")
"#,
        );
        let place = place(&[NEW]);
        let held = place.tool("conda").held(&place.hands()).unwrap();
        let listed: Vec<(&str, &str)> = held
            .iter()
            .map(|held| {
                let scheme = held.credential.as_ref().unwrap().scheme().name();
                (&*held.site, scheme)
            })
            .collect();
        let wanted = [
            ("https://q.example", "bearer"),
            ("https://h.example/chan", "basic"),
            ("https://conda.anaconda.org/my-channel", "conda-token"),
        ];
        assert_eq!(listed, wanted);
        assert!(matches!(held[0].slot, Slot::Keyring { .. }));
    });
}
