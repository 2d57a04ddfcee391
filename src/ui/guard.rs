//! Guard: the terminal as it was, whatever ends a question.

#[cfg(unix)]
pub(super) use unix::Watch;

#[cfg(unix)]
mod unix {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, MutexGuard, PoisonError},
        thread,
    };

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
        iterator::Signals,
        low_level,
    };

    /// Shows the cursor, which a list of choices hides, and ends bracketed paste (DEC private modes 25 and 2004).
    const PLAIN: &[u8] = b"\x1b[?25h\x1b[?2004l";

    /// Restores the terminal before a signal ends or stops the process.
    ///
    /// It starts with the first question and stays to the end: a signal is
    /// ignored for good when what handled it goes away.
    #[derive(Debug, Default)]
    pub(in crate::ui) struct Watch {
        question: Arc<Mutex<Option<Question>>>,
        is_started: bool,
    }

    /// How the terminal was before a question, how it was made for it as far as that is known,
    /// and what to write to it when the question does not come to its end.
    #[derive(Debug)]
    struct Question {
        before: Termios,
        during: Option<Termios>,
        undo: &'static [u8],
    }

    /// Restores the terminal when a question ends.
    pub(in crate::ui) struct Guard(Arc<Mutex<Option<Question>>>);

    impl Watch {
        /// Opens a question that is drawn, by something that changes the terminal and restores it.
        pub(in crate::ui) fn open_drawn(&mut self) -> io::Result<Guard> {
            Ok(self.guard(Question {
                before: tcgetattr(io::stdin())?,
                during: None,
                undo: PLAIN,
            }))
        }

        /// Opens a question whose answer is not shown, from before the question is to be seen.
        pub(in crate::ui) fn open_hidden(&mut self) -> io::Result<Guard> {
            let before = tcgetattr(io::stdin())?;
            let during = hidden(before.clone());
            let guard = self.guard(Question {
                before,
                during: Some(during.clone()),
                undo: b"",
            });
            tcsetattr(io::stdin(), OptionalActions::Now, &during)?;
            Ok(guard)
        }

        fn guard(&mut self, question: Question) -> Guard {
            *lock(&self.question) = Some(question);
            if !self.is_started {
                // What cannot be set up leaves the question as safe as any other program's.
                self.is_started = start(Arc::clone(&self.question)).is_ok();
            }
            Guard(Arc::clone(&self.question))
        }
    }

    impl Drop for Guard {
        fn drop(&mut self) {
            if let Some(question) = lock(&self.0).take() {
                set(&question.before);
            }
        }
    }

    /// Keys come one by one and are not shown. Ctrl-C is a key, and Ctrl-Z still stops the process.
    fn hidden(mut modes: Termios) -> Termios {
        modes
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON);
        modes.special_codes[SpecialCodeIndex::VINTR] = 0;
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        modes
    }

    fn start(question: Arc<Mutex<Option<Question>>>) -> io::Result<()> {
        let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP])?;
        let watch = move || {
            for signal in signals.forever() {
                receive(signal, lock(&question).as_mut());
            }
        };
        thread::Builder::new().spawn(watch)?;
        Ok(())
    }

    fn receive(signal: i32, question: Option<&mut Question>) {
        match (signal, question) {
            (SIGCONT, Some(question)) => {
                question.during.as_ref().map(set);
            }
            (_, Some(question)) => {
                question.during = tcgetattr(io::stdin()).ok();
                set(&question.before);
                let _ = io::stderr().write_all(question.undo);
                let _ = low_level::emulate_default_handler(signal);
            }
            (_, None) => {
                let _ = low_level::emulate_default_handler(signal);
            }
        }
    }

    /// A terminal that is gone needs nothing.
    fn set(modes: &Termios) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, modes);
    }

    fn lock(question: &Mutex<Option<Question>>) -> MutexGuard<'_, Option<Question>> {
        question.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(not(unix))]
#[derive(Debug, Default)]
pub(super) struct Watch;

/// The console is restored by what asks.
#[cfg(not(unix))]
pub(super) struct Guard;

#[cfg(not(unix))]
impl Watch {
    pub(super) fn open_drawn(&mut self) -> std::io::Result<Guard> {
        Ok(Guard)
    }

    pub(super) fn open_hidden(&mut self) -> std::io::Result<Guard> {
        Ok(Guard)
    }
}
