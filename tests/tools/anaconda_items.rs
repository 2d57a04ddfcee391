//! anaconda-auth's keys in the keychain of the system, with its own code at the other end.

use std::{env, process::Command};

use xauth::tool::{Given, Slot, slot::Wish};

use crate::{
    bus::{beside_keyring, items},
    common::{Place, api_key, jwt},
    support::{Mode, anaconda},
};

const KEY: &str = "anaconda.com";
const STORAGE: &str = "ANACONDA_AUTH_PREFERRED_TOKEN_STORAGE";

fn place() -> Place {
    let names = ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"];
    let bus = names.map(|name| (name, env::var(name).unwrap_or_default()));
    let mut variables: Vec<(&str, &str)> =
        bus.iter().map(|(name, value)| (*name, &**value)).collect();
    variables.push((STORAGE, "system"));
    Place::with(&variables)
}

/// anaconda-auth's own code, with `TokenInfo` imported.
fn auth(place: &Place, code: &str) -> String {
    let code = format!("import keyring\nfrom anaconda_auth.token import TokenInfo\n{code}");
    let python = Command::new(anaconda())
        .args(["-c", &code])
        .env("HOME", place.home.path())
        .env(STORAGE, "system")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&python.stderr);
    assert!(python.status.success(), "{errors}");
    String::from_utf8(python.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

#[test]
fn a_key_is_the_item_that_anaconda_auth_would_have_made() {
    let name = "anaconda_items::a_key_is_the_item_that_anaconda_auth_would_have_made";
    beside_keyring(name, Mode::Unlocked, || {
        let place = place();
        place.give("anaconda", KEY, &api_key("one"));
        let ours = items();
        assert_eq!(auth(&place, "print(TokenInfo.load().api_key)"), jwt("one"));
        place.take("anaconda", KEY);
        assert!(items().is_empty());

        let save = format!(
            "TokenInfo(domain='anaconda.com', api_key='{}').save()",
            jwt("one")
        );
        auth(&place, &save);
        assert_eq!(ours, items());
        assert_eq!(ours.len(), 1);
    });
}

#[test]
fn organisations_tokens_stay_in_the_item_and_an_older_name_is_moved() {
    let name = "anaconda_items::organisations_tokens_stay_in_the_item_and_an_older_name_is_moved";
    beside_keyring(name, Mode::Unlocked, || {
        let place = place();
        auth(
            &place,
            "t = TokenInfo(domain='anaconda.cloud', version=1)\nt.set_repo_token('o', 'canary-org')\nt.save()",
        );
        let organisation = Slot::AnacondaRepoToken {
            path: None,
            domain: KEY.into(),
            organization: Some("o".into()),
        };
        let read = || organisation.read(&place.hands()).unwrap();
        assert_eq!(read().unwrap().expose(), "canary-org");
        place.give("anaconda", KEY, &api_key("one"));
        let code = "t = TokenInfo.load()\nprint(t.api_key, t.get_repo_token('o'), t.version, t.domain, \
                    keyring.get_password('Anaconda Cloud', 'anaconda.cloud'))";
        let wanted = format!("{} canary-org 2 anaconda.com None", jwt("one"));
        assert_eq!(auth(&place, code), wanted);
        place.take("anaconda", KEY);
        assert_eq!(read().unwrap().expose(), "canary-org");
        let held = place.tool("anaconda").held(&place.hands()).unwrap();
        assert_eq!(held.len(), 1, "{held:?}");
        assert_eq!(held[0].slot, organisation);
        organisation
            .change(&place.hands(), &mut |_| Wish::Clear)
            .unwrap();
        assert!(items().is_empty());
    });
}

#[test]
fn a_key_of_its_own_stays_and_without_a_keychain_it_is_a_reason() {
    let name = "anaconda_items::a_key_of_its_own_stays_and_without_a_keychain_it_is_a_reason";
    beside_keyring(name, Mode::Unlocked, || {
        let place = place();
        auth(
            &place,
            "TokenInfo(domain='anaconda.com', api_key='canary').save()",
        );
        let before = items();
        let given = place.give("anaconda", KEY, &api_key("one"));
        assert!(matches!(given, Given::Theirs(_)), "{given:?}");
        assert_eq!(items(), before);
    });
    let place = Place::with(&[(STORAGE, "system")]);
    match place.give("anaconda", KEY, &api_key("one")) {
        Given::Unusable(unusable) => {
            let wanted = "anaconda-auth is set to keep keys in a keyring that cannot be used: ";
            assert!(
                unusable.why.starts_with(wanted) && unusable.is_passing,
                "{unusable:?}"
            );
        }
        other => panic!("{other:?}"),
    }
}
