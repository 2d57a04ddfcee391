//! What `--fix` says, and that it can be killed at any moment.

use std::time::Duration;

use serde_json::json;

use crate::common::{CREDENTIALS, STORE, Ward, bearer};
use crate::support::Signal;

#[test]
fn what_was_mended_is_said_once() {
    let ward = Ward::new();
    let token = ward.home.canary();
    ward.home
        .write(STORE, json!({ "h.example": bearer(&token) }).to_string());
    let ran = ward.xauth(&["doctor", "--fix", "--json"]).run().ok();
    let mended = ran.json()["mended"].clone();
    assert_eq!(mended.as_array().unwrap().len(), 1, "{mended}");
    assert_eq!(mended[0]["check"], "names");
    assert_eq!(
        mended[0]["done"],
        "both files hold the same for `h.example` now"
    );
}

#[test]
fn a_kill_at_any_moment_loses_nothing() {
    for moment in 0..25 {
        let ward = Ward::new();
        let token = ward.home.canary();
        let damaged = "{\"lost.example\"";
        ward.home
            .write(STORE, json!({ "h.example": bearer(&token) }).to_string());
        ward.home.write(CREDENTIALS, damaged);
        let running = ward.xauth(&["doctor", "--fix"]).spawn();
        std::thread::sleep(Duration::from_millis(moment * 2));
        running.signal(Signal::KILL);
        running.wait();
        let folder = std::fs::read_dir(ward.home.path().join(".rattler")).unwrap();
        let texts: Vec<Vec<u8>> = folder
            .flatten()
            .filter_map(|entry| std::fs::read(entry.path()).ok())
            .collect();
        assert!(
            texts.iter().any(|text| text == damaged.as_bytes()),
            "{moment}"
        );
        ward.xauth(&["doctor", "--fix"]).run().ok();
        assert_eq!(ward.token("h.example"), token);
    }
}
