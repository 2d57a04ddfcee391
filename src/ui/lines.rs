//! Lines: questions on a terminal that can only print one line after the other.

use std::io::{self, Write};

/// Asks for a line.
pub(super) fn ask(question: &str) -> io::Result<String> {
    write!(io::stderr(), "{question} ")?;
    let mut line = String::new();
    match io::stdin().read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim().to_owned()),
    }
}

/// Asks until the answer is yes, no or empty, which is no.
pub(super) fn ask_yes(question: &str) -> io::Result<bool> {
    loop {
        match &*ask(&format!("{question} (y/N)"))?.to_ascii_lowercase() {
            "y" | "yes" => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// Asks until the answer is the number of one option.
pub(super) fn ask_one(question: &str, options: &[String]) -> io::Result<usize> {
    loop {
        let numbers = numbers(&format!("{question}, by number:"), options)?;
        if let Some([number]) = numbers.as_deref() {
            return Ok(*number);
        }
    }
}

/// Asks until the answer is the numbers of some options, or empty.
pub(super) fn ask_some(question: &str, options: &[String]) -> io::Result<Vec<usize>> {
    loop {
        if let Some(numbers) = numbers(&format!("{question}, by numbers:"), options)? {
            return Ok(numbers);
        }
    }
}

/// The positions that the answer names; `None` when it holds anything else.
fn numbers(question: &str, options: &[String]) -> io::Result<Option<Vec<usize>>> {
    for (at, option) in options.iter().enumerate() {
        writeln!(io::stderr(), "{}) {option}", at + 1)?;
    }
    let typed = ask(question)?;
    let words = typed.split([' ', ',']).filter(|word| !word.is_empty());
    let position = |word: &str| {
        let number: usize = word.parse().ok()?;
        (1..=options.len()).contains(&number).then(|| number - 1)
    };
    Ok(words.map(position).collect())
}
