//! Who can read the files, and whose files are used: P29, P30.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::common::{entries, files, leftovers, login, logout};
use crate::support::{Home, procs};

#[test]
fn p29_files_are_private_from_the_start_under_every_umask() {
    for mask in ["000", "022", "077"] {
        let home = Home::new();
        let run = procs::umask(login(&home, "a.example", &home.canary()), mask);
        let (ran, trace) = procs::strace(run, "%file,%desc,umask,chmod,fchmod");
        ran.ok();
        assert_eq!(home.mode(".rattler"), 0o700, "umask {mask}");
        for file in files(&home) {
            assert_eq!(home.mode(&file), 0o600, "umask {mask}");
        }
        assert_eq!(home.mode(".rattler/.xauth.lock"), 0o600, "umask {mask}");
        check_creations(&trace, &home);
    }
}

fn check_creations(trace: &str, home: &Home) {
    let directory = home.path().join(".rattler");
    let below = |line: &&str| line.contains(&*directory.to_string_lossy());
    let mut created = 0;
    for line in trace.lines().filter(below) {
        assert!(!line.contains("chmod"), "{line}");
        if line.contains("mkdir") {
            assert!(line.contains("0700"), "{line}");
        }
        if line.contains("O_CREAT") {
            assert!(line.contains("0600"), "{line}");
            if !line.contains(".xauth.lock") {
                assert!(line.contains("O_EXCL"), "{line}");
                created += 1;
            }
        }
    }
    assert_eq!(created, 2, "a new file for each of the two names:\n{trace}");
}

#[test]
fn p30_an_open_file_is_read_with_a_warning_and_closed_by_the_next_write() {
    let home = Home::new();
    let token = home.canary();
    login(&home, "a.example", &token).run().ok();
    for file in files(&home) {
        fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
    let ran = home
        .xauth()
        .args(["token", "a.example"])
        .reveals()
        .run()
        .ok();
    let ran = ran.prints(&format!("{token}\n"));
    ran.notes("can be read by other users (mode 0644)")
        .notes("chmod 600");
    // The same login again is a write, too.
    login(&home, "a.example", &token).run().ok();
    for file in files(&home) {
        assert_eq!(home.mode(file), 0o600);
    }
}

#[test]
fn p30_logout_closes_an_open_file_too() {
    let home = Home::new();
    for host in ["a.example", "b.example"] {
        login(&home, host, &home.canary()).run().ok();
    }
    for file in files(&home) {
        fs::set_permissions(file, Permissions::from_mode(0o666)).unwrap();
    }
    logout(&home, "a.example").run().ok();
    for file in files(&home) {
        assert_eq!(home.mode(&file), 0o600);
        assert_eq!(entries(&file).len(), 1);
    }
}

#[test]
fn p30_a_directory_that_others_can_write_is_refused() {
    for mode in [0o770, 0o702, 0o777] {
        let home = Home::for_nobody();
        login(&home, "a.example", &home.canary()).run().ok();
        let directory = home.path().join(".rattler");
        let before = home.read(home.store_path());
        fs::set_permissions(&directory, Permissions::from_mode(mode)).unwrap();
        let ran = login(&home, "b.example", &home.canary())
            .run()
            .fails_with(3);
        ran.notes("can be written by other users")
            .notes("chmod go-w");
        home.xauth()
            .args(["token", "a.example"])
            .run()
            .fails_with(3);
        logout(&home, "a.example").run().fails_with(3);
        assert_eq!(home.read(home.store_path()), before);
        assert!(leftovers(home.path()).is_empty());
    }
}

#[test]
fn p30_a_file_of_another_user_is_refused() {
    let home = Home::for_nobody();
    for run in [
        login(&home, "a.example", &home.canary()),
        home.xauth().args(["token", "a.example"]),
        home.xauth().args(["status"]),
    ] {
        let ran = run
            .env("RATTLER_AUTH_FILE", "/etc/passwd")
            .run()
            .fails_with(3);
        ran.notes("belongs to another user (uid 0)");
    }
}
