//! Credentials in clear in conda's files: all are found, and each goes without anything else.

use std::os::unix::fs::PermissionsExt;

use xauth::{
    Env,
    condarc::{Found, conceal, secrets, secrets_in},
};

use crate::common::Place;

const FILE: &str = ".condarc";

const TEXT: &str = r#"# mine
channels:
  - https://h.example/t/canary-1/chan   # the first
  - 'https://bob:canary%402@h.example:8443/it''s'
  - "https://h.example/t/$TOKEN/chan"
  - https://h.example/plain
  - defaults
channel_alias: https://h.example/conda/t/canary-3
custom_channels:
  pro: https://bob:canary-4@pro.example
custom_multichannels:
  both: [https://h.example/t/canary-5/a, "https://h.example/t/canary-6/b",]
channel_settings:
  - channel: https://s.example/*
    auth: token # by hand
    token: canary-7
  - {channel: https://u.example/c, auth: http-basic, username: bob, password: canary-8}
  - channel: https://h.example/t/canary-9/c
proxy_servers:
  http: http://bob:pass@proxy.example
"#;

fn found_in(place: &Place) -> Vec<Found> {
    secrets_in(&place.path(FILE)).unwrap()
}

#[test]
fn every_credential_is_found_with_its_place() {
    let place = Place::new();
    place.write(FILE, TEXT);
    let found = found_in(&place);
    let seen: Vec<_> = found
        .iter()
        .map(|found| {
            let name = found
                .credential
                .as_ref()
                .map(|credential| credential.scheme().name());
            (
                found.line,
                found.key.as_str(),
                found.site.as_str(),
                name.unwrap_or("-"),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (3, "channels[0]", "https://h.example/chan", "conda-token"),
            (4, "channels[1]", "https://h.example:8443/it's", "basic"),
            (5, "channels[2]", "https://h.example/chan", "-"),
            (8, "channel_alias", "https://h.example/conda", "conda-token"),
            (10, "custom_channels.pro", "https://pro.example", "basic"),
            (
                12,
                "custom_multichannels.both[0]",
                "https://h.example/a",
                "conda-token"
            ),
            (
                12,
                "custom_multichannels.both[1]",
                "https://h.example/b",
                "conda-token"
            ),
            (
                16,
                "channel_settings[0].token",
                "https://s.example/*",
                "bearer"
            ),
            (
                17,
                "channel_settings[1].password",
                "https://u.example/c",
                "basic"
            ),
            (
                18,
                "channel_settings[2].channel",
                "https://h.example/c",
                "conda-token"
            ),
        ]
    );
    assert!(found[2].is_variable && !found[0].is_variable);
    let password = found[1].credential.as_ref().unwrap().scheme().fields()[1].1;
    assert_eq!(password, "canary@2");
    assert!(!format!("{found:?}").contains("canary"), "{found:?}");
}

#[test]
fn each_goes_without_anything_else() {
    let place = Place::new();
    place.write(FILE, TEXT);
    let mode = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(place.path(FILE), mode).unwrap();
    for found in found_in(&place)
        .iter()
        .filter(|found| found.credential.is_ok())
    {
        assert!(conceal(found).unwrap(), "{}", found.key);
        assert!(!conceal(found).unwrap(), "{}: twice", found.key);
    }
    let wanted = TEXT
        .replace("t/canary-1/", "")
        .replace("bob:canary%402@", "")
        .replace("/t/canary-3", "")
        .replace("bob:canary-4@", "")
        .replace("t/canary-5/", "")
        .replace("t/canary-6/", "")
        .replace("    token: canary-7\n", "")
        .replace(", password: canary-8", "")
        .replace("t/canary-9/", "");
    assert_eq!(place.read(FILE), wanted);
    let mode = place.path(FILE).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
    assert_eq!(found_in(&place).len(), 1);
}

#[test]
fn what_was_changed_since_stays() {
    let place = Place::new();
    place.write(FILE, TEXT);
    let found = found_in(&place);
    let changed = TEXT.replace("canary-1", "canary-x");
    place.write(FILE, &changed);
    assert!(!conceal(&found[0]).unwrap());
    place.write(FILE, "channels: []\n");
    assert!(!conceal(&found[0]).unwrap());
    std::fs::remove_file(place.path(FILE)).unwrap();
    assert!(!conceal(&found[0]).unwrap());
    assert!(!place.path(FILE).exists());
}

#[test]
fn all_of_the_users_files_are_read_once() {
    let place = Place::new();
    let path = |name: &str| place.path(name).display().to_string();
    let env = Env::of([
        ("HOME", path("")),
        ("XDG_CONFIG_HOME", path(".config")),
        ("CONDARC", path("own.yml")),
    ]);
    let text = |name: &str| format!("channels: [https://h.example/t/{name}/c]\n");
    let files = [
        ".config/conda/.condarc",
        ".config/conda/condarc.d/a.yml",
        ".config/conda/condarc.d/b.yaml",
        ".conda/condarc",
        ".condarc",
        "own.yml",
    ];
    for (number, file) in files.iter().enumerate() {
        place.write(file, &text(&format!("tk-{number}")));
    }
    place.write(".config/conda/condarc.d/c.txt", &text("tk-x"));
    let found = secrets(&env).unwrap();
    let wanted: Vec<_> = files.iter().map(|file| place.path(file)).collect();
    let read: Vec<_> = found.into_iter().map(|found| found.file).collect();
    assert_eq!(read, wanted);
}

#[test]
fn a_file_that_cannot_be_understood_is_named() {
    let place = Place::new();
    place.write(FILE, "channels: [https://h.example/t/canary/c\n");
    let env = Env::of([("HOME", place.path(""))]);
    let failure = secrets(&env).unwrap_err().to_string();
    assert!(
        failure.contains(".condarc") && !failure.contains("canary"),
        "{failure}"
    );
}

/// One change may not reach two places: an anchor stays as long as an alias needs it.
#[test]
fn an_anchor_is_not_changed_under_its_alias() {
    let place = Place::new();
    let text = "x: &u https://h.example/t/tk-1/c\nchannels: [*u]\nchannel_alias: &v https://h.example/t/tk-2/c\ndefault_channels: [*v]\n";
    place.write(FILE, text);
    let found = found_in(&place);
    assert!(conceal(&found[0]).unwrap());
    conceal(&found[1]).unwrap_err();
    assert!(conceal(&found[2]).unwrap());
    assert!(conceal(&found[1]).unwrap());
    assert_eq!(
        place.read(FILE),
        "x: &u https://h.example/t/tk-1/c\nchannels: [https://h.example/c]\nchannel_alias: &v https://h.example/c\ndefault_channels: [https://h.example/c]\n"
    );
}
