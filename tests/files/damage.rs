//! Files that are damaged, foreign or huge: P34, P37 to P39.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::common::{bearer, entries, files, leftovers, login, logout};
use crate::support::{Home, Run};

/// Every command refuses the file, leaves it as it is, and says where it is damaged without quoting it.
#[track_caller]
fn refused(bytes: &[u8], at: &str) {
    for file in files(&Home::new()) {
        let name = file.file_name().unwrap();
        let home = Home::new();
        let secret = home.canary();
        let bytes = with_secret(bytes, secret.as_bytes());
        let path = home.write(Path::new(".rattler").join(name), &bytes);
        for run in [
            login(&home, "a.example", &home.canary()),
            logout(&home, "a.example"),
            home.xauth().args(["status"]),
            home.xauth().args(["token", "a.example"]),
            home.xauth().args(["which", "https://a.example"]),
        ] {
            let ran = run.run().fails_with(3);
            let ran = ran.notes(&path.display().to_string()).notes(at);
            assert!(ran.out.is_empty(), "{ran}");
            assert_eq!(fs::read(&path).unwrap(), bytes, "{ran}");
        }
        assert!(leftovers(home.path()).is_empty());
    }
}

/// The secret in the place of the word CANARY, if it is there.
fn with_secret(bytes: &[u8], secret: &[u8]) -> Vec<u8> {
    match bytes.windows(6).position(|word| word == b"CANARY") {
        Some(at) => [&bytes[..at], secret, &bytes[at + 6..]].concat(),
        None => bytes.to_vec(),
    }
}

#[test]
fn p34_truncated_text_is_refused() {
    refused(br#"{"a.example":{"BearerToken":"CANARY"#, "at byte ");
    refused(br#"{"#, "at byte ");
}

#[test]
fn p34_garbage_is_refused() {
    refused(b"\0\0\0\0\0\0\0\0", "at byte 0");
    refused(b"CANARY", "at byte 0");
    refused(br#"{"a.example":{"BearerToken":"x"}} CANARY"#, "at byte 34");
}

#[test]
fn p38_two_entries_of_one_key_are_refused() {
    let twice = br#"{"a.example":{"BearerToken":"CANARY"},"a.example":{"BearerToken":"y"}}"#;
    refused(twice, "two entries have the same key");
    // The same key in other letters of JSON.
    refused(
        br#"{"a.example":1,"\u0061.example":2}"#,
        "two entries have the same key",
    );
}

#[test]
fn p38_what_is_not_utf8_or_no_object_is_refused() {
    refused(
        b"{\"a.example\":{\"BearerToken\":\"\xff\xfe\"}}",
        "at byte 29: it is not UTF-8",
    );
    refused(br#"["CANARY"]"#, "at byte 0");
    refused(b"null", "not an object of entries");
    refused(b"\"CANARY\"", "not an object of entries");
}

#[test]
fn p37_a_byte_order_mark_is_accepted_and_goes() {
    let home = Home::new();
    home.write(
        ".rattler/credentials.json",
        "\u{feff}{\"p.example\":{\"BearerToken\":\"p\"}}",
    );
    home.xauth()
        .args(["token", "p.example"])
        .run()
        .ok()
        .prints("p\n");
    login(&home, "a.example", "secret-1").run().ok();
    let bytes = fs::read(home.credentials_path()).unwrap();
    assert_eq!(bytes[0], b'{');
    assert_eq!(entries(&home.credentials_path()).len(), 2);
}

#[test]
fn p37_an_empty_file_is_an_empty_store() {
    for text in ["", " \n\t\r\n", "\u{feff}"] {
        let home = Home::new();
        home.write(".rattler/rattler_auth_store.json", text);
        home.write(".rattler/credentials.json", text);
        let status = home.xauth().args(["status", "--exit-zero"]).run().ok();
        status.notes("is empty");
        logout(&home, "a.example").run().fails_with(4);
        login(&home, "a.example", "secret-1").run().ok();
        for file in files(&home) {
            assert_eq!(entries(&file)["a.example"], bearer("secret-1"), "{text:?}");
        }
    }
}

/// Runs it in 256 MiB of memory, and within two seconds.
#[track_caller]
fn bounded(run: Run) {
    let run = run.through(["prlimit", "--as=268435456"]);
    run.run()
        .fails_with(3)
        .within(Duration::from_secs(2))
        .notes("at byte ");
}

#[test]
fn p39_deep_nesting_is_refused_in_bounds() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let home = Home::new();
        let deep = [open.repeat(200_000), "1".into(), close.repeat(200_000)].concat();
        let path = home.write(
            ".rattler/credentials.json",
            format!("{{\"a.example\":{deep}}}"),
        );
        bounded(home.xauth().args(["token", "a.example"]));
        bounded(login(&home, "a.example", "secret-1"));
        assert!(fs::read_to_string(path).unwrap().contains(&deep));
    }
}

#[test]
fn p39_a_huge_file_is_refused_in_bounds() {
    let home = Home::new();
    let path = home.write(".rattler/credentials.json", "{");
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_len(100 << 20).unwrap();
    bounded(home.xauth().args(["status"]));
    bounded(login(&home, "a.example", "secret-1"));
    assert_eq!(fs::metadata(path).unwrap().len(), 100 << 20);
}

#[test]
fn p39_what_is_no_file_does_not_hold_us_up() {
    for file in files(&Home::new()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        for thing in ["pipe", "directory", "lock", "notes"] {
            let home = Home::new();
            home.write(".rattler/x", "");
            home.write(".local/state/xauth/x", "");
            let path = home.path().join(match thing {
                "lock" => ".rattler/.xauth.lock".into(),
                "notes" => ".local/state/xauth/logins.json".into(),
                _ => format!(".rattler/{name}"),
            });
            match thing {
                "directory" => fs::create_dir(&path).unwrap(),
                _ => assert!(
                    Command::new("mkfifo")
                        .arg(&path)
                        .status()
                        .unwrap()
                        .success()
                ),
            }
            let ran = login(&home, "a.example", "secret-1").run();
            let ran = ran.within(Duration::from_secs(2));
            match thing {
                "notes" => ran.ok(),
                _ => ran.fails_with(3),
            };
        }
    }
    let home = Home::new();
    for device in ["/dev/null", "/dev/zero", "/dev/full"] {
        let run = login(&home, "a.example", "secret-1").env("RATTLER_AUTH_FILE", device);
        run.run().within(Duration::from_secs(2)).fails_with(3);
    }
}
