//! Enter: the key that a person may press while something else goes on.

#[cfg(not(unix))]
pub use self::blocking::Listening;
#[cfg(unix)]
pub use self::unix::Listening;

#[cfg(unix)]
mod unix {
    use std::{
        fs::File,
        io::{self, PipeReader, PipeWriter, Read},
        os::fd::AsFd,
        thread,
        time::Duration,
    };

    use rustix::event::{PollFd, PollFlags, poll};

    use crate::ui::guard::is_foreground;

    /// Listens for Enter until it is dropped. The default does not listen.
    #[derive(Debug, Default)]
    pub struct Listening {
        /// Closed, it ends the thread.
        _open: Option<PipeWriter>,
    }

    impl Listening {
        /// Runs `then` once Enter is pressed on standard input, which is a terminal.
        pub(in crate::ui) fn start(then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
            let keys = File::from(io::stdin().as_fd().try_clone_to_owned()?);
            let (closed, open) = io::pipe()?;
            let listen = move || {
                if is_pressed(keys, &closed).unwrap_or(false) {
                    then();
                }
            };
            thread::Builder::new().spawn(listen)?;
            Ok(Self { _open: Some(open) })
        }
    }

    fn is_pressed(mut keys: File, closed: &PipeReader) -> io::Result<bool> {
        let mut typed = [0; 1024];
        loop {
            if !has_keys(&keys, closed)? {
                return Ok(false);
            }
            if !is_foreground() {
                // To read what is typed for another program would stop this one.
                thread::sleep(Duration::from_millis(100));
                continue;
            }
            match keys.read(&mut typed) {
                Ok(0) => return Ok(false),
                Ok(count) if typed[..count].contains(&b'\n') => return Ok(true),
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
    }

    /// Waits for keys; false when nobody listens any more.
    fn has_keys(keys: &File, closed: &PipeReader) -> io::Result<bool> {
        let mut ready = [
            PollFd::new(keys, PollFlags::IN),
            PollFd::new(closed, PollFlags::IN),
        ];
        loop {
            match poll(&mut ready, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => return Ok(ready[1].revents().is_empty()),
            }
        }
    }
}

#[cfg(not(unix))]
mod blocking {
    use std::{
        io,
        sync::{Arc, Weak},
        thread,
    };

    /// Listens for Enter until it is dropped. The default does not listen.
    #[derive(Debug, Default)]
    pub struct Listening {
        _open: Option<Arc<()>>,
    }

    impl Listening {
        /// Runs `then` once Enter is pressed on standard input, which is a console.
        ///
        /// The console is read to the end of a line even when nobody listens any more.
        pub(in crate::ui) fn start(then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
            let open = Arc::new(());
            let is_open: Weak<()> = Arc::downgrade(&open);
            let listen = move || {
                let count = io::stdin().read_line(&mut String::new());
                if count.is_ok_and(|count| count > 0) && is_open.upgrade().is_some() {
                    then();
                }
            };
            thread::Builder::new().spawn(listen)?;
            Ok(Self { _open: Some(open) })
        }
    }
}
