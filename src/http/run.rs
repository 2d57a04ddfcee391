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
    /// Whether the signals have their usual effect, once we have handled them.
    is_idle: OnceCell<Arc<AtomicBool>>,
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
            self.set_idle(false);
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
        self.set_idle(grace == Grace::None || result.is_err());
        // A name that is being looked up cannot be stopped, and is not waited for.
        runtime.shutdown_background();
        result
    }

    /// Gives the signals their usual effect back, when what was answered is stored.
    pub fn rest(&self) {
        if let Some(flag) = self.is_idle.get() {
            flag.store(true, Ordering::SeqCst);
        }
    }

    /// A signal that has once been handled is ignored for good, unless somebody gives it its usual effect back.
    fn set_idle(&self, is_idle: bool) {
        let flag = self.is_idle.get_or_init(usual_when_idle);
        flag.store(is_idle, Ordering::SeqCst);
    }
}

#[cfg(unix)]
fn usual_when_idle() -> Arc<AtomicBool> {
    use signal_hook::{consts, flag};
    let is_idle = Arc::new(AtomicBool::new(false));
    for signal in [consts::SIGINT, consts::SIGTERM, consts::SIGHUP] {
        // What cannot be set up leaves the rest of the run without Ctrl-C.
        let _ = flag::register_conditional_default(signal, Arc::clone(&is_idle));
    }
    is_idle
}

#[cfg(not(unix))]
fn usual_when_idle() -> Arc<AtomicBool> {
    Arc::default()
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
