//! Hidden: an answer that is not shown.

use std::io;

#[cfg(unix)]
use std::{
    fs::File,
    io::{Read, Write},
    os::fd::AsFd,
};

/// Asks, and reads a line from standard input, which is a terminal that shows no keys.
#[cfg(unix)]
pub(super) fn ask(question: &str) -> io::Result<String> {
    let keys = io::stdin().as_fd().try_clone_to_owned()?;
    let config = rpassword::ConfigBuilder::new()
        .input_reader(Keys(File::from(keys)))
        .output_writer(io::stderr())
        .build();
    let typed = rpassword::prompt_password_with_config(question, config);
    // The person's return key was not shown either.
    let _ = writeln!(io::stderr());
    typed
}

/// Asks, and reads a line from the console.
#[cfg(not(unix))]
pub(super) fn ask(question: &str) -> io::Result<String> {
    let config = rpassword::ConfigBuilder::new()
        .output_writer(io::stderr())
        .build();
    rpassword::prompt_password_with_config(question, config)
}

#[cfg(unix)]
const CTRL_C: u8 = 3;

/// What a person types. A terminal that goes away is an error, for the half of a secret is none.
#[cfg(unix)]
struct Keys(File);

#[cfg(unix)]
impl Read for Keys {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = loop {
            match self.0.read(buffer) {
                // A signal that was handled is no key.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        let is_gone = count == 0 && !buffer.is_empty();
        if is_gone || buffer[..count].contains(&CTRL_C) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        Ok(count)
    }
}
