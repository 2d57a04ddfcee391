//! The one question about other tools, and its answer.

use crate::hidden::login;
use crate::support::{Ended, Home, Session};

const QUESTION: &str = "Let these tools use your logins, too?";
const FILE: &str = ".mamba/auth/authentication.json";
const SPACE: &str = " ";
const CTRL_C: &str = "\x03";

/// A home in which mamba has been used.
fn with_mamba() -> Home {
    let home = Home::new();
    home.write(home.path().join(FILE), b"{}");
    home
}

/// Logs in to a host, and answers the question with `keys`.
#[track_caller]
fn answer(home: &Home, host: &str, keys: &[&str]) -> Ended {
    let mut session = Session::start(login(home, &format!("login {host} --token")));
    session.wait_for("Token for").keys("tk-123").keys("\r");
    if !keys.is_empty() {
        session.wait_for(QUESTION);
    }
    for key in keys {
        session.keys(key);
    }
    session.end()
}

fn mamba(home: &Home) -> String {
    String::from_utf8(home.read(home.path().join(FILE)).unwrap()).unwrap()
}

#[test]
fn it_is_asked_once() {
    let home = with_mamba();
    let ended = answer(&home, "h.example", &[SPACE, "\r"]);
    ended.exits(0).shows("the answer holds for later logins");
    assert!(mamba(&home).contains("h.example"));

    answer(&home, "g.example", &[]).exits(0).hides(QUESTION);
    assert!(mamba(&home).contains("g.example"));
}

#[test]
fn no_tool_is_an_answer_too() {
    let home = with_mamba();
    answer(&home, "h.example", &["\r"]);
    assert!(!mamba(&home).contains("h.example"));
    answer(&home, "g.example", &[]).exits(0).hides(QUESTION);
    // It is forgotten with all that was shared.
    let ran = home.xauth().args(["unshare", "--all"]).run().ok();
    assert!(ran.err.contains("asks again"), "{ran}");
    answer(&home, "f.example", &["\r"]);
}

#[test]
fn ctrl_c_leaves_the_login_and_asks_again() {
    let home = with_mamba();
    let ended = answer(&home, "h.example", &[CTRL_C]);
    ended
        .exits(130)
        .shows("the login is stored, and was not shared");
    home.xauth().args(["token", "h.example"]).run().ok();
    answer(&home, "g.example", &["\r"]);
}

#[test]
fn who_cannot_use_it_is_not_asked_about() {
    let home = Home::new();
    answer(&home, "h.example", &[]).exits(0).hides(QUESTION);
}
