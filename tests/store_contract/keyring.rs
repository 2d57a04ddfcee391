//! Keyring: a keychain behind keyring-core's interface. keyring-core's own mock lists entries that
//! were only asked for, and never has two of a key; the keychains of systems are not so.

use std::{
    any::Any,
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use keyring_core::{
    Credential, Entry, Error, Result,
    api::{CredentialApi, CredentialStoreApi},
};

/// Items with services, users and secrets; more than one may have the same service and user.
#[derive(Debug)]
pub struct Keyring {
    this: Weak<Self>,
    items: Mutex<Vec<Item>>,
    next: AtomicUsize,
    reads: AtomicUsize,
}

#[derive(Debug, Clone)]
struct Item {
    id: usize,
    service: String,
    user: String,
    secret: Vec<u8>,
}

impl Keyring {
    pub fn new() -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            items: Mutex::default(),
            next: AtomicUsize::default(),
            reads: AtomicUsize::default(),
        })
    }

    /// Makes an item, whatever there is already.
    pub fn add(&self, service: &str, user: &str, secret: &str) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.items.lock().unwrap().push(Item {
            id,
            service: service.into(),
            user: user.into(),
            secret: secret.into(),
        });
    }

    pub fn replace(&self, service: &str, user: &str, secret: &str) {
        let is_other = |item: &Item| (item.service.as_str(), item.user.as_str()) != (service, user);
        self.items.lock().unwrap().retain(is_other);
        self.add(service, user, secret);
    }

    /// The secret of the only item, unread by any count.
    pub fn peek(&self, service: &str, user: &str) -> Option<String> {
        let items = self.found(|item| item.service == service && item.user == user);
        assert!(items.len() < 2, "{} items for `{user}`", items.len());
        let item = items.into_iter().next()?;
        Some(String::from_utf8(item.secret).unwrap())
    }

    /// How many secrets were read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    fn found(&self, is_wanted: impl Fn(&Item) -> bool) -> Vec<Item> {
        let items = self.items.lock().unwrap();
        items
            .iter()
            .filter(|item| is_wanted(item))
            .cloned()
            .collect()
    }

    fn entry(&self, service: &str, user: &str, id: Option<usize>) -> Entry {
        Entry::new_with_credential(Arc::new(Named {
            keyring: self.this.upgrade().unwrap(),
            service: service.into(),
            user: user.into(),
            id,
        }))
    }
}

impl CredentialStoreApi for Keyring {
    fn vendor(&self) -> String {
        "xauth's tests".into()
    }

    fn id(&self) -> String {
        format!("{:p}", self.this.as_ptr())
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        Ok(self.entry(service, user, None))
    }

    /// Like the real ones, by a part of the name: others' items come too.
    fn search(&self, spec: &HashMap<&str, &str>) -> Result<Vec<Entry>> {
        let service = spec.get("service").copied().unwrap_or_default();
        let items = self.found(|item| item.service.contains(service));
        let entry = |item: Item| self.entry(&item.service, &item.user, Some(item.id));
        Ok(items.into_iter().map(entry).collect())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// An item, or the name that one would have.
#[derive(Debug)]
struct Named {
    keyring: Arc<Keyring>,
    service: String,
    user: String,
    id: Option<usize>,
}

impl Named {
    fn item(&self) -> Result<Item> {
        let mut items = self.keyring.found(|item| match self.id {
            Some(id) => item.id == id,
            None => item.service == self.service && item.user == self.user,
        });
        if items.len() > 1 {
            let entry = |item: &Item| self.keyring.entry(&item.service, &item.user, Some(item.id));
            return Err(Error::Ambiguous(items.iter().map(entry).collect()));
        }
        items.pop().ok_or(Error::NoEntry)
    }
}

impl CredentialApi for Named {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        match self.item() {
            Ok(found) => {
                let mut items = self.keyring.items.lock().unwrap();
                let item = items.iter_mut().find(|item| item.id == found.id).unwrap();
                item.secret = secret.to_vec();
                Ok(())
            }
            Err(Error::NoEntry) => {
                let text = std::str::from_utf8(secret).unwrap();
                self.keyring.add(&self.service, &self.user, text);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.keyring.reads.fetch_add(1, Ordering::Relaxed);
        Ok(self.item()?.secret)
    }

    fn delete_credential(&self) -> Result<()> {
        let found = self.item()?;
        let mut items = self.keyring.items.lock().unwrap();
        items.retain(|item| item.id != found.id);
        Ok(())
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        let found = self.item()?;
        Ok(Some(Arc::new(Self {
            keyring: Arc::clone(&self.keyring),
            service: found.service,
            user: found.user,
            id: Some(found.id),
        })))
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some((self.service.clone(), self.user.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
