//! Clipboard: something to paste elsewhere.

use std::{fmt, sync::mpsc, thread, time::Duration};

/// How long a display has to answer; Ctrl-C has to wait for that.
const PATIENCE: Duration = Duration::from_millis(700);

/// What was copied is there as long as this lives: with X11 and Wayland nobody else has it.
#[derive(Default)]
pub(super) struct Clipboard(Option<arboard::Clipboard>);

impl fmt::Debug for Clipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clipboard").finish_non_exhaustive()
    }
}

impl Clipboard {
    /// Copies `text`, and says whether it could be done.
    pub(super) fn copy(&mut self, text: String) -> bool {
        let (sender, receiver) = mpsc::channel();
        let held = self.0.take();
        // A display may be one that never answers.
        thread::spawn(move || sender.send(copy(held, text)));
        self.0 = receiver.recv_timeout(PATIENCE).ok().flatten();
        self.0.is_some()
    }
}

fn copy(held: Option<arboard::Clipboard>, text: String) -> Option<arboard::Clipboard> {
    let mut clipboard = match held {
        Some(clipboard) => clipboard,
        None => arboard::Clipboard::new().ok()?,
    };
    clipboard.set_text(text).ok()?;
    Some(clipboard)
}
