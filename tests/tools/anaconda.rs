//! anaconda-client's token files.

use std::os::unix::fs::PermissionsExt;

use xauth::{
    scheme::Credential,
    tool::{Given, Hands},
};

use crate::common::{Place, bearer, conda_token, why_not};

const NAME: &str = "https%3A%2F%2Fapi.anaconda.org.token";
const KEY: &str = "*.anaconda.org";

fn token(credential: &Credential) -> &str {
    credential.scheme().only_field().unwrap()
}

#[test]
fn a_token_is_put_in_both_directories_and_taken_back_without_a_trace() {
    for (variables, directories) in [
        (
            vec![],
            [".config/binstar", ".continuum/anaconda-client/tokens"],
        ),
        (
            vec![("XDG_CONFIG_HOME", "~/cfg")],
            ["cfg/binstar", ".continuum/anaconda-client/tokens"],
        ),
        (
            vec![("BINSTAR_CONFIG_DIR", "~/b"), ("XDG_CONFIG_HOME", "~/cfg")],
            ["b/data", "b/data/tokens"],
        ),
    ] {
        let place = Place::with(&variables);
        place.give("anaconda", KEY, &conda_token("ca-9"));
        for directory in directories {
            let name = format!("{directory}/{NAME}");
            assert_eq!(place.read(&name), "ca-9");
            let mode = place.path(&name).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        place.take("anaconda", KEY);
        assert!(place.paths().is_empty(), "{:?}", place.paths());
    }
}

#[test]
fn a_token_of_its_own_stays() {
    let place = Place::new();
    let name = format!(".config/binstar/{NAME}");
    place.write(&name, "theirs-1");
    let given = place.give("anaconda", KEY, &conda_token("ca-9"));
    assert!(matches!(given, Given::Theirs(_)), "{given:?}");
    assert_eq!(place.paths(), [".config", ".config/binstar", &name]);
    assert_eq!(place.read(&name), "theirs-1");
}

#[test]
fn every_token_file_is_listed() {
    let place = Place::new();
    place.write(&format!(".config/binstar/{NAME}"), "own-1\n");
    place.write(
        ".config/binstar/https%3A%2F%2Fquetz.example%2F.token",
        "q-1",
    );
    place.write(".config/binstar/empty.token", "");
    place.write(".config/binstar/config.yaml", "url: x\n");
    let tokens = ".continuum/anaconda-client/tokens";
    place.write(&format!("{tokens}/{NAME}"), "own-1");
    place.write(&format!("{tokens}/https%3A%2F%2Fbad.example.token"), "a/b");
    let held = place.tool("anaconda").held(&Hands::default()).unwrap();
    let listed: Vec<(&str, Option<&str>)> = held
        .iter()
        .map(|held| (&*held.site, held.credential.as_ref().ok().map(token)))
        .collect();
    let wanted = [
        ("https://api.anaconda.org", Some("own-1")),
        ("https://quetz.example/", Some("q-1")),
        ("https://api.anaconda.org", Some("own-1")),
        ("https://bad.example", None),
    ];
    assert_eq!(listed, wanted);
}

/// conda stops at a link to nothing.
#[test]
fn a_token_file_that_is_a_link_goes_with_what_it_leads_to() {
    let place = Place::new();
    place.give("anaconda", KEY, &conda_token("ca-9"));
    let file = place.path(&format!(".config/binstar/{NAME}"));
    std::fs::rename(&file, place.path("moved")).unwrap();
    std::os::unix::fs::symlink(place.path("moved"), &file).unwrap();
    place.take("anaconda", KEY);
    assert!(!file.is_symlink() && !place.path("moved").exists());
}

#[test]
fn what_it_cannot_use_is_refused_with_the_reason() {
    let place = Place::new();
    let anaconda = place.tool("anaconda");
    for (key, credential, reason) in [
        (KEY, bearer("t"), "with a conda token"),
        ("*.example.com", conda_token("t-1"), "all of anaconda.org"),
        (
            "conda.anaconda.org",
            conda_token("t-1"),
            "all of anaconda.org",
        ),
        (
            "https://conda.anaconda.org/chan",
            conda_token("t-1"),
            "all of anaconda.org",
        ),
    ] {
        let why = why_not(&*anaconda, key, &credential, None);
        assert!(why.contains(reason), "{key}: {why}");
    }
}
