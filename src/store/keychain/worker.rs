//! Worker: the thread that talks to a keychain, so that one that hangs holds nobody up.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use super::{Asking, Backend, Patience};
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

/// Runs calls one after the other, each within the limits of its patience.
pub(super) struct Worker {
    patience: Patience,
    asking: Asking,
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
        patience: Patience,
        asking: Asking,
        open: impl Fn() -> Result<Box<dyn Backend>, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            patience,
            asking,
            open: Arc::new(open),
            state: RefCell::new(State::NotStarted),
        }
    }

    /// One that knows that there is nothing to ask, and starts no thread to find out.
    pub(super) fn absent(mut self, why: &str) -> Self {
        self.state = RefCell::new(State::Absent(why.into()));
        self
    }

    /// Runs `call` in the thread, and gives up when patience is at its end.
    pub(super) fn call<R: Send + 'static>(
        &self,
        call: impl FnOnce(&mut dyn Backend) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, Failure> {
        let jobs = self.jobs()?;
        let (answer, answered) = mpsc::channel();
        let job: Job = Box::new(move |opened| {
            // Nobody listens any more after that.
            let _ = answer.send(opened.backend().and_then(call));
        });
        // A thread that panicked takes no job, and then nobody answers either.
        let _ = jobs.send(job);
        let result = self.wait(&answered);
        self.remember(&result);
        result
    }

    /// Waits for the keychain, and longer for a person whom it asks.
    fn wait<R>(&self, answered: &Receiver<Result<R, Failure>>) -> Result<R, Failure> {
        let Patience { answer, person } = self.patience;
        let mut limit = answer;
        let mut result = answered.recv_timeout(answer);
        if let (Err(RecvTimeoutError::Timeout), Some(person)) = (&result, person)
            && self.asking.load(Ordering::Relaxed)
        {
            limit += person;
            result = answered.recv_timeout(person);
        }
        result.unwrap_or_else(|error| match error {
            RecvTimeoutError::Timeout => Err(Failure::TimedOut(limit)),
            RecvTimeoutError::Disconnected => {
                Err(Failure::Refused("it stopped in the middle".into()))
            }
        })
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
