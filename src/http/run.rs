//! Run: work that waits for the network, on a runtime of its own, until it is done or the user has had enough.

use std::{
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
    /// Long enough for an answer that is on its way, which would be lost.
    Short,
}

impl Grace {
    fn duration(self) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Short => Duration::from_millis(800),
        }
    }
}

/// Runs `work` to its end, or to Ctrl-C.
///
/// # Errors
/// Those of `work`, and [`Error::Interrupted`].
pub fn run<T>(grace: Grace, work: impl Future<Output = Result<T>>) -> Result<T> {
    let failed = |error: io::Error| Error::Failed {
        problem: "could not start to use the network".into(),
        hint: None,
        source: Some(error),
    };
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(failed)?;
    let quiet = Quiet::default();
    let result = runtime.block_on(async {
        let interrupted = interrupted().map_err(failed)?;
        quiet.start();
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
    // A name that is being looked up cannot be stopped, and is not waited for.
    runtime.shutdown_background();
    result
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

/// Gives the signals their usual effect back when it goes: what has once been handled is ignored otherwise.
#[derive(Default)]
struct Quiet(Arc<AtomicBool>);

#[cfg(unix)]
impl Quiet {
    fn start(&self) {
        use signal_hook::{consts, flag};
        for signal in [consts::SIGINT, consts::SIGTERM, consts::SIGHUP] {
            let _ = flag::register_conditional_default(signal, Arc::clone(&self.0));
        }
    }
}

#[cfg(not(unix))]
impl Quiet {
    fn start(&self) {}
}

impl Drop for Quiet {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
