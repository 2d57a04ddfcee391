//! The store's files, and ours beside them: modes, damage, the two names.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::common::{CREDENTIALS, STORE, Ward, bearer};

fn set_mode(ward: &Ward, path: &str, mode: u32) {
    let path = ward.home.path().join(path);
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_healthy_home_has_nothing_wrong() {
    let ward = Ward::new();
    let ran = ward.xauth(&["doctor"]).run().ok();
    assert_eq!(ran.prints("nothing is wrong\n").err, "");
    assert!(fs::read_dir(ward.home.path()).unwrap().next().is_none());
    ward.log_in("h.example", &ward.home.canary());
    ward.xauth(&["doctor"])
        .run()
        .ok()
        .prints("nothing is wrong\n");
    let ran = ward.xauth(&["doctor", "-v"]).run().ok();
    ran.notes("✔ the stores can be used")
        .notes("✔ netrc can be read");
}

#[test]
fn what_others_can_read_is_closed() {
    for path in [STORE, CREDENTIALS, ".rattler/.xauth.lock"] {
        let ward = Ward::new();
        ward.log_in("h.example", &ward.home.canary());
        set_mode(&ward, path, 0o644);
        ward.is_cured("modes", "is open to other users (mode 0644)");
        assert_eq!(ward.home.mode(path), 0o600);
        set_mode(&ward, path, 0o664);
        ward.fix().ok();
        assert_eq!(ward.home.mode(path), 0o600);
    }
}

#[test]
fn directories_that_others_can_write_are_closed_and_the_home_only_named() {
    let ward = Ward::new();
    ward.log_in("h.example", &ward.home.canary());
    set_mode(&ward, ".rattler", 0o770);
    ward.is_cured("modes", "can be written by other users");
    set_mode(&ward, ".rattler", 0o777);
    ward.fix().ok();
    assert_eq!(ward.home.mode(".rattler"), 0o755);
    set_mode(&ward, "", 0o770);
    ward.fix().fails_with(1);
    assert_eq!(ward.home.mode(""), 0o770);
    ward.is_cured("modes", "`~/` can be written by other users");
}

#[test]
fn a_damaged_file_is_put_aside_and_kept() {
    for path in [STORE, CREDENTIALS] {
        let ward = Ward::new();
        let token = ward.home.canary();
        ward.log_in("h.example", &token);
        let damaged = format!(
            "{{\"g.example\":{{\"BearerToken\":\"{}\"",
            ward.home.canary()
        );
        ward.home.write(path, &damaged);
        ward.xauth(&["token", "h.example"]).run().fails_with(3);
        ward.says("stores", "damaged at byte");
        ward.fix().ok();
        let aside = fs::read_dir(ward.home.path().join(".rattler"))
            .unwrap()
            .flatten();
        let aside: Vec<_> = aside
            .filter(|entry| entry.file_name().to_string_lossy().contains(".corrupt-"))
            .collect();
        assert_eq!(aside.len(), 1, "{aside:?}");
        assert_eq!(fs::read_to_string(aside[0].path()).unwrap(), damaged);
        assert_eq!(ward.home.mode(aside[0].path()), 0o600);
        // The other name has what was there, and is brought to both.
        assert_eq!(ward.token("h.example"), token);
        assert_eq!(ward.home.read(STORE), ward.home.read(CREDENTIALS));
    }
}

#[test]
fn the_printed_remedy_for_a_damaged_file_works_too() {
    let ward = Ward::new();
    ward.log_in("h.example", &ward.home.canary());
    ward.home.write(CREDENTIALS, "{\"x\"");
    ward.is_cured("stores", "damaged at byte");
    assert_eq!(
        ward.home.read(".rattler/credentials.json.damaged").unwrap(),
        b"{\"x\""
    );
}

#[test]
fn files_that_are_apart_are_brought_together() {
    let ward = Ward::new();
    let (old, new) = (ward.home.canary(), ward.home.canary());
    ward.home
        .write(STORE, json!({ "h.example": bearer(&old) }).to_string());
    std::thread::sleep(std::time::Duration::from_millis(20));
    let theirs = json!({ "h.example": bearer(&new), "odd.example": { "FutureAuth": { "k": 1 } } });
    ward.home.write(CREDENTIALS, theirs.to_string());
    ward.is_cured(
        "names",
        "`h.example` differs: the value in `~/.rattler/credentials.json` counts",
    );
    assert_eq!(ward.token("h.example"), new);
    assert_eq!(
        ward.home.read_json(STORE),
        json!({ "h.example": bearer(&new) })
    );
    assert_eq!(ward.home.read_json(CREDENTIALS), theirs);
}

#[test]
fn an_entry_in_one_file_alone_goes_into_both() {
    for (path, other) in [(STORE, CREDENTIALS), (CREDENTIALS, STORE)] {
        let ward = Ward::new();
        let token = ward.home.canary();
        ward.home
            .write(path, json!({ "h.example": bearer(&token) }).to_string());
        ward.is_cured(
            "names",
            &format!("tools that read `~/{other}` do not see it"),
        );
        assert_eq!(
            ward.home.read_json(other),
            json!({ "h.example": bearer(&token) })
        );
        assert_eq!(ward.token("h.example"), token);
    }
}

#[test]
fn what_another_program_removed_is_not_brought_back() {
    let ward = Ward::new();
    ward.log_in("h.example", &ward.home.canary());
    std::thread::sleep(std::time::Duration::from_millis(400));
    ward.home.write(CREDENTIALS, "{}");
    ward.is_cured("names", "another program removed `h.example`");
    assert_eq!(ward.home.read_json(STORE), json!({}));
}
