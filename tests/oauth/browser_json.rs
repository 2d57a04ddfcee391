//! `login --json`: one event a line on standard output, each there as soon as it happens.

use serde_json::Value;

use crate::real_common::{stored, text};
use crate::support::{Home, Idp, Person, Provider};
use crate::terminal_common::{login, read, wait_until};

/// The reader has the first line in a file of its own before anything else is written.
const READER: &str =
    "\"$@\" | { IFS= read -r line; echo \"$line\" >first; cat >rest; }; echo >over";

#[test]
fn a_reader_has_each_event_before_the_login_goes_on() {
    let idp = Idp::start(Provider::default());
    for flow in ["device-code", "auth-code"] {
        let home = Home::new();
        let run = login(&home, &idp.issuer(), &["--json", "--oauth-flow", flow]);
        let running = run.through(["sh", "-c", READER, "sh"]).spawn();
        wait_until("told", || read(&home, "first").ends_with('\n'));
        assert_eq!(stored(&home), None);
        let event: Value = serde_json::from_str(&read(&home, "first")).unwrap();
        assert_eq!(event["schema_version"], 1);
        assert!(text(&event["expires_at"]).ends_with('Z'), "{event}");
        match flow {
            "device-code" => {
                let code = text(&event["user_code"]);
                assert_eq!(event["event"], "device_code");
                assert_eq!(event["interval"], 1);
                assert_eq!(event["verification_uri"], idp.url("/device"));
                let whole = idp.url(&format!("/device?user_code={code}"));
                assert_eq!(event["verification_uri_complete"], whole);
                idp.approve_device(code, &Person::quick("alice"));
            }
            _ => {
                assert_eq!(event["event"], "browser");
                Person::quick("alice").visit(text(&event["url"]));
            }
        }
        running.wait();
        let rest = read(&home, "rest");
        assert_eq!(rest.lines().count(), 1, "{rest}");
        let event: Value = serde_json::from_str(&rest).unwrap();
        assert_eq!(event["event"], "logged_in");
        assert_eq!(
            (&event["account"], &event["issuer"]),
            (&"alice".into(), &idp.issuer().into())
        );
        assert_eq!(event["schema_version"], 1);
        assert!(stored(&home).is_some());
    }
}

#[test]
fn events_have_no_token_in_them_and_a_reader_that_went_away_does_not_end_the_login() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let run = login(
        &home,
        &idp.issuer(),
        &["--json", "--oauth-flow", "device-code"],
    );
    let gone = [
        "sh",
        "-c",
        "\"$@\" | { IFS= read -r line; echo \"$line\" >first; }; cat",
        "sh",
    ];
    let running = run.through(gone).spawn();
    wait_until("told", || read(&home, "first").ends_with('\n'));
    let event: Value = serde_json::from_str(&read(&home, "first")).unwrap();
    idp.approve_device(text(&event["user_code"]), &Person::quick("alice"));
    let ran = running.wait();
    let stored = stored(&home).unwrap_or_else(|| panic!("no login: {ran}"));
    for kind in ["access_token", "refresh_token"] {
        assert!(!ran.err.contains(text(&stored[kind])), "{ran}");
        assert!(!read(&home, "first").contains(text(&stored[kind])), "{ran}");
    }
}
