//! A test's second half, in a process that has a keyring's bus in its environment: libdbus looks for it nowhere else.

use std::{env, process::Command};

use serde_json::Value;
use xauth::{Env, store::keychain::Patience, tool::Hands};

use crate::support::{Home, Item, Mode, SecretService, python};

const INSIDE: &str = "TOOLS_BUS";

/// Runs `body` beside a keyring in this mode. `name` is the test's.
pub fn beside_keyring(name: &str, mode: Mode, body: impl FnOnce()) {
    if env::var_os(INSIDE).is_some() {
        return body();
    }
    let home = Home::new();
    let service = SecretService::start(&home, mode);
    service.run_inside(&home, name, INSIDE);
}

/// What reaches the keyring.
pub fn hands() -> Hands {
    Hands::of(&Env::capture(), Patience::ALONE)
}

/// What Python prints, with `keyring` imported.
pub fn run_python(code: &str) -> String {
    let code = format!("import keyring\n{code}");
    let output = Command::new(python()).args(["-c", &code]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

/// All items of the keyring.
pub fn items() -> Vec<Item> {
    let printed = run_python(include_str!("../services/keyring_items.py"));
    let items: Vec<Value> = serde_json::from_str(&printed).unwrap();
    items.iter().map(Item::from_json).collect()
}
