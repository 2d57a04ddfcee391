//! A pseudo-terminal of 80 columns, and what it shows.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// The side of a person, the side of programs, and its name.
pub fn open() -> (File, File, PathBuf) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let keyboard = openpt(flags).expect("a pseudo-terminal");
    grantpt(&keyboard).expect("it is ours");
    unlockpt(&keyboard).expect("it can be opened");
    let path = ptsname(&keyboard, Vec::new()).expect("it has a name");
    let path = PathBuf::from(OsString::from_vec(path.into_bytes()));
    let terminal = ioctl_tiocgptpeer(&keyboard, flags).expect("a terminal can be opened");
    let size = Winsize {
        ws_row: 24,
        ws_col: 80,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&terminal, size).expect("a terminal has a size");
    (keyboard.into(), terminal.into(), path)
}

/// Collects what is shown until the session is over and all was read.
pub fn read(
    keyboard: &File,
    shown: Arc<Mutex<Vec<u8>>>,
    is_open: Arc<Mutex<bool>>,
) -> JoinHandle<()> {
    let mut screen = keyboard.try_clone().expect("a file can be cloned");
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        loop {
            // What was written before the end is there before the end is seen.
            let is_last = !*is_open.lock().expect("no panic");
            while has_output(&screen) {
                match screen.read(&mut bytes) {
                    Ok(count) if count > 0 => {
                        let mut shown = shown.lock().expect("no panic");
                        shown.extend_from_slice(&bytes[..count]);
                    }
                    _ => return,
                }
            }
            if is_last {
                return;
            }
        }
    })
}

fn has_output(screen: &File) -> bool {
    let mut ready = [PollFd::from_borrowed_fd(screen.as_fd(), PollFlags::IN)];
    let wait = Timespec {
        tv_sec: 0,
        tv_nsec: 5_000_000,
    };
    poll(&mut ready, Some(&wait)).is_ok_and(|count| count > 0)
}

/// `stty -a` of it.
pub fn stty(path: &Path) -> String {
    let said = Command::new("stty").arg("-a").arg("-F").arg(path).output();
    let said = said.expect("stty runs");
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    String::from_utf8_lossy(&said.stdout).into_owned()
}
