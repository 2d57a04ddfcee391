//! Entries: what a netrc file says of each machine, and where in the text it says so.

use std::ops::Range;

use super::words::{Word, Words};

/// What a netrc file says of one machine.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// The machine; none is the `default` entry, for every other.
    pub(crate) machine: Option<String>,
    /// The user name.
    pub(crate) login: Option<Word>,
    /// The password.
    pub(crate) password: Option<Word>,
    /// Where its words are, keywords and values, in order.
    pub(crate) spans: Vec<Range<usize>>,
    /// Whether it says `account`.
    pub(crate) has_account: bool,
    /// Whether a word that means nothing, or lacks a value, follows in it.
    pub(crate) is_odd: bool,
}

/// The entries of a netrc file.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// All of them, in order.
    pub(crate) found: Vec<Entry>,
    /// Words that mean nothing, or that lack a value. One may be a part of a password.
    pub(crate) odd: Vec<Word>,
    /// Where a macro starts that does not end.
    pub(crate) open_macro: Option<usize>,
}

impl Entries {
    /// Takes a text apart as curl does, which makes something of any text.
    pub(crate) fn of(text: &str) -> Self {
        let mut entries = Self::default();
        let mut words = Words::of(text);
        // What comes before the first machine belongs to none.
        let mut is_inside = false;
        while let Some(word) = words.next() {
            match Keyword::of(&word.text) {
                Some(Keyword::Macdef) => {
                    if !words.skip_macro() {
                        entries.open_macro = Some(word.span.start);
                    }
                }
                Some(Keyword::Default) => {
                    is_inside = true;
                    entries.start(None, vec![word.span]);
                }
                None => entries.add_odd(word),
                Some(keyword) => match words.next() {
                    None => entries.add_odd(word),
                    Some(value) if keyword == Keyword::Machine => {
                        is_inside = true;
                        let name = value.text.to_string();
                        entries.start(Some(name), vec![word.span, value.span]);
                    }
                    Some(value) if is_inside => entries.add(keyword, word, value),
                    Some(_) => entries.add_odd(word),
                },
            }
        }
        entries
    }

    /// What is said of a machine first.
    pub(crate) fn find(&self, machine: &str) -> Option<&Entry> {
        self.found.iter().find(|entry| entry.is_for(machine))
    }

    /// All that is said of a machine.
    pub(crate) fn all<'e>(&'e self, machine: &'e str) -> impl Iterator<Item = &'e Entry> {
        self.found.iter().filter(|entry| entry.is_for(machine))
    }

    /// What is said of every machine that nothing else is said of.
    pub(crate) fn default_entry(&self) -> Option<&Entry> {
        self.found.iter().find(|entry| entry.machine.is_none())
    }

    fn start(&mut self, machine: Option<String>, spans: Vec<Range<usize>>) {
        self.found.push(Entry {
            machine,
            spans,
            ..Entry::default()
        });
    }

    fn add_odd(&mut self, word: Word) {
        if let Some(entry) = self.found.last_mut() {
            entry.is_odd = true;
        }
        self.odd.push(word);
    }

    fn add(&mut self, keyword: Keyword, word: Word, value: Word) {
        let Some(entry) = self.found.last_mut() else {
            return;
        };
        entry.spans.extend([word.span, value.span.clone()]);
        match keyword {
            Keyword::Login => entry.login = Some(value),
            Keyword::Password => entry.password = Some(value),
            _ => entry.has_account = true,
        }
    }
}

impl Entry {
    /// Its user name and password, empty where it does not say.
    pub(crate) fn pair(&self) -> (&str, &str) {
        fn said(word: Option<&Word>) -> &str {
            word.map_or("", |word| &word.text)
        }
        (said(self.login.as_ref()), said(self.password.as_ref()))
    }

    /// Whether it is for this machine.
    pub(crate) fn is_for(&self, machine: &str) -> bool {
        let name = self.machine.as_deref();
        name.is_some_and(|name| name.eq_ignore_ascii_case(machine))
    }

    /// Where it starts.
    pub(crate) fn start(&self) -> usize {
        self.spans.first().map_or(0, |span| span.start)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyword {
    Machine,
    Default,
    Macdef,
    Login,
    Password,
    Account,
}

impl Keyword {
    fn of(word: &str) -> Option<Self> {
        let all = [
            ("machine", Self::Machine),
            ("default", Self::Default),
            ("macdef", Self::Macdef),
            ("login", Self::Login),
            ("password", Self::Password),
            ("account", Self::Account),
        ];
        let is_it = |(name, _): &(&str, Self)| word.eq_ignore_ascii_case(name);
        all.into_iter().find(is_it).map(|(_, keyword)| keyword)
    }
}
