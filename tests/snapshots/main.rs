//! The command line as data: every file in `tests/cmd` is a story, told in steps of what is typed and what comes.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test snapshots` writes down what comes now; read the difference
//! before you commit it. Needs no service: the stories are told with the file store, in a home of their own, and
//! with a server on loopback that is a login provider.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

mod coverage;
mod elsewhere;
#[path = "../support/fake/http.rs"]
#[expect(
    dead_code,
    reason = "stories need less of it than tests of hostile servers"
)]
mod http;
mod provider;
#[path = "../support/fake/server.rs"]
#[expect(
    dead_code,
    reason = "stories need less of it than tests of hostile servers"
)]
mod server;
mod shown;
mod story;
mod told;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use story::Story;

/// The files of stories, sorted.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// What is wrong with the story in `file`, if anything is.
fn check(file: &Path, update: bool) -> Option<String> {
    let text = fs::read_to_string(file).unwrap();
    let story = match Story::parse(&text) {
        Ok(story) => story,
        Err(error) => return Some(format!("{}: {error}", file.display())),
    };
    if !story.is_for_this_system() {
        return None;
    }
    let told = told::tell(&story);
    if update {
        fs::write(file, told.to_text(&text)).unwrap();
        return None;
    }
    let differences = story.differences(&told);
    (!differences.is_empty()).then(|| format!("{}:\n{differences}", file.display()))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test has no `Env`")]
fn every_story_is_told_as_it_is_written() {
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let files = files();
    assert!(files.len() > 20, "the stories are missing: {files:?}");
    let (next, wrong) = (Mutex::new(files.iter()), Mutex::new(Vec::new()));
    let tell_all = || {
        loop {
            let Some(file) = next.lock().unwrap().next() else {
                return;
            };
            let found = check(file, update);
            wrong.lock().unwrap().extend(found);
        }
    };
    thread::scope(|scope| {
        // Most of the time they wait.
        for _ in 0..8 {
            scope.spawn(tell_all);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "\n{}\nUPDATE_SNAPSHOTS=1 writes down what comes now",
        wrong.join("\n")
    );
}
