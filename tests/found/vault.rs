//! Several stores: the most specific key answers wherever it is, and of its copies the first.

use proptest::prelude::*;
use xauth::{
    Failure,
    scheme::Credential,
    store::{Entry, Memory, Protection, Store},
    target::{Candidate, Key},
    vault::{Choice, Vault},
};

use super::seeds::hold;

/// A memory by another name, or a store that says `failure`.
struct Named {
    name: &'static str,
    memory: Memory,
    failure: Option<fn() -> Failure>,
}

impl Named {
    fn check(&self) -> Result<&Memory, Failure> {
        self.failure
            .map_or(Ok(&self.memory), |failure| Err(failure()))
    }
}

impl Store for Named {
    fn name(&self) -> &'static str {
        self.name
    }

    fn place(&self) -> String {
        self.name.to_owned()
    }

    fn protection(&self) -> Protection {
        Protection::Unencrypted
    }

    fn probe(&self) -> Result<(), Failure> {
        self.check()?.probe()
    }

    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure> {
        self.check()?.get(key)
    }

    fn first(&self, candidates: &[Candidate]) -> Result<Option<(usize, Credential)>, Failure> {
        self.check()?.first(candidates)
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        self.check()?.holds(key)
    }

    fn set(&self, key: &Key, credential: &Credential) -> Result<(), Failure> {
        self.check()?.set(key, credential)
    }

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        self.check()?.remove(key)
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        self.check()?.entries()
    }
}

const NAMES: [&str; 3] = ["environment", "keychain", "file"];
const KEYS: [&str; 4] = ["https://a.test/x", "a.test", "*.a.test", "*.b.test"];

/// Which store holds which key, by position.
type Held = [[bool; KEYS.len()]; NAMES.len()];

fn credential(store: usize, key: usize) -> Credential {
    let json = format!(r#"{{"BearerToken":"secret-{store}-{key}"}}"#);
    Credential::from_json("key", &json).unwrap()
}

fn vault(held: &Held, failures: [Option<fn() -> Failure>; 3], choice: Choice) -> Vault {
    let named = |at: usize| {
        let memory = Memory::default();
        for (key, _) in held[at].iter().enumerate().filter(|(_, held)| **held) {
            memory
                .set(&Key::stored(KEYS[key]), &credential(at, key))
                .unwrap();
        }
        let (name, failure) = (NAMES[at], failures[at]);
        Box::new(Named {
            name,
            memory,
            failure,
        }) as Box<dyn Store>
    };
    Vault::of((0..NAMES.len()).map(named).collect(), choice)
}

/// Every key, the most specific first, and then one that nobody has.
fn candidates() -> Vec<Candidate> {
    let keys = KEYS.into_iter().chain(["*.nobody.test"]);
    keys.map(|key| Key::stored(key).into()).collect()
}

#[test]
fn p19_the_most_specific_key_of_any_store_answers_and_hides_the_rest() {
    hold(1000, &any::<Held>(), |held| {
        let vault = vault(&held, [None; 3], Choice::Auto);
        let copies: Vec<(usize, usize)> = (0..KEYS.len())
            .flat_map(|key| (0..NAMES.len()).map(move |store| (key, store)))
            .filter(|(key, store)| held[*store][*key])
            .collect();
        let search = vault.search(&candidates()).unwrap();
        let answer = search
            .found
            .map(|found| (found.key.to_string(), found.store.name(), found.credential));
        let named = |(key, store): &(usize, usize)| (KEYS[*key].to_owned(), NAMES[*store]);
        let wanted = copies.first().map(|copy| {
            let (key, store) = named(copy);
            (key, store, credential(copy.1, copy.0))
        });
        prop_assert_eq!(answer, wanted);
        let hidden: Vec<_> = search
            .shadowed
            .iter()
            .map(|(key, store)| (key.to_string(), store.name()))
            .collect();
        let rest: Vec<_> = copies.iter().skip(1).map(named).collect();
        prop_assert_eq!(hidden, rest);
        Ok(())
    });
}

#[test]
fn a_store_that_might_hold_the_answer_must_be_read() {
    let everything = [[true; KEYS.len()]; NAMES.len()];
    let wildcards = [[false, false, true, true]; NAMES.len()];
    let locked: Option<fn() -> Failure> = Some(|| Failure::Locked);
    let absent: Option<fn() -> Failure> = Some(|| Failure::Absent("none".into()));
    let name = |vault: &Vault| {
        vault
            .find(&candidates())
            .map(|found| found.unwrap().store.name())
    };
    for at in 0..NAMES.len() {
        let mut failures = [None; 3];
        failures[at] = locked;
        let error = name(&vault(&wildcards, failures, Choice::Auto)).unwrap_err();
        assert_eq!(error.exit_code(), 3, "{}", error.message());
        assert!(error.message().contains(NAMES[at]), "{}", error.message());
        // No other store can have anything more specific, so none of them is asked.
        let found = name(&vault(&everything, failures, Choice::Auto));
        assert_eq!(found.is_ok(), at > 0);
    }
    let without = [None, absent, None];
    assert_eq!(
        name(&vault(&wildcards, without, Choice::Auto)).unwrap(),
        "environment"
    );
    assert_eq!(
        name(&vault(&wildcards, without, Choice::File)).unwrap(),
        "environment"
    );
    let error = name(&vault(&wildcards, without, Choice::Keychain)).unwrap_err();
    assert_eq!(error.exit_code(), 3, "chosen by name: {}", error.message());
}
