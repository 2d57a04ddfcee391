//! A keychain that takes no more than the Windows Credential Manager does.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring_core::{Entry, Error, Result};
use serde_json::json;
use xauth::scheme::Credential as Login;
use xauth::store::keychain::native::WINDOWS_LIMIT;
use xauth::store::{Keychain, Store};
use xauth::target::Key;

/// What a keychain holds, and how often a secret was read out of it.
#[derive(Debug, Default)]
pub struct Small {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
    pub reads: AtomicUsize,
}

#[derive(Debug, Clone)]
pub struct SmallStore(pub Arc<Small>);

#[derive(Debug)]
struct SmallItem(Arc<Small>, String, String);

impl CredentialStoreApi for SmallStore {
    fn vendor(&self) -> String {
        "a test".into()
    }

    fn id(&self) -> String {
        "a test".into()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let item = SmallItem(self.0.clone(), service.into(), user.into());
        Ok(Entry::new_with_credential(Arc::new(item)))
    }

    fn search(&self, by: &HashMap<&str, &str>) -> Result<Vec<Entry>> {
        assert_eq!(by, &HashMap::from([("service", "rattler")]));
        let values = self.0.values.lock().unwrap();
        values
            .keys()
            .map(|user| self.build("rattler", user, None))
            .collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialApi for SmallItem {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        let units = String::from_utf8(secret.to_vec())
            .unwrap()
            .encode_utf16()
            .count();
        assert!(units * 2 <= 2560, "it would be refused, or cut off");
        self.0
            .values
            .lock()
            .unwrap()
            .insert(self.2.clone(), secret.to_vec());
        Ok(())
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.0.reads.fetch_add(1, Ordering::Relaxed);
        let values = self.0.values.lock().unwrap();
        values.get(&self.2).cloned().ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        let gone = self.0.values.lock().unwrap().remove(&self.2);
        gone.map(drop).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        let values = self.0.values.lock().unwrap();
        values
            .contains_key(&self.2)
            .then_some(None)
            .ok_or(Error::NoEntry)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some((self.1.clone(), self.2.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

pub fn bearer(length: usize) -> Login {
    let token = "ä".repeat(length);
    Login::from_json("host", &json!({ "BearerToken": token }).to_string()).unwrap()
}

#[test]
fn p73_what_is_too_long_is_refused_with_its_size_and_the_old_item_stays() {
    let small = Arc::new(Small::default());
    let keychain = Keychain::native(Arc::new(SmallStore(small.clone())), Some(WINDOWS_LIMIT));
    let (key, other) = (
        Key::stored("conda.example.com"),
        Key::stored("new.example.com"),
    );
    // `{"BearerToken":""}` takes 18 characters.
    let fitting = WINDOWS_LIMIT - 18;
    keychain.set(&key, &bearer(fitting)).unwrap();
    let before = small.values.lock().unwrap().clone();
    for key in [&key, &other] {
        let refused = keychain
            .set(key, &bearer(fitting + 1))
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("1281") && refused.contains("1280"),
            "{refused}"
        );
        assert_eq!(*small.values.lock().unwrap(), before);
    }
    assert!(keychain.get(&key).unwrap() == Some(bearer(fitting)));
    assert!(!keychain.holds(&other).unwrap());
}

#[test]
fn p73_the_message_names_the_file_and_the_exit_code_is_three() {
    let keychain = Keychain::native(Arc::new(SmallStore(Arc::default())), Some(WINDOWS_LIMIT));
    let key = Key::stored("conda.example.com");
    let error = keychain
        .set(&key, &bearer(3000))
        .unwrap_err()
        .during("keychain", "write to");
    assert_eq!(error.exit_code(), 3);
    assert!(error.hint().unwrap().contains("--store file"));
}
