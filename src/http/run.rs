//! Run: work that waits for the network, on a runtime of its own, until it is done or the user has had enough.

use std::{
    cell::OnceCell,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Builder, signal};

use crate::error::{Error, Result};

/// How long work may go on after Ctrl-C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grace {
    /// Not at all.
    None,
    /// Long enough for an answer that is on its way, which would be lost; and from its end until
    /// [`Runner::rest`] a signal ends nothing, for what was answered has to be stored.
    Short,
}

impl Grace {
    fn duration(self) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Short => Duration::from_millis(650),
        }
    }
}

/// Runs work that waits for the network; one a process.
#[derive(Debug, Default)]
pub struct Runner {
    /// What the signals do, once we have handled them.
    signals: OnceCell<Signals>,
}

#[derive(Debug, Default)]
struct Signals {
    /// Whether they have their usual effect: what has once been handled is ignored for good otherwise.
    is_usual: Arc<AtomicBool>,
    /// Whether one came while they had not.
    is_seen: Arc<AtomicBool>,
}

impl Runner {
    /// Runs `work` to its end, or to Ctrl-C.
    ///
    /// # Errors
    /// Those of `work`, and [`Error::Interrupted`].
    pub fn run<T>(&self, grace: Grace, work: impl Future<Output = Result<T>>) -> Result<T> {
        let failed = |error: io::Error| Error::Failed {
            problem: "could not start to use the network".into(),
            hint: None,
            source: Some(error),
        };
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let result = runtime.block_on(async {
            let interrupted = interrupted().map_err(failed)?;
            self.hold();
            if self.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let limit = async {
                interrupted.await;
                tokio::time::sleep(grace.duration()).await;
            };
            tokio::select! {
                biased;
                result = work => result,
                () = limit => Err(Error::Interrupted),
            }
        });
        if grace == Grace::None {
            self.rest();
        }
        // A name that is being looked up cannot be stopped, and is not waited for.
        runtime.shutdown_background();
        result
    }

    /// From here to [`rest`](Self::rest) a signal ends nothing; [`run`](Self::run) ends by it.
    pub fn hold(&self) {
        let signals = self.signals.get_or_init(Signals::handled);
        signals.is_usual.store(false, Ordering::SeqCst);
    }

    /// Whether a signal came since [`hold`](Self::hold).
    pub fn is_interrupted(&self) -> bool {
        let signals = self.signals.get();
        signals.is_some_and(|signals| signals.is_seen.load(Ordering::SeqCst))
    }

    /// Gives the signals their usual effect back.
    pub fn rest(&self) {
        if let Some(signals) = self.signals.get() {
            signals.is_usual.store(true, Ordering::SeqCst);
            signals.is_seen.store(false, Ordering::SeqCst);
        }
    }
}

impl Signals {
    #[cfg(unix)]
    fn handled() -> Self {
        use signal_hook::{consts, flag};
        let signals = Self::default();
        for signal in [consts::SIGINT, consts::SIGTERM, consts::SIGHUP] {
            // What cannot be set up leaves the rest of the run without Ctrl-C.
            let _ = flag::register_conditional_default(signal, Arc::clone(&signals.is_usual));
            let _ = flag::register(signal, Arc::clone(&signals.is_seen));
        }
        signals
    }

    #[cfg(not(unix))]
    fn handled() -> Self {
        Self::default()
    }
}

#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
