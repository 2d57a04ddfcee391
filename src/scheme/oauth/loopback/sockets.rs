//! Sockets: one port, on each loopback address that a browser may try.

use std::{
    future::poll_fn,
    io::{self, ErrorKind},
    net::IpAddr,
    task::Poll,
    time::Duration,
};

use tokio::net::{TcpListener, TcpStream};

use super::redirect::RedirectUri;

/// How often a free port is looked for that is free on both addresses.
const ATTEMPTS: usize = 16;

/// How long to wait when the system has no room for another connection.
const FOR_ROOM: Duration = Duration::from_millis(20);

/// Sockets that listen on one port.
#[derive(Debug)]
pub(super) struct Sockets {
    listeners: Vec<TcpListener>,
    port: u16,
}

impl Sockets {
    /// Listens where a browser would look for `redirect`. An address that this machine lacks is left out;
    /// one that another program has is an error, for the code would go to that program.
    pub(super) async fn bind(redirect: &RedirectUri) -> io::Result<Self> {
        let addresses = redirect.addresses();
        if let Some(port) = redirect.port() {
            return listen(&addresses, port).await;
        }
        let mut result = listen(&addresses, 0).await;
        for _ in 1..ATTEMPTS {
            match &result {
                Err(error) if is_taken(error) => {}
                _ => break,
            }
            result = listen(&addresses, 0).await;
        }
        result
    }

    /// The port, which is the same on each address.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The next connection; each address gets its turn.
    pub(super) async fn accept(&mut self) -> TcpStream {
        loop {
            let accepted = poll_fn(|context| {
                let mut polls = self.listeners.iter().map(|one| one.poll_accept(context));
                polls.find(Poll::is_ready).unwrap_or(Poll::Pending)
            });
            match accepted.await {
                Ok((stream, _)) => {
                    self.listeners.rotate_left(1);
                    return stream;
                }
                // The peer has gone already, or there are no file descriptors left: both pass.
                Err(_) => tokio::time::sleep(FOR_ROOM).await,
            }
        }
    }
}

async fn listen(addresses: &[IpAddr], mut port: u16) -> io::Result<Sockets> {
    let mut listeners = Vec::new();
    let mut missing = None;
    for &address in addresses {
        match TcpListener::bind((address, port)).await {
            Ok(listener) => {
                port = listener.local_addr()?.port();
                listeners.push(listener);
            }
            Err(error) if is_taken(&error) => return Err(error),
            Err(error) => missing = missing.or(Some(error)),
        }
    }
    match missing {
        Some(error) if listeners.is_empty() => Err(error),
        _ => Ok(Sockets { listeners, port }),
    }
}

/// Whether somebody has the port; Windows says "permission denied" of one that is reserved.
fn is_taken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::AddrInUse | ErrorKind::PermissionDenied
    )
}
