//! A person at the terminal is asked once, and chooses between rivals.

use serde_json::json;

use crate::{
    common::{MAMBA, bearer, importing, stored, write_mamba},
    support::{Ended, Home, Session},
};

fn answered(home: &Home, arguments: &[&str], question: &str, keys: &[&str]) -> Ended {
    let mut session = Session::start(importing(home, arguments));
    session.wait_for(question);
    for key in keys {
        session.keys(key);
    }
    session.end()
}

#[test]
fn what_was_found_is_shown_before_the_one_question() {
    let home = Home::new();
    let token = home.canary();
    write_mamba(&home, &[("a.example", &token), ("b.example", &token)]);
    let question = "Take 2, and remove what is stored from where it was found?";
    let ended = answered(&home, &["--remove-source"], question, &["n", "\r"]).exits(1);
    ended.shows("a.example").shows("nothing was imported");
    assert!(stored(&home).is_empty());
    assert!(home.read(MAMBA).unwrap().len() > 10);

    answered(&home, &[], "Take these 2 logins?", &["y", "\r"]).exits(0);
    assert_eq!(stored(&home).len(), 2);
}

#[test]
fn a_person_chooses_between_rivals() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let entries = json!({
        "h.example:1": { "token": one, "type": "BearerToken" },
        "h.example:2": { "token": two, "type": "BearerToken" },
    });
    home.write(MAMBA, entries.to_string());
    let mut session = Session::start(importing(&home, &[]));
    session.wait_for("enter to choose").keys("\x1b[B\r");
    session.wait_for("Take this login?").keys("y").keys("\r");
    session.end().exits(0).shows("as you chose");
    assert_eq!(stored(&home)["h.example"], bearer(&two));
}
