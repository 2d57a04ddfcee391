//! A person at a terminal who logs in, and browsers that only write down what they open.

use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::real_common::HOST;
use crate::support::{Home, Run, Session};

pub const CTRL_C: &str = "\x03";

/// What a login shows before the code.
const CODE: &str = "your one-time code: ";

/// `xauth login` at a provider, for a terminal.
pub fn login(home: &Home, issuer: &str, more: &[&str]) -> Run {
    let run = home.xauth().env("TERM", "xterm-256color");
    let run = run.args(["login", HOST, "--oauth-issuer-url", issuer]);
    run.args(more.iter().copied())
}

/// A browser that writes what it is given into the file `opened`, and then runs `more`.
pub fn with_browser(home: &Home, run: Run, more: &str) -> Run {
    let opened = home.path().join("opened");
    let text = format!("echo \"$1\" >>'{}'\n{more}\n", opened.display());
    let script = home.write("browser.sh", text);
    run.env("BROWSER", format!("sh {}", script.display()))
}

/// What that browser was given.
pub fn opened(home: &Home) -> Vec<String> {
    let text = home.read("opened").unwrap_or_default();
    let text = String::from_utf8(text).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Waits for the code.
#[track_caller]
pub fn code(session: &mut Session) -> String {
    session.wait_for(CODE).wait_for("\n");
    shown_code(&session.shown())
}

/// The code in what was shown.
#[track_caller]
pub fn shown_code(shown: &str) -> String {
    let (_, rest) = shown.split_once(CODE).expect("a code");
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Waits for the page to visit.
#[track_caller]
pub fn page(session: &mut Session) -> Url {
    session.wait_for("  http").wait_for("\r\n");
    let shown = session.shown();
    let (_, rest) = shown.split_once("  http").unwrap();
    let rest = rest.split_whitespace().next().unwrap();
    Url::parse(&format!("http{rest}")).unwrap()
}

/// A parameter of a URL.
#[track_caller]
pub fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(known, _)| known == name);
    found
        .unwrap_or_else(|| panic!("no {name} in {url}"))
        .1
        .into()
}

/// Where the browser is to come back to.
#[track_caller]
pub fn redirect(page: &Url) -> Url {
    Url::parse(&parameter(page, "redirect_uri")).unwrap()
}

#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "never {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A server that takes connections and never answers.
pub struct Silent(TcpListener);

impl Silent {
    pub fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    /// Waits until somebody has asked something.
    #[track_caller]
    pub fn wait_for_request(&self) -> TcpStream {
        let (stream, _) = self.0.accept().unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        assert!(stream.peek(&mut [0]).unwrap() > 0);
        stream
    }
}

/// Ends what waits with Ctrl-C: within a second, with one line, and nothing changed.
#[track_caller]
pub fn interrupt(what: &str, home: &Home, mut session: Session) {
    let before = files(home);
    let start = Instant::now();
    session.keys(CTRL_C);
    let ended = session.end().exits(130);
    let took = start.elapsed();
    measured(what, took);
    assert!(took < Duration::from_secs(1), "{what}: {took:?}");
    let lines = crate::support::see(&ended.shown);
    let said: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("interrupted"))
        .collect();
    assert_eq!(said.len(), 1, "{what}: {lines:?}");
    assert_eq!(lines.last(), said.first().copied(), "{what}: {lines:?}");
    assert_eq!(files(home), before, "{what}");
}

/// For `--nocapture`: how long it took.
#[allow(clippy::print_stderr, reason = "it is for whoever runs the test")]
pub fn measured(what: &str, took: Duration) {
    eprintln!("after Ctrl-C, {what}: {took:?}");
}

/// The stores and the notes.
fn files(home: &Home) -> [Option<Vec<u8>>; 3] {
    let notes = home.path().join(".local/state/xauth/logins.json");
    [home.store_path(), home.credentials_path(), notes].map(|path| home.read(path))
}

/// Nothing listens there.
#[track_caller]
pub fn is_closed(url: &Url) {
    let address = ("127.0.0.1", url.port().expect("a port"));
    assert!(TcpStream::connect(address).is_err(), "{url} is open");
}

/// Comes back from the provider with a code that it never gave.
pub fn come_back(page: &Url, issuer: &str) -> TcpStream {
    let back = redirect(page);
    let mut stream = TcpStream::connect(("127.0.0.1", back.port().unwrap())).unwrap();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("code", "made-up");
    query.append_pair("state", &parameter(page, "state"));
    query.append_pair("iss", issuer);
    let (host, query) = (back.host_str().unwrap(), query.finish());
    let port = back.port().unwrap();
    write!(
        stream,
        "GET /?{query} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
    )
    .unwrap();
    stream
}

/// A file as text; nothing when it is not there.
pub fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(home.path().join(name)).unwrap_or_default()
}
