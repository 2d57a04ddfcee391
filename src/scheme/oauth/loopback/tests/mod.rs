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

/// What the browser asks for when all is well.
const RIGHT: &str = "/?code=the-code&state=state-Zm9vYmFy";

/// A server that waits for its callback in the background, as a login does.
struct Waiting {
    host: String,
    callback: JoinHandle<Callback>,
}

impl Waiting {
    async fn start() -> Self {
        Self::at("http://127.0.0.1").await
    }

    async fn at(redirect_uri: &str) -> Self {
        Self::with(redirect_uri, STATE).await
    }

    async fn with(redirect_uri: &str, state: &'static str) -> Self {
        let redirect = RedirectUri::parse(redirect_uri).unwrap();
        let loopback = Loopback::bind(&redirect).await.unwrap();
        let host = loopback
            .redirect_uri()
            .split('/')
            .nth(2)
            .unwrap()
            .to_owned();
        let callback = tokio::spawn(async move { loopback.callback(&Secret::new(state)).await });
        Self { host, callback }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.host).await.unwrap()
    }

    /// A browser that has asked, and reads nothing yet.
    async fn browser(&self, target: &str) -> TcpStream {
        let host = &self.host;
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"))
            .await
    }

    async fn send(&self, request: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// The whole response.
    async fn get(&self, target: &str) -> String {
        read(self.browser(target).await).await
    }

    /// The callback, which has to be quick.
    async fn received(self) -> Callback {
        let callback = timeout(Duration::from_secs(5), self.callback).await;
        callback.expect("the callback arrives within 5 s").unwrap()
    }

    /// Fails unless the right callback is still taken.
    async fn still_works(self) {
        let _browser = self.browser(RIGHT).await;
        let callback = self.received().await;
        assert_eq!(callback.answer, Answer::Code(Secret::new("the-code")));
    }
}

async fn read(mut stream: TcpStream) -> String {
    let mut response = Vec::new();
    let ended = timeout(Duration::from_secs(10), stream.read_to_end(&mut response)).await;
    // A reset ends a response as well as an orderly close does.
    let _ = ended.expect("the server answers or closes within 10 s");
    String::from_utf8(response).unwrap()
}

fn status(response: &str) -> &str {
    response.split(' ').nth(1).unwrap_or("closed")
}

async fn is_refused(address: &str) -> bool {
    let error = TcpStream::connect(address).await.err();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
}
