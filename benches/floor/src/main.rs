//! The least a Rust process can do: nothing, read a file, or write files that a power cut leaves whole.
//!
//! ```text
//! floor                       does nothing
//! floor read FILE             reads the file and prints one line
//! floor write BYTES FILE…     per file: writes beside it, syncs, renames over it; then syncs the directory, once
//! ```

use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(()),
        ["read", file] => read(file),
        ["write", bytes, ref files @ ..] => write(bytes.parse().map_err(io::Error::other)?, files),
        _ => Err(io::Error::other("see the first lines of the source")),
    }
}

fn read(file: &str) -> io::Result<()> {
    let bytes = fs::read(file)?;
    // The compiler must not leave the reading out.
    let line: &[u8] = if bytes.is_empty() { b"empty\n" } else { b"read\n" };
    io::stdout().write_all(line)
}

fn write(bytes: usize, files: &[&str]) -> io::Result<()> {
    let text = vec![b'x'; bytes];
    for file in files {
        let beside = format!("{file}.new");
        let mut new = File::create(&beside)?;
        new.write_all(&text)?;
        new.sync_all()?;
        fs::rename(&beside, file)?;
    }
    match files.first().and_then(|file| Path::new(file).parent()) {
        Some(directory) => File::open(directory)?.sync_all(),
        None => Ok(()),
    }
}
