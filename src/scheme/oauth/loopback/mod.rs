//! The loopback server: where the provider sends the browser with the authorization code (RFC 8252 §7.3).

mod connections;
mod document;
mod page;
mod redirect;
mod request;
mod sockets;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::sync::mpsc;

pub use self::redirect::RedirectUri;
use self::{
    connections::{Arrival, Connection, Connections},
    request::Expected,
    sockets::Sockets,
};
pub(super) use self::{page::Page, request::Answer};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// How long a browser may take to read its page.
const TO_SHOW: Duration = Duration::from_secs(1);

/// A server on this machine's loopback addresses, for one callback.
#[derive(Debug)]
pub(super) struct Loopback {
    sockets: Sockets,
    redirect: RedirectUri,
    redirect_uri: String,
}

impl Loopback {
    /// Opens the port that `redirect` names, or a free one.
    ///
    /// # Errors
    /// When another program has the port.
    pub(super) async fn bind(redirect: &RedirectUri) -> Result<Self> {
        let sockets = Sockets::bind(redirect)
            .await
            .map_err(|source| could_not_bind(redirect, source))?;
        Ok(Self {
            redirect_uri: redirect.with_port(sockets.port()),
            redirect: redirect.clone(),
            sockets,
        })
    }

    /// The redirect URI that the provider is told, with the port in it.
    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits for the browser to come back with `state`; everything else is answered, and waited past.
    ///
    /// The port is closed when this returns, and when it is dropped.
    pub(super) async fn callback(mut self, state: &Secret) -> Callback {
        let expected = Expected::new(&self.redirect, self.sockets.port(), state);
        let (sender, mut arrivals) = mpsc::channel(1);
        let mut connections = Connections::new(expected, sender);
        loop {
            tokio::select! {
                biased;
                Some(arrival) = arrivals.recv() => return Callback::of(arrival, connections),
                stream = self.sockets.accept() => connections.open(stream),
            }
        }
    }
}

/// What the browser brought from the provider; it waits for its page until [`show`](Self::show).
#[derive(Debug)]
pub(super) struct Callback {
    /// The code, or why there is none.
    pub(super) answer: Answer,
    /// Who answered, to be compared with the issuer that was asked (RFC 9207).
    pub(super) iss: Option<String>,
    page: tokio::sync::oneshot::Sender<Page>,
    connection: Option<Connection>,
}

impl Callback {
    fn of(arrival: Arrival, connections: Connections) -> Self {
        Self {
            answer: arrival.answer,
            iss: arrival.iss,
            page: arrival.page,
            connection: connections.keep_only(arrival.task),
        }
    }

    /// Shows the person how it ended; a browser that has gone, or does not read, is no error.
    pub(super) async fn show(self, page: Page) {
        let Some(connection) = self.connection else {
            return;
        };
        if self.page.send(page).is_ok() {
            // Whether the page was read in time changes nothing for the login.
            let _ = tokio::time::timeout(TO_SHOW, connection.finished()).await;
        }
    }
}

fn could_not_bind(redirect: &RedirectUri, source: std::io::Error) -> Error {
    let shown = redirect.to_string();
    Error::Failed {
        problem: format!("could not wait for the browser at `{shown}`"),
        hint: Some(match redirect.port() {
            Some(port) => format!(
                "stop the program that uses port {port}, or log in with `--oauth-flow device-code`"
            ),
            None => "log in with `--oauth-flow device-code`".into(),
        }),
        source: Some(source),
    }
}
