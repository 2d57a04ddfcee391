//! Logins that are hidden, are never found, have expired, or are remembered after they are gone.

use serde_json::{Value, json};

use crate::common::{CREDENTIALS, STORE, Ward, bearer};

fn store(ward: &Ward, entries: &Value) {
    for path in [STORE, CREDENTIALS] {
        ward.home.write(path, entries.to_string());
    }
}

#[test]
fn a_host_that_has_its_domains_login_needs_none_of_its_own() {
    let ward = Ward::new();
    let token = ward.home.canary();
    store(
        &ward,
        &json!({ "a.h.example": bearer(&token), "*.h.example": bearer(&token) }),
    );
    ward.is_cured("doubles", "`a.h.example` hides `*.h.example`");
    assert_eq!(ward.token("a.h.example"), token);
    assert_eq!(
        ward.home.read_json(STORE),
        json!({ "*.h.example": bearer(&token) })
    );
}

#[test]
fn a_host_with_a_login_of_its_own_keeps_it() {
    let ward = Ward::new();
    let (own, wide) = (ward.home.canary(), ward.home.canary());
    let both = json!({ "a.h.example": bearer(&own), "*.h.example": bearer(&wide) });
    store(&ward, &both);
    assert_eq!(ward.finding("doubles")["severity"], "advice");
    ward.fix().ok();
    assert_eq!(ward.home.read_json(STORE), both);
}

#[test]
fn keys_that_are_never_found_are_named() {
    for key in ["H.example", "h.example:8080", "*.com", "*.co.uk"] {
        let ward = Ward::new();
        store(&ward, &json!({ key: bearer(&ward.home.canary()) }));
        let before = ward.home.read(STORE);
        ward.fix().fails_with(1);
        assert_eq!(ward.home.read(STORE), before, "{key}");
        ward.is_cured("keys", &format!("`{key}`"));
    }
    let ward = Ward::new();
    store(&ward, &json!({ "h.example": { "FutureAuth": { "k": 1 } } }));
    assert_eq!(ward.finding("keys")["severity"], "advice");
}

#[test]
fn what_has_expired_is_a_problem_until_there_is_a_new_login() {
    let ward = Ward::new();
    // It says that it ended in 2001.
    store(
        &ward,
        &json!({ "h.example": bearer("e30.eyJleHAiOiAxMDAwMDAwMDAwfQ.c2ln") }),
    );
    let finding = ward.finding("expiry");
    assert_eq!(finding["severity"], "problem");
    let command = finding["run"].as_str().unwrap();
    ward.shell(&format!("printf tk-123 | {command} --token - --store file"))
        .ok();
    assert!(ward.findings("expiry").is_empty());
}

#[test]
fn what_ends_soon_is_worth_a_word() {
    let ward = Ward::new();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let soon = now.unwrap().as_secs() + 3600;
    let login = json!({ "OAuth": {
        "access_token": ward.home.canary(), "refresh_token": null, "expires_at": soon,
        "token_endpoint": "https://i.example/token", "revocation_endpoint": null, "client_id": "c",
    }});
    store(&ward, &json!({ "h.example": login }));
    let finding = ward.finding("expiry");
    assert_eq!(finding["severity"], "advice");
    assert_eq!(
        finding["run"],
        "xauth login h.example --oauth --oauth-client-id c"
    );
}

#[test]
fn notes_of_logins_that_are_gone_are_forgotten() {
    let ward = Ward::new();
    let run = ward.xauth(&[
        "login",
        "https://h.example/get/chan",
        "--token",
        "-",
        "--store",
        "file",
    ]);
    run.stdin(ward.home.canary()).run().ok();
    ward.log_in("g.example", &ward.home.canary());
    std::thread::sleep(std::time::Duration::from_millis(400));
    for path in [STORE, CREDENTIALS] {
        ward.home.write(path, "{}");
    }
    ward.is_cured("notes", "`h.example` is remembered");
}

#[test]
fn damaged_notes_are_put_aside() {
    let ward = Ward::new();
    ward.home
        .write(".local/state/xauth/logins.json", "{\"version\":1,");
    ward.is_cured("notes", "logins.json` is damaged at byte");
    ward.home
        .write(".local/state/xauth/logins.json", "{\"version\":2,");
    ward.fix().ok();
    assert!(ward.home.read(".local/state/xauth/logins.json").is_none());
    ward.home.write(".local/state/xauth/shares.json", "{");
    ward.is_cured("notes", "shares.json` is damaged at byte");
}
