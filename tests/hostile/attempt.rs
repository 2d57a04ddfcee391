//! A login in a browser that is under way, with the test as the browser.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use url::Url;

use crate::login;
use crate::opener::Opener;
use crate::support::fake::Provider;
use crate::support::{Home, Ran, Running, Signal};

/// xauth waits for the browser to come back.
pub struct Attempt {
    running: Running,
    url: Url,
}

/// What a web server said.
#[derive(Debug)]
pub struct Page {
    /// The status code; 0 when it said nothing.
    pub status: u16,
    /// All of it, head and body.
    pub text: String,
}

impl Attempt {
    /// Starts a login and waits until it opens a browser, which opens nothing.
    #[track_caller]
    pub fn start(home: &Home, provider: &Provider, arguments: &[&str]) -> Self {
        Self::with(home, provider, &Opener::silent(home), arguments)
    }

    /// The same with another opener.
    #[track_caller]
    pub fn with(home: &Home, provider: &Provider, opener: &Opener, arguments: &[&str]) -> Self {
        let flow = ["--oauth-flow", "auth-code"];
        let running = login(home, provider, &[&flow, arguments].concat())
            .env("BROWSER", opener.path())
            .spawn();
        let url = opener.url();
        Self { running, url }
    }

    /// A field of that URL's query.
    #[track_caller]
    pub fn query(&self, name: &str) -> String {
        let mut fields = self.url.query_pairs().filter(|(key, _)| key == name);
        let found = fields.next();
        let found = found.unwrap_or_else(|| panic!("no `{name}` in {}", self.url));
        assert!(fields.next().is_none(), "two `{name}` in {}", self.url);
        found.1.into_owned()
    }

    /// Where the browser is to come back to.
    pub fn redirect(&self) -> Url {
        self.query("redirect_uri").parse().unwrap()
    }

    /// The redirect URI with this query.
    pub fn back(&self, fields: &[(&str, &str)]) -> Url {
        let mut url = self.redirect();
        url.query_pairs_mut().extend_pairs(fields);
        url
    }

    /// Lets the person agree; gives the URL by which the provider sends the browser back.
    #[track_caller]
    pub fn agree(&self) -> Url {
        let page = get(&self.url);
        let mut lines = page.text.lines();
        let location = lines.find_map(|line| line.strip_prefix("Location: "));
        let location = location.unwrap_or_else(|| panic!("no redirect: {page:?}"));
        location.parse().unwrap()
    }

    /// A connection to the listener.
    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        connect(&self.redirect()).unwrap()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        self.running.signal(signal);
    }

    /// Waits for the end.
    #[track_caller]
    pub fn wait(self) -> Ran {
        self.running.wait()
    }

    /// Lets the person agree and the browser come back, and waits for the end.
    #[track_caller]
    pub fn finish(self) -> Ran {
        let page = get(&self.agree());
        assert!(page.status < 400, "{page:?}");
        self.wait()
    }
}

/// A connection to the host of `url`.
pub fn connect(url: &Url) -> std::io::Result<TcpStream> {
    let address = url.socket_addrs(|| None)?[0];
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    Ok(stream)
}

/// GET, no redirect followed.
#[track_caller]
pub fn get(url: &Url) -> Page {
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    send(&mut connect(url).unwrap(), request.as_bytes())
}

/// Sends bytes and reads until the other side closes.
pub fn send(stream: &mut TcpStream, bytes: &[u8]) -> Page {
    // It may close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
    Page {
        status: status.unwrap_or(0),
        text,
    }
}
