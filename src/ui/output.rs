//! Output: standard output, and whether anybody gets what is written to it.

use std::io::{self, Write};

/// Writes all of it.
pub(super) fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Writes all of it, where somebody may read it.
pub(super) fn hand_out(text: &str) -> io::Result<()> {
    match leads_nowhere() {
        true => Err(io::Error::other("it is closed, or leads to `/dev/null`")),
        false => write(text),
    }
}

/// Whether all that is written is thrown away. Rust opens `/dev/null` where a program is started without a standard output.
#[cfg(unix)]
fn leads_nowhere() -> bool {
    use rustix::fs::{FileType, fstat, stat};

    let (Ok(out), Ok(null)) = (fstat(io::stdout()), stat("/dev/null")) else {
        return false;
    };
    let is_device = FileType::from_raw_mode(out.st_mode).is_char_device();
    is_device && out.st_rdev == null.st_rdev
}

/// A write to no handle is an error already.
#[cfg(not(unix))]
fn leads_nowhere() -> bool {
    false
}
