//! The server, over real sockets.

mod callbacks;
mod hostile;
mod pages;
mod ports;

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};

use super::{Answer, Callback, Loopback, RedirectUri};
use crate::secret::Secret;

const STATE: &str = "state-Zm9vYmFy";

/// A server that waits for its callback in the background, as a login does.
struct Waiting {
    address: String,
    callback: JoinHandle<Callback>,
}

impl Waiting {
    async fn at(redirect_uri: &str) -> Self {
        let redirect = RedirectUri::parse(redirect_uri).unwrap();
        let loopback = Loopback::bind(&redirect).await.unwrap();
        let address = loopback.redirect_uri().replacen("http://", "", 1);
        let state = Secret::new(STATE);
        let callback = tokio::spawn(async move { loopback.callback(&state).await });
        Self { address, callback }
    }

    async fn start() -> Self {
        Self::at("http://127.0.0.1").await
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    /// The whole response to a `GET`; none when the connection was closed.
    async fn get(&self, target: &str) -> String {
        self.send(&format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        ))
        .await
    }

    async fn send(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        read(stream).await
    }

    /// What the server makes of the callback, which has to be quick.
    async fn receives(self, target: &str) -> Callback {
        let mut stream = self.connect().await;
        let request = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).await.unwrap();
        let callback = timeout(Duration::from_secs(5), self.callback).await;
        callback.expect("the callback arrives within 5 s").unwrap()
    }

    /// Fails unless the right callback is still taken.
    async fn still_works(self) {
        let callback = self
            .receives(&format!("/?code=the-code&state={STATE}"))
            .await;
        assert_eq!(callback.answer, Answer::Code(Secret::new("the-code")));
    }
}

async fn read(mut stream: TcpStream) -> String {
    let mut response = Vec::new();
    // A reset ends a response as well as an orderly close does.
    let _ = stream.read_to_end(&mut response).await;
    String::from_utf8(response).unwrap()
}

fn status(response: &str) -> &str {
    response.split(' ').nth(1).unwrap_or("closed")
}

async fn is_refused(address: &str) -> bool {
    let error = TcpStream::connect(address).await.err();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
}
