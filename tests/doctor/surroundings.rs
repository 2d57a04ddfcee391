//! What is around the stores: variables, settings, netrc, and which program is found.

use serde_json::json;

use crate::common::{CREDENTIALS, STORE, Ward, bearer};

#[test]
fn a_variable_that_hides_the_stores_is_named() {
    let mut ward = Ward::new();
    ward.log_in("h.example", &ward.home.canary());
    let file = ward.home.path().join("auth.json").display().to_string();
    ward.variables = vec![("RATTLER_AUTH_FILE".into(), file)];
    let finding = ward.finding("auth-file");
    assert_eq!(finding["severity"], "problem", "{finding}");
    ward.home.write("auth.json", "{}");
    let finding = ward.finding("auth-file");
    assert_eq!(finding["severity"], "advice");
    assert!(
        finding["problem"].as_str().unwrap().contains("`h.example`"),
        "{finding}"
    );
    let command = finding["run"].as_str().unwrap();
    let ran = ward.shell(&format!("{command} && xauth doctor")).ok();
    ran.prints("nothing is wrong\n");
}

#[test]
fn tokens_in_variables_are_named_and_those_that_cannot_be_used() {
    let canary = "canary-in-a-variable";
    let ward = Ward::with(&[("XAUTH_TOKEN_H_EXAMPLE", canary), ("XAUTH_TOKEN", canary)]);
    let found = ward.findings("variables");
    assert_eq!(found.len(), 2, "{found:?}");
    for finding in found {
        assert!(!finding.to_string().contains(canary));
        let command = finding["run"].as_str().unwrap().to_owned();
        let ran = ward.shell(&format!("{command} && xauth doctor --json"));
        let left = ran.json()["findings"].as_array().unwrap().len();
        assert_eq!(left, 1, "{ran}");
    }
}

#[test]
fn settings_that_cannot_be_used_are_a_problem() {
    let mut ward = Ward::new();
    ward.home
        .write(".config/xauth/config.toml", "store = 'cloud'\n");
    assert_eq!(ward.finding("settings")["severity"], "problem");
    ward.home.write(".config/xauth/config.toml", "");
    ward.variables = vec![("XAUTH_STORE".into(), "cloud".into())];
    ward.says("settings", "XAUTH_STORE");
}

#[test]
fn a_line_of_netrc_that_is_not_understood_has_its_number() {
    let ward = Ward::new();
    let canary = ward.home.canary();
    ward.home.write(
        ".netrc",
        format!("machine h login u\npassword {canary} two words\n"),
    );
    ward.says("netrc", "line 2");
    ward.home
        .write(".netrc", format!("machine h login u\npassword {canary}\n"));
    assert!(ward.findings("netrc").is_empty());
}

#[test]
fn another_program_of_our_name_is_named() {
    let ward = Ward::new();
    let run = ward
        .xauth(&["doctor", "--json"])
        .env("PATH", "/usr/bin:/bin");
    let ran = run.run().ok();
    let finding = &ran.json()["findings"][0];
    assert!(
        finding["problem"]
            .as_str()
            .unwrap()
            .contains("/usr/bin/xauth"),
        "{finding}"
    );
    let command = finding["run"].as_str().unwrap();
    let ran = ward.shell(&format!("PATH=/usr/bin:/bin; {command} && xauth doctor"));
    ran.ok().prints("nothing is wrong\n");
}

#[test]
fn everything_at_once_loses_nothing() {
    let ward = Ward::new();
    let (one, two) = (ward.home.canary(), ward.home.canary());
    ward.home.write(
        STORE,
        json!({ "one.example": bearer(&one), "*.com": bearer("tk-1") }).to_string(),
    );
    ward.home.write(
        CREDENTIALS,
        json!({ "two.example": bearer(&two) }).to_string(),
    );
    ward.home.write(".local/state/xauth/logins.json", "broken");
    ward.fix().fails_with(1);
    assert_eq!(
        (ward.token("one.example"), ward.token("two.example")),
        (one, two)
    );
    assert_eq!(ward.home.read_json(STORE), ward.home.read_json(CREDENTIALS));
}
