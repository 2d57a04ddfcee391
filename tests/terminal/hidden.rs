//! Hidden questions (P07): what is typed is stored, whole, and never shown.

use serde_json::{Value, json};

use crate::support::{Home, Run, Session, Signal};

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_U: &str = "\x15";
const BACKSPACE: &str = "\x7f";

pub fn login(home: &Home, words: &str) -> Run {
    let run = home.xauth().args(words.split(' '));
    run.env("TERM", "xterm-256color")
}

fn stored(home: &Home, key: &str) -> Value {
    home.read_json(home.store_path())[key].take()
}

#[test]
fn p07_a_token_is_asked_for_by_host_and_not_shown() {
    let home = Home::new();
    let token = home.canary();
    let mut session = Session::start(login(&home, "login prefix.dev --token"));
    session.wait_for("Token for prefix.dev: ");
    assert!(session.stty().contains("-echo "));
    session.keys(&token).keys("\r");
    let ended = session.end().exits(0).hides(&token);
    assert_eq!(
        stored(&home, "*.prefix.dev"),
        json!({ "BearerToken": token })
    );
    assert!(
        ended.shown.contains("Token for prefix.dev: \r\nlogged in"),
        "{:?}",
        ended.shown
    );
}

#[test]
fn p07_ctrl_c_and_ctrl_d_leave_everything_as_it_was() {
    let home = Home::new();
    let old = home.canary();
    let first = home.xauth().args(["login", "h.example", "--token", "-"]);
    first.stdin(old.clone()).run().ok();
    let before = home.read(home.store_path());
    for keys in [CTRL_C, "half-a-token\x03", CTRL_D, "half-a-token\x04\x03"] {
        let mut session = Session::start(login(&home, "login h.example --token"));
        session.wait_for("Token for h.example: ").keys(keys);
        let ended = session.end().exits(130).hides("half").hides(&old);
        assert!(
            ended
                .shown
                .ends_with("interrupted, nothing was changed\r\n"),
            "{:?}",
            ended.shown
        );
        assert_eq!(home.read(home.store_path()), before);
    }
}

#[test]
fn p07_a_terminal_that_goes_away_leaves_half_a_token_unstored() {
    for start in [Session::start, Session::start_detached] {
        let home = Home::new();
        let mut session = start(login(&home, "login h.example --token"));
        session.wait_for("Token for h.example: ");
        session.keys("half-a-token").wait_until_read();
        let ended = session.hang_up();
        assert_ne!(ended.code, Some(0), "{:?}", ended.shown);
        assert_eq!(home.read(home.store_path()), None);
    }
}

/// Who reads while the terminal goes away has an error, who reads later has an end.
#[test]
fn p07_a_terminal_that_went_away_ends_no_token() {
    let home = Home::new();
    let mut session = Session::start_detached(login(&home, "login h.example --token"));
    session.wait_for("Token for h.example: ");
    session.keys("half-a-token").wait_until_read();
    session.signal(Signal::STOP);
    session.wait_for_state('T');
    let ended = session.hang_up_and_continue();
    assert_eq!(ended.code, Some(130), "{:?}", ended.shown);
    assert_eq!(home.read(home.store_path()), None);
}

#[test]
fn p07_a_long_paste_is_stored_whole() {
    let long: String = ('a'..='z').cycle().take(10_000).collect();
    let bracketed = format!("\x1b[200~{long}\x1b[201~\r");
    for keys in [format!("{long}\r"), format!("{long}\n"), bracketed] {
        let home = Home::new();
        let mut session = Session::start(login(&home, "login h.example --token"));
        session.wait_for("Token for h.example: ").keys(&keys);
        session.end().exits(0).hides("abc");
        assert_eq!(stored(&home, "h.example"), json!({ "BearerToken": long }));
    }
}

#[test]
fn p07_a_hidden_answer_can_be_edited() {
    let home = Home::new();
    let mut session = Session::start(login(&home, "login h.example --username u --password"));
    session.wait_for("Password for h.example: ");
    session.keys(&format!("wrong{CTRL_U}grün ßX{BACKSPACE}\x1b[D \r"));
    session.end().exits(0).hides("wrong").hides("grün");
    let basic = json!({ "username": "u", "password": "grün ß " });
    assert_eq!(stored(&home, "h.example"), json!({ "BasicHTTP": basic }));
}

#[test]
fn an_empty_answer_is_refused() {
    let home = Home::new();
    let mut session = Session::start(login(&home, "login h.example --token"));
    session.wait_for("Token for h.example: ").keys("\r");
    session
        .end()
        .exits(2)
        .shows("the token cannot be used: it is empty");
    assert_eq!(home.read(home.store_path()), None);
}

#[test]
fn a_dash_asks_on_a_terminal() {
    let home = Home::new();
    let mut session = Session::start(login(&home, "login h.example --conda-token -"));
    session
        .wait_for("Conda token for h.example: ")
        .keys("abc\r");
    session.end().exits(0);
    assert_eq!(stored(&home, "h.example"), json!({ "CondaToken": "abc" }));
}

#[test]
fn basic_asks_for_the_name_and_then_hidden_for_the_password() {
    let home = Home::new();
    let password = home.canary();
    let mut session = Session::start(login(&home, "login h.example --basic"));
    session.wait_for("User name for h.example:").keys("john\r");
    session
        .wait_for("Password for h.example: ")
        .keys(&password)
        .keys("\r");
    session.end().exits(0).shows("john").hides(&password);
    let basic = json!({ "username": "john", "password": password });
    assert_eq!(stored(&home, "h.example"), json!({ "BasicHTTP": basic }));
}

#[test]
fn s3_asks_for_what_is_missing() {
    let home = Home::new();
    let secrets = [home.canary(), home.canary()];
    let words = "login s3://bucket --s3-secret-access-key --s3-session-token";
    let mut session = Session::start(login(&home, words));
    session
        .wait_for("Access key id for s3://bucket:")
        .keys("AKID\r");
    session
        .wait_for("Secret access key for s3://bucket: ")
        .keys(&secrets[0])
        .keys("\r");
    session
        .wait_for("Session token for s3://bucket: ")
        .keys(&secrets[1])
        .keys("\r");
    session.end().exits(0).hides(&secrets[0]).hides(&secrets[1]);
    let keys = &stored(&home, "s3://bucket")["S3Credentials"];
    let [secret, session] = secrets;
    let expected =
        json!({ "access_key_id": "AKID", "secret_access_key": secret, "session_token": session });
    assert_eq!(*keys, expected);
}
