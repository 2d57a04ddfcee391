//! Waiting: the sign that something goes on.

use std::{fmt, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, WeakProgressBar};

use super::guard::Guard;

/// The sign that we wait; it goes away when this is dropped. The default shows nothing.
#[derive(Debug, Default)]
pub struct Waiting {
    spinner: Option<ProgressBar>,
    _guard: Option<Guard>,
}

impl Waiting {
    /// A wait of which nothing is seen from now on.
    pub(super) fn silent(guard: Option<Guard>) -> Self {
        Self {
            spinner: None,
            _guard: guard,
        }
    }

    /// Shows another text; false when nothing turns that could show it.
    pub(crate) fn show(&self, text: &str) -> bool {
        let spinner = self.spinner.as_ref();
        spinner
            .inspect(|spinner| spinner.set_message(text.to_owned()))
            .is_some()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }
}

/// What turns on standard error, as long as a [`Waiting`] holds it.
#[derive(Default)]
pub(super) struct Spinner(WeakProgressBar);

impl fmt::Debug for Spinner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Spinner").finish_non_exhaustive()
    }
}

impl Spinner {
    /// Starts to turn on standard error, which is a terminal.
    pub(super) fn start(&mut self, text: &str, guard: Option<Guard>) -> Waiting {
        let style = ProgressStyle::with_template("{spinner} {wide_msg}")
            .expect("the template is right")
            .tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ");
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
            .with_style(style)
            .with_message(text.to_owned());
        spinner.enable_steady_tick(Duration::from_millis(100));
        self.0 = spinner.downgrade();
        Waiting {
            spinner: Some(spinner),
            _guard: guard,
        }
    }

    /// Writes something while nothing turns.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match self.0.upgrade() {
            Some(spinner) => spinner.suspend(write),
            None => write(),
        }
    }
}
