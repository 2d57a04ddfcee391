//! Other programs and other runs of ours that write a tool's file at the same time.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use xauth::tool::{Hands, slot::Wish};

use crate::table::{HOST, ROWS};

/// It takes no lock, and writes the whole file anew under another name first, as most programs do.
#[test]
fn a_program_that_writes_at_the_same_time_loses_nothing_of_its_own_or_ours() {
    for row in &ROWS {
        let place = row.place();
        let path = place.path(row.file);
        let stop = AtomicBool::new(false);
        let name = thread::scope(|scope| {
            let writer = scope.spawn(|| write_until(&stop, &path));
            let at_last = Stops(&stop);
            for _ in 0..40 {
                place.give(row.tool, HOST, &row.credential("tk-123"));
                place.take(row.tool, HOST);
            }
            drop(at_last);
            writer.join().unwrap()
        });
        let text = place.read(row.file);
        // It may have read ours before we took it back, and written it after.
        let theirs = row.theirs.replace("a.example", &name);
        for part in theirs.split(['\n', '}']).filter(|part| part.len() > 2) {
            assert!(text.contains(part.trim_end_matches(',')), "{part}\n{text}");
        }
    }
}

/// Stops the writer also when the test fails, or the scope would wait for it for ever.
struct Stops<'s>(&'s AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Renames its entry again and again; its last name.
fn write_until(stop: &AtomicBool, path: &Path) -> String {
    let mut name = "a.example".to_owned();
    for index in 0.. {
        let text = fs::read_to_string(path).unwrap();
        let (next, new) = (format!("a{index}.example"), path.with_extension("theirs"));
        fs::write(&new, text.replace(&name, &next)).unwrap();
        // What came since is not to be undone by this program, which stands in for a careful one.
        if text.contains(&name) && fs::read_to_string(path).unwrap() == text {
            fs::rename(&new, path).unwrap();
            name = next;
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
        thread::yield_now();
    }
    let _ = fs::remove_file(path.with_extension("theirs"));
    name
}

/// Some change places without the record, and its lock; others read.
#[test]
fn runs_of_ours_lose_nothing_of_each_other() {
    for row in &ROWS {
        let place = row.place();
        place.give(row.tool, HOST, &row.credential("tk-123"));
        let held = place.tool(row.tool).held(&Hands::default()).unwrap();
        let slot = held
            .into_iter()
            .find(|held| held.site.ends_with(HOST))
            .unwrap()
            .slot;
        let value = slot.read(&Hands::default()).unwrap().unwrap();
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        for wish in [Wish::Clear, Wish::Hold(value.clone())] {
                            slot.change(&Hands::default(), &mut |_| wish.clone())
                                .unwrap();
                        }
                    }
                });
            }
            scope.spawn(|| {
                for _ in 0..100 {
                    slot.read(&Hands::default()).unwrap();
                }
            });
        });
        place.take(row.tool, HOST);
        assert_eq!(place.read(row.file), row.theirs);
    }
}
