//! A second item for the same key, with which rattler finds neither.

use crate::support::{Mode, Oracle};
use crate::{Desk, KEY, bearer};

/// Python's keyring adds an attribute, and so makes an item of its own.
fn store_by_python(desk: &Desk, token: &str) {
    let value = bearer(token);
    let code = format!(
        "import keyring.backends.SecretService as s; s.Keyring().set_password('rattler', '{KEY}', '{value}')"
    );
    desk.service.python(&code).ok();
}

fn oracles_say(desk: &Desk) -> [String; 2] {
    let url = format!("https://{KEY}/channel");
    Oracle::all().map(|oracle| {
        let run = oracle.at(&desk.home).envs(desk.service.env());
        run.args(["get", &url]).run().out
    })
}

#[test]
fn a_duplicate_goes_with_the_next_login() {
    let desk = Desk::holding("ours", Mode::Unlocked);
    store_by_python(&desk, "from-python");
    assert_eq!(desk.service.items().len(), 2);
    assert_eq!(desk.token(), "ours");
    let listed = desk.run(&["status", "--json"]).ok().json();
    assert_eq!(listed["entries"].as_array().unwrap().len(), 1, "{listed}");
    desk.login("newest", &[]).ok();
    let items = desk.service.items();
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0].secret, Some(bearer("newest")));
    for said in oracles_say(&desk) {
        assert!(said.contains("newest"), "{said}");
    }
}

#[test]
fn a_duplicate_goes_with_logout() {
    let desk = Desk::holding("ours", Mode::Unlocked);
    store_by_python(&desk, "from-python");
    desk.run(&["logout", KEY]).ok();
    assert!(desk.service.items().is_empty());
}

#[test]
fn an_item_of_pythons_alone_is_used_and_updated() {
    let desk = Desk::new(Mode::Unlocked);
    store_by_python(&desk, "from-python");
    assert_eq!(desk.token(), "from-python");
    desk.login("ours", &[]).ok();
    assert_eq!(desk.service.items().len(), 1);
    for said in oracles_say(&desk) {
        assert!(said.contains("ours"), "{said}");
    }
}
