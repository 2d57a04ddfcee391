//! Symbolic links in the place of files and directories, the user's own and an attacker's: P31 to P33.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::common::{bearer, entries, files, login, logout};
use crate::support::Home;

#[test]
fn p31_a_link_to_the_users_own_file_stays_a_link() {
    let home = Home::new();
    let target = home.write(
        "dotfiles/auth.json",
        r#"{"old.example":{"BearerToken":"o"}}"#,
    );
    home.write(".rattler/credentials.json", "{}");
    symlink("../dotfiles/auth.json", home.store_path()).unwrap();
    login(&home, "a.example", "secret-1").run().ok();
    assert!(home.store_path().is_symlink());
    assert_eq!(entries(&target)["a.example"], bearer("secret-1"));
    assert_eq!(entries(&target)["old.example"], bearer("o"));
    assert_eq!(home.mode(&target), 0o600);
    assert_eq!(
        entries(&home.credentials_path())["a.example"],
        bearer("secret-1")
    );
    logout(&home, "a.example").run().ok();
    assert!(home.store_path().is_symlink());
    assert!(!entries(&target).contains_key("a.example"));
}

#[test]
fn p31_one_file_under_both_names_is_one_file() {
    for (target, link) in [
        ("rattler_auth_store.json", "credentials.json"),
        ("credentials.json", "rattler_auth_store.json"),
        ("../.rattler/rattler_auth_store.json", "credentials.json"),
    ] {
        let home = Home::new();
        fs::create_dir(home.path().join(".rattler")).unwrap();
        symlink(target, home.path().join(".rattler").join(link)).unwrap();
        // The first finds a link that leads nowhere.
        for host in ["a.example", "b.example"] {
            login(&home, host, "secret-1").run().ok();
        }
        for file in files(&home) {
            assert_eq!(entries(&file).len(), 2, "{link} -> {target}");
        }
        assert!(home.path().join(".rattler").join(link).is_symlink());
        logout(&home, "a.example").run().ok();
        assert_eq!(entries(&home.credentials_path()).len(), 1);
    }
}

#[test]
fn p31_the_directory_may_be_a_link() {
    let home = Home::new();
    home.write(
        "elsewhere/credentials.json",
        r#"{"p.example":{"BearerToken":"p"}}"#,
    );
    symlink("elsewhere", home.path().join(".rattler")).unwrap();
    login(&home, "a.example", "secret-1").run().ok();
    assert!(home.path().join(".rattler").is_symlink());
    assert_eq!(
        entries(&home.path().join("elsewhere/credentials.json")).len(),
        2
    );
    home.xauth()
        .args(["token", "p.example"])
        .run()
        .ok()
        .prints("p\n");
}

#[test]
fn p31_links_in_circles_are_an_error() {
    let home = Home::new();
    home.write(".rattler/x", "");
    symlink("credentials.json", home.store_path()).unwrap();
    symlink("rattler_auth_store.json", home.credentials_path()).unwrap();
    login(&home, "a.example", "secret-1").run().fails_with(3);
}

#[test]
fn p32_a_link_to_another_users_file_or_directory_is_refused() {
    let home = Home::for_nobody();
    login(&home, "a.example", "secret-1").run().ok();
    let sticky = format!("/tmp/{}.json", home.canary());
    for target in ["/etc/passwd", &sticky] {
        fs::remove_file(home.store_path()).unwrap();
        symlink(target, home.store_path()).unwrap();
        std::os::unix::fs::lchown(home.store_path(), owner(&home), None).unwrap();
        let ran = login(&home, "b.example", "secret-2").run().fails_with(3);
        ran.notes("belongs to another user (uid 0)");
        home.xauth().args(["status"]).run().fails_with(3);
        assert!(!Path::new(&sticky).exists());
    }
}

fn owner(home: &Home) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    Some(fs::metadata(home.path()).unwrap().uid())
}

/// The attacker may make names in the very directory, as in a sticky one. 60 logins of the 10,000
/// of P33.
#[test]
fn p33_links_in_the_place_of_the_lock_or_temporary_files_lead_nowhere() {
    let home = Home::new();
    login(&home, "first.example", "secret-0").run().ok();
    let outside = home
        .write("outside/victim", "untouched")
        .parent()
        .unwrap()
        .to_owned();
    let directory = home.path().join(".rattler");
    let stop = AtomicBool::new(false);
    let done = thread::scope(|scope| {
        scope.spawn(|| attack(&directory, &outside, &stop));
        let mut done = 0;
        for index in 0..60 {
            let ran = login(&home, &format!("h{index}.example"), "secret-1").run();
            assert!(matches!(ran.code, Some(0 | 3)), "{ran}");
            done += usize::from(ran.code == Some(0));
        }
        stop.store(true, Ordering::Relaxed);
        done
    });
    let names: Vec<_> = fs::read_dir(&outside).unwrap().flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(fs::read(outside.join("victim")).unwrap(), b"untouched");
    println!("{done} of 60 logins went through, none wrote outside");
}

fn attack(directory: &Path, outside: &Path, stop: &AtomicBool) {
    let lock = directory.join(".xauth.lock");
    while !stop.load(Ordering::Relaxed) {
        let _ = fs::remove_file(&lock);
        let _ = symlink(outside.join("victim"), &lock);
        let _ = symlink(outside, directory.join(".xauth.tmp"));
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            // The sticky bit keeps others from renaming what is ours, and its mode from looking into it.
            let _ = symlink(outside.join("new"), entry.path().with_extension("old"));
        }
        let _ = fs::remove_file(&lock);
        thread::yield_now();
    }
}
