//! A kill at any moment loses nothing: each login is in its source or in the store.

use std::{hash::BuildHasher, thread, time::Duration};

use serde_json::Value;

use crate::{
    common::{MAMBA, importing, stored, write_mamba},
    support::{Home, Signal},
};

const KILLS: usize = 150;

#[test]
fn each_login_is_in_its_source_or_in_the_store() {
    let mut usual = 20_000;
    let (mut through, mut halfway) = (0, 0);
    for _ in 0..KILLS {
        let home = Home::new();
        let token = home.canary();
        write_mamba(
            &home,
            &[
                ("a.example", &token),
                ("b.example", &token),
                ("c.example", &token),
            ],
        );
        home.write(".condarc", condarc(&token));
        let running = importing(&home, &["--remove-source"]).spawn();
        thread::sleep(Duration::from_micros(random(usual)));
        running.signal(Signal::KILL);
        let ran = running.wait();
        match ran.code {
            Some(0) => {
                usual -= usual / 50;
                through += 1;
            }
            _ => usual = (usual + usual / 50).min(400_000),
        }
        let source: Value = home.read_json(MAMBA);
        let kept = stored(&home);
        for host in ["a.example", "b.example", "c.example"] {
            let is_there = source[host]["token"] == token.as_str();
            let is_stored = kept
                .get(host)
                .is_some_and(|entry| entry["BearerToken"] == token.as_str());
            assert!(is_there || is_stored, "{host} is lost: {ran}");
            halfway += usize::from(is_there && is_stored);
        }
        let text = String::from_utf8(home.read(".condarc").unwrap()).unwrap();
        assert!(text == PLAIN || text == condarc(&token), "{text}: {ran}");
        let is_stored = kept.get("d.example");
        let is_stored = is_stored.is_some_and(|entry| entry["CondaToken"] == token.as_str());
        assert!(
            text.contains(&token) || is_stored,
            "d.example is lost: {ran}"
        );
        importing(&home, &["--remove-source"]).run().ok();
        assert_eq!(stored(&home).len(), 4);
        assert_eq!(home.read(".condarc").unwrap(), PLAIN.as_bytes());
        assert_eq!(home.read(MAMBA).unwrap(), b"{}");
    }
    println!("{KILLS} kills: {through} came too late, {halfway} logins were in both places");
    assert!(through < KILLS && halfway > 0, "{through} {halfway}");
}

const PLAIN: &str = "channels:\n  - https://d.example/chan\n";

fn condarc(token: &str) -> String {
    PLAIN.replace("/chan", &format!("/t/{token}/chan"))
}

fn random(below: u64) -> u64 {
    std::hash::RandomState::new().hash_one(()) % below
}
