//! One process under way: fed, waited for, its output searched for secrets.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::leak;
use super::ran::Ran;

/// A run under way; killed when dropped.
pub struct Running {
    job: Job,
    child: Child,
    out: Receiver<Vec<u8>>,
    err: Receiver<Vec<u8>>,
}

/// What is known of a run while it is under way.
pub struct Job {
    pub command: String,
    pub start: Instant,
    pub limit: Duration,
    pub secrets: Vec<String>,
    pub reveals: bool,
}

impl Running {
    /// Starts to feed and to read `child`.
    pub fn new(job: Job, mut child: Child, input: Option<Vec<u8>>) -> Self {
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            // It may end without reading all of it.
            thread::spawn(move || drop(pipe.write_all(&input)));
        }
        let out = collect(child.stdout.take());
        let err = collect(child.stderr.take());
        Self {
            job,
            child,
            out,
            err,
        }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        // It may have ended by itself.
        let _ = kill_process(Pid::from_child(&self.child), signal);
    }

    /// Waits for its end, then looks for the registered secrets in its output.
    #[track_caller]
    pub fn wait(mut self) -> Ran {
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break Some(status);
            }
            if self.job.start.elapsed() > self.job.limit {
                self.kill_all();
                break None;
            }
            thread::sleep(Duration::from_millis(1));
        };
        let ran = Ran {
            took: self.job.start.elapsed(),
            command: self.job.command.clone(),
            code: status.and_then(|status| status.code()),
            signal: status.and_then(|status| status.signal()),
            out: self.text(&self.out),
            err: self.text(&self.err),
        };
        assert!(status.is_some(), "killed after {:?}: {ran}", self.job.limit);
        self.check_leaks(&ran);
        ran
    }

    /// Its own children may hold the pipe open after its end: they get two seconds.
    fn text(&self, pipe: &Receiver<Vec<u8>>) -> String {
        let bytes = pipe.recv_timeout(Duration::from_secs(2)).or_else(|_| {
            self.kill_all();
            pipe.recv_timeout(Duration::from_secs(2))
        });
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    #[track_caller]
    fn check_leaks(&self, ran: &Ran) {
        let out = if self.job.reveals { "" } else { &ran.out };
        for (name, text) in [("output", out), ("error", &ran.err)] {
            if let Some(form) = leak::find(&self.job.secrets, text) {
                panic!("the secret `{form}` is on standard {name} of {ran}");
            }
        }
    }

    fn kill_all(&self) {
        // The group is gone when all its members have ended.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.kill_all();
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        // Nobody may be waiting any more.
        let _ = sender.send(bytes);
    });
    receiver
}
