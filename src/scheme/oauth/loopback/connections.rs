//! Connections: browsers, and whoever else finds the port; none can keep another waiting.

use std::{collections::VecDeque, fmt, sync::Arc, time::Duration};

use hyper::{Request, Response, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::{
        mpsc,
        oneshot::{self, error::RecvError},
    },
    task::{self, JoinHandle},
};

use super::{
    document::Body,
    page::Page,
    request::{Answer, Expected, Refusal},
};

/// The most connections at one time; one more closes the oldest.
const MOST: usize = 64;

/// How long a request may take to arrive.
const TO_ASK: Duration = Duration::from_secs(5);

/// The largest request; a browser sends the cookies of every server that ever ran on this address.
const LARGEST: usize = 64 * 1024;

/// The callback, from the connection that waits for its page.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) answer: Answer,
    pub(super) iss: Option<String>,
    pub(super) page: oneshot::Sender<Page>,
    pub(super) task: task::Id,
}

/// The connections that are open, oldest first.
pub(super) struct Connections {
    open: VecDeque<Connection>,
    desk: Arc<Desk>,
}

impl Connections {
    /// `arrivals` has room for one: there is one callback.
    pub(super) fn new(expected: Expected, arrivals: mpsc::Sender<Arrival>) -> Self {
        Self {
            open: VecDeque::with_capacity(MOST),
            desk: Arc::new(Desk { expected, arrivals }),
        }
    }

    /// Serves one more.
    pub(super) fn open(&mut self, stream: TcpStream) {
        self.open.retain(|connection| !connection.0.is_finished());
        if self.open.len() >= MOST {
            self.open.pop_front();
        }
        let served = task::spawn(serve(stream, Arc::clone(&self.desk)));
        self.open.push_back(Connection(served));
    }

    /// Closes all but one.
    pub(super) fn keep_only(mut self, task: task::Id) -> Option<Connection> {
        let at = self.open.iter().position(|one| one.0.id() == task)?;
        self.open.remove(at)
    }
}

/// A connection; it is closed when this is dropped.
pub(super) struct Connection(JoinHandle<()>);

impl Connection {
    /// Waits until it has been answered and closed.
    pub(super) async fn finished(mut self) {
        // A connection that failed is closed, too.
        let _ = (&mut self.0).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

/// What every connection needs to tell the callback from the rest.
struct Desk {
    expected: Expected,
    arrivals: mpsc::Sender<Arrival>,
}

impl Desk {
    /// Fails when the callback is dropped without a page.
    async fn answer<B>(&self, request: &Request<B>) -> Result<Response<Body>, RecvError> {
        let (answer, iss) = match self.expected.read(request) {
            Ok(read) => read,
            Err(refusal) => return Ok(refusal.response()),
        };
        let (page, shown) = oneshot::channel();
        let arrival = Arrival {
            answer,
            iss,
            page,
            task: task::id(),
        };
        match self.arrivals.try_send(arrival) {
            Ok(()) => Ok(shown.await?.response()),
            Err(_) => Ok(Refusal::Late.response()),
        }
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>) {
    let service = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { desk.answer(&request).await }
    });
    // A peer that breaks the protocol, or the connection, is its own affair.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(TO_ASK)
        .max_buf_size(LARGEST)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
