//! Full disks and size limits, at every byte: P40.

use std::fs;

use crate::common::{entries, files, leftovers, login, logout};
use crate::support::{Home, Tmpfs};

#[test]
fn p40_a_full_disk_leaves_the_old_content_and_nothing_else() {
    let disk = Tmpfs::mount(64 << 10);
    let home = Home::new();
    let token = home.canary();
    let on_disk = |run: crate::support::Run| run.env("HOME", disk.path());
    on_disk(login(&home, "a.example", &token)).run().ok();
    let store = disk.path().join(".rattler/rattler_auth_store.json");
    let before = fs::read(&store).unwrap();
    let ballast = disk.fill();
    for run in [
        login(&home, "b.example", &home.canary()),
        login(&home, "a.example", &home.canary()),
        logout(&home, "a.example"),
    ] {
        on_disk(run)
            .run()
            .fails_with(3)
            .notes("No space left on device");
        assert_eq!(fs::read(&store).unwrap(), before);
        assert_eq!(
            fs::read(store.with_file_name("credentials.json")).unwrap(),
            before
        );
        let left: Vec<_> = leftovers(disk.path());
        assert_eq!(left, std::slice::from_ref(&ballast));
    }
    on_disk(home.xauth().args(["token", "a.example"]))
        .reveals()
        .run()
        .ok();
    fs::remove_file(ballast).unwrap();
    on_disk(login(&home, "b.example", &home.canary()))
        .run()
        .ok();
}

/// The two files differ in length, so there are limits that only one of them is over.
#[test]
fn p40_a_size_limit_at_every_byte_leaves_old_or_new_content() {
    let home = Home::new();
    let entry = r#"{"old.example":{"BearerToken":"o"}}"#;
    let more = r#"{"old.example":{"BearerToken":"o"},"pixi.example":{"BearerToken":"p"}}"#;
    let added = r#","n.example":{"BearerToken":"secret-1"}}"#;
    let [short, long] = [entry, more].map(|text| format!("{}{added}", &text[..text.len() - 1]));
    for limit in 0..=long.len() {
        home.write(".rattler/rattler_auth_store.json", entry);
        home.write(".rattler/credentials.json", more);
        let run = login(&home, "n.example", "secret-1");
        let ran = run.through(["prlimit", &format!("--fsize={limit}")]).run();
        let found = files(&home).map(|file| fs::read_to_string(file).unwrap());
        if limit < long.len() {
            let ran = ran.fails_with(3);
            assert_eq!(found, [entry, more], "{limit} bytes: {ran}");
        } else {
            ran.ok();
            assert_eq!(found, [short.clone(), long.clone()]);
        }
        assert!(leftovers(home.path()).is_empty(), "{limit} bytes");
    }
    assert_eq!(entries(&home.credentials_path()).len(), 3);
}
