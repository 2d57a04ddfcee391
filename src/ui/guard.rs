//! Guard: the terminal as it was, whatever ends a question.

#[cfg(unix)]
pub(super) use unix::Guard;

#[cfg(unix)]
mod unix {
    use std::{
        io::{self, Write},
        sync::{Arc, atomic::AtomicBool},
        thread,
    };

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use signal_hook::{
        SigId,
        consts::{SIGHUP, SIGINT, SIGTERM},
        flag,
        iterator::{Handle, Signals},
        low_level,
    };

    /// Shows the cursor, which a list of choices hides (DEC private mode 25).
    const SHOW_CURSOR: &[u8] = b"\x1b[?25h";

    /// While it lives, Ctrl-C is an answer and not the end of the process, and a
    /// signal that does end it finds the terminal restored.
    pub(in crate::ui) struct Guard {
        interrupt: Option<SigId>,
        signals: Option<Handle>,
    }

    impl Guard {
        pub(in crate::ui) fn new() -> Self {
            // What cannot be set up leaves the question as safe as any other program's.
            let interrupt = flag::register(SIGINT, Arc::new(AtomicBool::new(false))).ok();
            let signals = tcgetattr(io::stdin()).ok().and_then(restore_on_signal);
            Self { interrupt, signals }
        }
    }

    fn restore_on_signal(before: Termios) -> Option<Handle> {
        let mut signals = Signals::new([SIGTERM, SIGHUP]).ok()?;
        let handle = signals.handle();
        let wait = move || {
            if let Some(signal) = signals.forever().next() {
                let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
                let _ = io::stderr().write_all(SHOW_CURSOR);
                let _ = low_level::emulate_default_handler(signal);
            }
        };
        thread::Builder::new().spawn(wait).ok()?;
        Some(handle)
    }

    impl Drop for Guard {
        fn drop(&mut self) {
            self.interrupt.map(low_level::unregister);
            if let Some(signals) = &self.signals {
                signals.close();
            }
        }
    }
}

#[cfg(not(unix))]
pub(super) struct Guard;

#[cfg(not(unix))]
impl Guard {
    pub(super) fn new() -> Self {
        Self
    }
}
