//! conda's own places: token files.

use std::fs;

use url::Url;
use xauth::{
    target::Key,
    tool::{Given, Login},
};

use crate::common::{Place, conda_token, why_not};

#[test]
fn a_token_is_for_the_host_and_no_host_that_only_begins_like_it() {
    let place = Place::new();
    for (key, files) in [
        ("example.com", vec!["https%3A%2F%2Fexample.com%2F.token"]),
        (
            "*.anaconda.org",
            vec!["https%3A%2F%2Fconda.anaconda.org%2F.token"],
        ),
        (
            "*.prefix.dev",
            vec![
                "https%3A%2F%2Fprefix.dev%2F.token",
                "https%3A%2F%2Frepo.prefix.dev%2F.token",
            ],
        ),
        (
            "https://quetz.example:8443/get/chan",
            vec!["https%3A%2F%2Fquetz.example%3A8443%2Fget%2Fchan%2F.token"],
        ),
    ] {
        place.give("conda", key, &conda_token("tk-123"));
        let directory = place.path(".config/binstar");
        let mut found: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        found.sort();
        assert_eq!(found, files, "{key}");
        let first = format!(".config/binstar/{}", files[0]);
        assert_eq!(place.read(&first), "tk-123");
        place.take("conda", key);
        assert!(place.paths().is_empty(), "{:?}", place.paths());
    }
}

#[test]
fn a_login_typed_for_a_port_of_this_machine_is_for_that_port() {
    let place = Place::new();
    let (key, credential) = (Key::stored("localhost"), conda_token("tk-123"));
    let typed = Url::parse("http://localhost:8000/get/chan").unwrap();
    let login = Login::new(&key, &credential, Some(typed));
    let pieces = place.tool("conda").pieces(&login).unwrap();
    let paths: Vec<_> = pieces
        .iter()
        .map(|piece| piece.slot.path().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            place.path(".config/binstar/http%3A%2F%2Flocalhost%3A8000%2F.token"),
            place.path(".config/binstar/https%3A%2F%2Flocalhost%2F.token"),
        ]
    );
}

#[test]
fn tokens_that_would_go_astray_are_refused() {
    let place = Place::new();
    let conda = place.tool("conda");
    for (key, token, typed, reason) in [
        ("example.com", "pfx_abc", None, "cuts a token"),
        ("example.com", "tk.9", None, "cuts a token"),
        (
            "api.example.com",
            "tk-9",
            None,
            "`https://conda.example.com/` too",
        ),
        (
            "https://example.com/api/chan",
            "tk-9",
            None,
            "`https://example.com/conda/chan/` too",
        ),
        ("http://example.com/chan", "tk-9", None, "plain http"),
    ] {
        let why = why_not(&*conda, key, &conda_token(token), typed);
        assert!(why.contains(reason), "{key}: {why}");
    }
    let api = Some("https://api.example.com/chan");
    let login = conda_token("tk-9");
    let key = Key::stored("*.example.com");
    let typed = api.map(|url| Url::parse(url).unwrap());
    let login = Login::new(&key, &login, typed);
    assert!(conda.pieces(&login).is_ok());
}

#[test]
fn a_channel_alias_with_a_path_takes_the_token_elsewhere() {
    let place = Place::with(&[("CONDA_CHANNEL_ALIAS", "https://quetz.example/get")]);
    let conda = place.tool("conda");
    let why = why_not(&*conda, "quetz.example", &conda_token("tk-9"), None);
    assert!(why.contains("`https://quetz.example/get`"), "{why}");
    let given = place.give("conda", "other.example", &conda_token("tk-9"));
    assert!(matches!(given, Given::To(_)), "{given:?}");
}

#[test]
fn a_custom_channel_takes_the_token_elsewhere_too() {
    let place = Place::new();
    let names = "custom_channels:\n  general: https://u:canary-p@h.example/get\n";
    place.write(".condarc", names);
    let conda = place.tool("conda");
    let channel = "https://h.example/get/general";
    let why = why_not(&*conda, channel, &conda_token("tk-9"), None);
    assert!(why.contains("`https://h.example/get/general`"), "{why}");
    assert!(!why.contains("canary"), "{why}");
    let given = place.give("conda", "https://h.example/get/other", &conda_token("tk-9"));
    assert!(matches!(given, Given::To(_)), "{given:?}");
}
