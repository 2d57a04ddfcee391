//! Benchmarks of whole processes, each beside a floor: the least a process can do for the same result.
//!
//! ```text
//! cargo bench                    200 runs of each
//! cargo bench -- 20              20 runs
//! cargo bench -- 20 keychain     only the cases whose name has the word
//! ```
//!
//! The result is two Markdown tables, which `docs/performance.md` explains.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a benchmark is a program of its own, which stores no secrets"
)]

#[cfg(target_os = "linux")]
mod arm;
#[cfg(target_os = "linux")]
mod cases;
#[cfg(target_os = "linux")]
mod count;
#[cfg(target_os = "linux")]
mod keychain;
#[cfg(target_os = "linux")]
mod programs;
#[cfg(target_os = "linux")]
#[path = "../../tests/support/mod.rs"]
mod support;
#[cfg(target_os = "linux")]
mod table;
#[cfg(target_os = "linux")]
mod time;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: strace, GNU time and the Secret Service are Linux's");
}

#[cfg(target_os = "linux")]
fn main() {
    use cases::Case;

    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words = words.iter().filter(|word| !word.starts_with('-'));
    let (numbers, names): (Vec<_>, Vec<_>) = words.partition(|word| word.parse::<usize>().is_ok());
    let runs = numbers.first().map_or(200, |n| n.parse().unwrap_or(200));
    let is_wanted = |case: &Case| names.iter().all(|name| case.name().contains(*name));

    let programs = programs::find();
    let home = support::Home::new();
    let mut rows = Vec::new();
    for case in cases::on_files(&programs, &home)
        .into_iter()
        .filter(is_wanted)
    {
        rows.push(table::Row::of(&case, runs, None));
    }
    match keychain::why_not() {
        Some(why) => eprintln!("skipped: the keychain: {why}"),
        None => keychain::measure(&programs, &home, runs, &is_wanted, &mut rows),
    }
    print!("{}", table::times(&rows));
    print!("{}", table::counts(&rows));
    print!("{}", table::size(&programs));
}
