//! Worker: the thread that talks to a keychain, so that one that hangs holds nobody up.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use super::Backend;
use crate::error::Failure;

type Job = Box<dyn FnOnce(&mut Opened) + Send>;
type Open = dyn Fn() -> Result<Box<dyn Backend>, Failure> + Send + Sync;

/// The thread's own: the keychain, opened by the first job.
struct Opened {
    open: Arc<Open>,
    backend: Option<Box<dyn Backend>>,
}

impl Opened {
    fn backend(&mut self) -> Result<&mut dyn Backend, Failure> {
        let backend = match self.backend.take() {
            Some(backend) => backend,
            None => (self.open)()?,
        };
        Ok(self.backend.insert(backend).as_mut())
    }
}

/// Runs calls one after the other, each within a limit.
pub(super) struct Worker {
    limit: Duration,
    open: Arc<Open>,
    state: RefCell<State>,
}

enum State {
    NotStarted,
    Running(Sender<Job>),
    /// A keychain that is not there, or hangs, is not asked twice.
    Absent(String),
    Hanging(Duration),
}

impl Worker {
    pub(super) fn new(
        limit: Duration,
        open: impl Fn() -> Result<Box<dyn Backend>, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            limit,
            open: Arc::new(open),
            state: RefCell::new(State::NotStarted),
        }
    }

    /// Runs `call` in the thread, and gives up when the limit has passed.
    pub(super) fn call<R: Send + 'static>(
        &self,
        call: impl FnOnce(&mut dyn Backend) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, Failure> {
        let jobs = self.jobs()?;
        let (answer, answered) = mpsc::channel();
        let job: Job = Box::new(move |opened| {
            // Nobody listens any more when the limit has passed.
            let _ = answer.send(opened.backend().and_then(call));
        });
        let is_sent = jobs.send(job).is_ok();
        let result = match answered.recv_timeout(self.limit) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => Err(Failure::TimedOut(self.limit)),
            Err(RecvTimeoutError::Disconnected) => {
                debug_assert!(is_sent, "the thread lives as long as we hold its channel");
                Err(Failure::Refused("it stopped in the middle".into()))
            }
        };
        self.remember(&result);
        result
    }

    fn jobs(&self) -> Result<Sender<Job>, Failure> {
        match &*self.state.borrow() {
            State::Running(jobs) => return Ok(jobs.clone()),
            State::Absent(why) => return Err(Failure::Absent(why.clone())),
            State::Hanging(limit) => return Err(Failure::TimedOut(*limit)),
            State::NotStarted => {}
        }
        let (jobs, queue) = mpsc::channel::<Job>();
        let open = Arc::clone(&self.open);
        thread::Builder::new()
            .name("keychain".into())
            .spawn(move || {
                let mut opened = Opened {
                    open,
                    backend: None,
                };
                queue.into_iter().for_each(|job| job(&mut opened));
            })
            .map_err(|error| Failure::Refused(format!("no thread could be started: {error}")))?;
        *self.state.borrow_mut() = State::Running(jobs.clone());
        Ok(jobs)
    }

    fn remember<R>(&self, result: &Result<R, Failure>) {
        let state = match result {
            Err(Failure::Absent(why)) => State::Absent(why.clone()),
            Err(Failure::TimedOut(limit)) => State::Hanging(*limit),
            _ => return,
        };
        *self.state.borrow_mut() = state;
    }
}
