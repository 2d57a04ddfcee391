//! anaconda-client's and anaconda-auth's own code on the files that we write, and we on theirs.

use xauth::{
    Secret,
    tool::{Hands, Slot, slot::Wish},
};

use crate::{
    common::{Place, conda_token},
    support::{Home, Run, anaconda},
};

const KEY: &str = "*.anaconda.org";
const NAME: &str = "https%3A%2F%2Fapi.anaconda.org.token";
const KEYRING: &str = ".anaconda/keyring";
const SERVICE: &str = "conda-auth::token::https://h.example/chan";

type Variables = &'static [(&'static str, &'static str)];

/// Where each environment has the two token files.
const PLACES: [(Variables, [&str; 2]); 3] = [
    (
        &[],
        [".config/binstar", ".continuum/anaconda-client/tokens"],
    ),
    (
        &[("XDG_CONFIG_HOME", "~/cfg")],
        ["cfg/binstar", ".continuum/anaconda-client/tokens"],
    ),
    (
        &[("BINSTAR_CONFIG_DIR", "~/b")],
        ["b/data", "b/data/tokens"],
    ),
];

/// Runs a script of `tests/services` with their Python, in the home and with its variables.
fn script(place: &Place, variables: Variables, name: &str, arguments: &[&str]) -> String {
    let home = place.home.path().to_str().unwrap();
    let script = format!("{}/tests/services/{name}.py", env!("CARGO_MANIFEST_DIR"));
    let variables = variables.iter();
    let variables = variables.map(|(name, value)| (*name, value.replace('~', home)));
    let run = Run::new(anaconda()).args([script]).args(arguments);
    let run = run.env("HOME", home).envs(variables).cwd(home);
    run.run().ok().out.trim_end().to_owned()
}

fn client(place: &Place, variables: Variables, arguments: &[&str]) -> String {
    script(place, variables, "anaconda_token", arguments)
}

fn auth(place: &Place, arguments: &[&str]) -> String {
    script(place, &[], "anaconda_key", arguments)
}

#[test]
fn anaconda_client_loads_the_token_that_we_gave_it_from_either_directory() {
    for (variables, directories) in PLACES {
        let place = Place::with(variables);
        assert_eq!(client(&place, variables, &["load"]), "None");
        place.give("anaconda", KEY, &conda_token("al-1234"));
        for directory in directories {
            assert_eq!(client(&place, variables, &["load"]), "al-1234");
            std::fs::remove_file(place.path(directory).join(NAME)).unwrap();
        }
        assert_eq!(client(&place, variables, &["load"]), "None");
        place.take("anaconda", KEY);
    }
}

#[test]
fn a_login_with_the_built_program_is_one_for_anaconda_client() {
    let home = Home::new();
    let load = || {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/services/anaconda_token.py"
        );
        home.run(anaconda()).args([script, "load"]).run().ok().out
    };
    let login = [
        "login",
        "anaconda.org",
        "--conda-token",
        "-",
        "--share",
        "anaconda",
    ];
    home.xauth().args(login).stdin("al-1234").run().ok();
    assert_eq!(load(), "al-1234\n");
    home.xauth().args(["logout", "anaconda.org"]).run().ok();
    assert_eq!(load(), "None\n");
}

#[test]
fn anaconda_client_and_we_write_the_same_bytes() {
    for (variables, directories) in PLACES {
        let [ours, theirs] = [Place::with(variables), Place::with(variables)];
        ours.give("anaconda", KEY, &conda_token("al-1234"));
        client(&theirs, variables, &["store", "al-1234"]);
        for directory in directories {
            let name = format!("{directory}/{NAME}");
            assert_eq!(ours.read(&name), theirs.read(&name));
        }
        client(&ours, variables, &["remove"]);
        assert!(!ours.paths().iter().any(|path| path.ends_with(".token")));
    }
}

#[test]
fn what_anaconda_client_stored_is_listed() {
    for (variables, directories) in PLACES {
        let place = Place::with(variables);
        client(&place, variables, &["store", "al-1234"]);
        let held = place.tool("anaconda").held(&Hands::default()).unwrap();
        let listed = held.iter().map(|held| {
            let token = held.credential.as_ref().unwrap().scheme();
            let path = held.slot.path().unwrap().to_owned();
            (path, &*held.site, token.only_field().unwrap())
        });
        let wanted = directories.map(|directory| {
            let path = place.path(directory).join(NAME);
            (path, "https://api.anaconda.org", "al-1234")
        });
        assert_eq!(listed.collect::<Vec<_>>(), wanted);
    }
}

fn slot(place: &Place) -> Slot {
    Slot::AnacondaKeyring {
        path: place.path(KEYRING),
        service: SERVICE.into(),
        account: "token".into(),
    }
}

fn change(place: &Place, wish: &Wish) {
    let changed = slot(place).change(&Hands::default(), &mut |_| wish.clone());
    changed.unwrap();
}

#[test]
fn the_keyring_of_anaconda_auth_returns_what_we_put_there() {
    let place = Place::new();
    for secret in ["tk-123", "é\"\\ 😀"] {
        change(&place, &Wish::Hold(Secret::new(secret)));
        assert_eq!(auth(&place, &["get", SERVICE, "token"]), secret);
        let ours = place.read(KEYRING);
        auth(&place, &["set", SERVICE, "token", secret]);
        assert_eq!(place.read(KEYRING), ours);
    }
    change(&place, &Wish::Clear);
    assert_eq!(auth(&place, &["get", SERVICE, "token"]), "None");
}

#[test]
fn what_anaconda_auth_put_in_its_keyring_is_read_and_its_own_key_stays() {
    let place = Place::new();
    auth(&place, &["save", "canary-key"]);
    let before = place.read(KEYRING);
    auth(&place, &["set", SERVICE, "token", "é-1"]);
    let held = slot(&place).read(&Hands::default()).unwrap();
    assert_eq!(held.unwrap().expose(), "é-1");

    change(&place, &Wish::Hold(Secret::new("tk-2")));
    assert_eq!(auth(&place, &["load"]), "canary-key");
    change(&place, &Wish::Clear);
    assert_eq!(place.read(KEYRING), before);
    assert_eq!(auth(&place, &["load"]), "canary-key");
}
