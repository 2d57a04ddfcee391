//! Guard: the terminal as it was, whatever ends a question or a wait.

#[cfg(unix)]
pub(super) use unix::{Guard, Watch, is_foreground};

#[cfg(unix)]
mod unix {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, MutexGuard, PoisonError},
        thread,
    };

    use rustix::{
        process::getpgrp,
        termios::{
            LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
        },
    };
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
        iterator::Signals,
        low_level,
    };

    /// Shows the cursor, which a list of choices hides, and ends bracketed paste (DEC private modes 25 and 2004).
    const PLAIN: &[u8] = b"\x1b[?25h\x1b[?2004l";

    /// Removes what turns, and goes to where it was (ECMA-48 §8.3.41).
    const CLEAR: &[u8] = b"\r\x1b[2K";

    /// Restores the terminal before a signal ends or stops the process.
    ///
    /// It starts with the first question or wait and stays to the end: a signal is
    /// ignored for good when what handled it goes away.
    #[derive(Debug, Default)]
    pub(in crate::ui) struct Watch {
        uses: Arc<Mutex<Vec<Use>>>,
        is_started: bool,
    }

    /// One use of the terminal, a question or a wait.
    #[derive(Debug)]
    struct Use {
        /// How the terminal was before.
        before: Termios,
        /// How it was made, as far as that is known.
        during: Option<Termios>,
        /// What to write to it when this does not come to its end.
        undo: &'static [u8],
        /// Whether Ctrl-C is for somebody else, who then ends this.
        leaves_interrupt: bool,
    }

    /// Restores the terminal when its use ends. The last one that began ends first.
    #[derive(Debug)]
    pub(in crate::ui) struct Guard(Arc<Mutex<Vec<Use>>>);

    impl Watch {
        /// Opens a question that is drawn, by something that changes the terminal and restores it.
        pub(in crate::ui) fn open_drawn(&mut self) -> io::Result<Guard> {
            Ok(self.guard(Use {
                before: tcgetattr(io::stdin())?,
                during: None,
                undo: PLAIN,
                leaves_interrupt: false,
            }))
        }

        /// Opens a question whose answer is not shown, from before the question is to be seen.
        pub(in crate::ui) fn open_hidden(&mut self) -> io::Result<Guard> {
            let before = tcgetattr(io::stdin())?;
            let during = hidden(before.clone());
            let guard = self.guard(Use {
                before,
                during: Some(during.clone()),
                undo: b"",
                leaves_interrupt: false,
            });
            tcsetattr(io::stdin(), OptionalActions::Now, &during)?;
            Ok(guard)
        }

        /// Begins a wait of which nothing changes.
        pub(in crate::ui) fn open_wait(&mut self) -> io::Result<Guard> {
            Ok(self.guard(Use {
                before: tcgetattr(io::stdin())?,
                during: None,
                undo: b"",
                leaves_interrupt: true,
            }))
        }

        /// Begins a wait during which something turns, and keys would get in its way.
        pub(in crate::ui) fn open_drawn_wait(&mut self) -> io::Result<Guard> {
            let before = tcgetattr(io::stdin())?;
            let mut during = before.clone();
            during.local_modes.remove(LocalModes::ECHO);
            let guard = self.guard(Use {
                before,
                during: Some(during.clone()),
                undo: CLEAR,
                leaves_interrupt: true,
            });
            set(&during);
            Ok(guard)
        }

        fn guard(&mut self, new: Use) -> Guard {
            lock(&self.uses).push(new);
            if !self.is_started {
                // What cannot be set up leaves the terminal as safe as any other program does.
                self.is_started = start(Arc::clone(&self.uses)).is_ok();
            }
            Guard(Arc::clone(&self.uses))
        }
    }

    impl Drop for Guard {
        fn drop(&mut self) {
            if let Some(last) = lock(&self.0).pop() {
                set(&last.before);
            }
        }
    }

    /// Whether what is typed is for this process: another one may have the terminal, if it is one for jobs.
    pub(in crate::ui) fn is_foreground() -> bool {
        tcgetpgrp(io::stdin()).map_or(true, |group| group == getpgrp())
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

    fn start(uses: Arc<Mutex<Vec<Use>>>) -> io::Result<()> {
        let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP])?;
        let watch = move || {
            for signal in signals.forever() {
                receive(signal, &mut lock(&uses));
            }
        };
        thread::Builder::new().spawn(watch)?;
        Ok(())
    }

    fn receive(signal: i32, uses: &mut [Use]) {
        match (signal, uses) {
            (SIGCONT, [.., last]) => {
                last.during.as_ref().map(set);
            }
            (SIGINT, [.., last]) if last.leaves_interrupt => {}
            (_, []) => {
                let _ = low_level::emulate_default_handler(signal);
            }
            (_, uses) => {
                // Nobody else, such as what turns, is to draw between the two.
                let mut screen = io::stderr().lock();
                give_back(uses, &mut screen);
                let _ = low_level::emulate_default_handler(signal);
            }
        }
    }

    /// Makes the terminal as it was before all of this.
    fn give_back(uses: &mut [Use], screen: &mut impl Write) {
        if let [.., last] = uses {
            last.during = tcgetattr(io::stdin()).ok();
        }
        if let [first, ..] = uses {
            set(&first.before);
        }
        for each in uses.iter().rev() {
            let _ = screen.write_all(each.undo);
        }
    }

    /// A terminal that is gone needs nothing, and one that another process has is not to be touched.
    fn set(modes: &Termios) {
        if is_foreground() {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, modes);
        }
    }

    fn lock(uses: &Mutex<Vec<Use>>) -> MutexGuard<'_, Vec<Use>> {
        uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(not(unix))]
#[derive(Debug, Default)]
pub(super) struct Watch;

/// The console is restored by what asks.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) struct Guard;

#[cfg(not(unix))]
impl Watch {
    pub(super) fn open_drawn(&mut self) -> std::io::Result<Guard> {
        Ok(Guard)
    }

    pub(super) fn open_hidden(&mut self) -> std::io::Result<Guard> {
        Ok(Guard)
    }

    pub(super) fn open_wait(&mut self) -> std::io::Result<Guard> {
        Ok(Guard)
    }

    pub(super) fn open_drawn_wait(&mut self) -> std::io::Result<Guard> {
        Ok(Guard)
    }
}
