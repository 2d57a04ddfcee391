//! The promises on gnome-keyring.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use xauth::store::{Keychain, Store, keychain::Patience};

use super::{
    keeps_its_promises,
    subjects::{Outside, Subject},
    support::{Home, Mode, SecretService},
};

/// Set in the process that has the bus in its environment, which is where libdbus looks for it.
const INSIDE: &str = "STORE_CONTRACT_BUS";

/// The keyring as `secret-tool` sees it.
struct Tool;

impl Outside for Tool {
    fn again(&self) -> Box<dyn Store> {
        Box::new(Keychain::system(true, Patience::ALONE))
    }

    fn put(&self, key: &str, json: &str) {
        tool(&["clear", "service", "rattler", "username", key], "");
        let label = format!("--label=keyring:{key}@rattler");
        let words = ["store", &label, "service", "rattler", "username", key];
        assert!(tool(&words, json).is_some());
    }

    fn raw(&self, key: &str) -> Option<String> {
        tool(&["lookup", "service", "rattler", "username", key], "")
    }
}

fn tool(words: &[&str], input: &str) -> Option<String> {
    let mut child = Command::new("secret-tool")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(input.as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then_some(text)
}

#[test]
fn a_keychain_on_a_real_secret_service_keeps_its_promises() {
    if std::env::var_os(INSIDE).is_some() {
        return keeps_its_promises(&Subject::of("keychain (gnome-keyring)", Tool));
    }
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    let name = "real::a_keychain_on_a_real_secret_service_keeps_its_promises";
    service.run_inside(&home, name, INSIDE);
    assert_eq!(service.items(), [], "all was taken away");
}
