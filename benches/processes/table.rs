//! The results as Markdown.

use std::fmt::Write;
use std::fs;
use std::time::Duration;

use super::arm::Arm;
use super::cases::Case;
use super::count::{Counts, count};
use super::programs::Programs;
use super::time::{Times, measure};

/// A case that was measured.
pub struct Row {
    name: [String; 3],
    xauth: (Times, Counts),
    floor: (Times, Counts),
    rattler: Option<(Times, Counts)>,
}

impl Row {
    /// Measures a case.
    pub fn of(case: &Case, runs: usize, bus: Option<&[(&'static str, String)]>) -> Self {
        eprintln!("{}", case.name());
        let arms: Vec<&Arm> = [Some(&case.xauth), Some(&case.floor), case.rattler.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        let times = measure(&arms, runs);
        // The numbers go on, for the next login must differ from the last.
        let counts = arms.iter().map(|arm| count(arm, runs, bus));
        let mut results = times.into_iter().zip(counts);
        let mut next = || results.next();
        let entries = match case.entries {
            0 => String::new(),
            entries => entries.to_string(),
        };
        Self {
            name: [case.command.into(), case.store.into(), entries],
            xauth: next().expect("xauth is the first"),
            floor: next().expect("the floor is the second"),
            rattler: next(),
        }
    }
}

/// Milliseconds: the median, and the least in parentheses.
pub fn times(rows: &[Row]) -> String {
    let mut text = String::from(
        "\n| command | store | entries | xauth | floor | times the floor | rattler | times rattler |\n\
         |---|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let [command, store, entries] = &row.name;
        let (ours, floor) = (row.xauth.0, row.floor.0);
        let theirs = row.rattler.as_ref().map(|(times, _)| times);
        let cells = [
            shown(ours),
            shown(floor),
            ratio(ours, floor),
            theirs.map_or_else(none, |theirs| shown(*theirs)),
            theirs.map_or_else(none, |theirs| ratio(ours, *theirs)),
        ];
        line(&mut text, &[command, store, entries], &cells);
    }
    text
}

/// System calls, syncs, peak memory and messages of one run.
pub fn counts(rows: &[Row]) -> String {
    let mut text = String::from(
        "\n| command | store | entries | system calls | floor | rattler | syncs | peak KiB | floor | rattler \
         | D-Bus messages | rattler |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let number = |count: Option<u64>| count.map_or_else(none, |count| count.to_string());
    for row in rows {
        let [command, store, entries] = &row.name;
        let (ours, floor) = (row.xauth.1, row.floor.1);
        let theirs = row.rattler.as_ref().map(|(_, counts)| *counts);
        let theirs = theirs.unwrap_or_default();
        let cells = [
            ours.calls,
            floor.calls,
            theirs.calls,
            ours.syncs,
            ours.kibibytes,
            floor.kibibytes,
            theirs.kibibytes,
            ours.messages,
            theirs.messages,
        ];
        line(&mut text, &[command, store, entries], &cells.map(number));
    }
    text
}

/// The programs' sizes.
pub fn size(programs: &Programs) -> String {
    let of = |path| fs::metadata(path).map_or(0, |data| data.len() / 1024);
    let mut text = format!(
        "\nBinary: xauth {} KiB, floor {} KiB",
        of(&programs.xauth),
        of(&programs.floor)
    );
    if let Some(rattler) = &programs.rattler {
        write!(text, ", rattler's library in a program {} KiB", of(rattler))
            .expect("writing to memory cannot fail");
    }
    text + "\n"
}

fn line(text: &mut String, name: &[&str], cells: &[String]) {
    let cells = name.iter().copied().chain(cells.iter().map(String::as_str));
    let cells: Vec<&str> = cells.collect();
    writeln!(text, "| {} |", cells.join(" | ")).expect("writing to memory cannot fail");
}

fn shown(times: Times) -> String {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let (median, least) = (milliseconds(times.median), milliseconds(times.least));
    format!("{median:.2} ({least:.2})")
}

/// How many times as long the first takes, by median and by least.
fn ratio(one: Times, other: Times) -> String {
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    let median = ratio(one.median, other.median);
    let least = ratio(one.least, other.least);
    format!("{median:.2} ({least:.2})")
}

fn none() -> String {
    "–".into()
}
