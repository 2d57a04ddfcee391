//! A real web server with a small conda channel behind each kind of credential.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tempfile::TempDir;

use super::channel::{free_port, make_channel};
use super::run::SYSTEM_PATH;
use super::service::Service;

/// What the server accepts.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// User and password for `/basic/`.
    pub basic: (String, String),
    /// The token for `/bearer/`.
    pub bearer: String,
    /// The token for `/channel/`, in the path: `/t/TOKEN/channel/`.
    pub conda: String,
}

impl Default for Accepted {
    fn default() -> Self {
        Self {
            basic: ("alice".into(), "s3cret".into()),
            bearer: "good-token".into(),
            conda: "good-conda-token".into(),
        }
    }
}

/// One request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// GET, HEAD, …
    pub method: String,
    /// The URL, with the host as the client named it.
    pub url: String,
    /// The answer's status code.
    pub status: u64,
    /// The Authorization header; empty when there was none.
    pub authorization: String,
    /// The User-Agent header.
    pub agent: String,
    /// The Referer header; empty when there was none.
    pub referer: String,
}

/// nginx on 127.0.0.1, with a channel at `/public/`, `/basic/`, `/bearer/` and `/channel/`;
/// `/away/` redirects to `/bearer/` on another host name. Ends when dropped.
pub struct Nginx {
    // Dropped in this order.
    server: Service,
    directory: TempDir,
    port: u16,
}

impl Nginx {
    /// Starts a server and waits until it answers.
    #[track_caller]
    pub fn start(accepted: &Accepted) -> Self {
        let directory = TempDir::with_prefix("xauth-nginx-").expect("a temporary directory");
        let port = free_port();
        configure(directory.path(), port, accepted);
        let mut command = Command::new("nginx");
        command
            .arg("-p")
            .arg(directory.path())
            .arg("-c")
            .arg("nginx.conf");
        command.env_clear().env("PATH", SYSTEM_PATH);
        let log = directory.path().join("error.log");
        let mut server = Service::start(command, b"", log);
        server.wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self {
            server,
            directory,
            port,
        }
    }

    /// The URL of a path, which starts with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The requests that were answered before this call, in order.
    #[track_caller]
    pub fn log(&self) -> Vec<Seen> {
        // The log is written after the answer, but in the order of the requests.
        let mark = format!("/mark/{:?}", Instant::now()).replace(' ', "");
        self.get(&mark);
        let file = self.directory.path().join("access.log");
        for _ in 0..1000 {
            let text = fs::read_to_string(&file).expect("there is a log");
            if text.contains(&mark) {
                return text
                    .lines()
                    .filter(|line| !line.contains("/mark/"))
                    .map(Seen::read)
                    .collect();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("no `{mark}` in the log: {}", self.server.log());
    }

    fn get(&self, path: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("nginx listens");
        let request = format!("GET {path} HTTP/1.0\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("nginx reads");
        stream.read_to_end(&mut Vec::new()).expect("nginx answers");
    }
}

impl Seen {
    fn read(line: &str) -> Self {
        let line: Value = serde_json::from_str(line).expect("the log is JSON");
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        Self {
            method: text("method"),
            url: text("url"),
            status: line["status"].as_u64().unwrap_or_default(),
            authorization: text("authorization"),
            agent: text("agent"),
            referer: text("referer"),
        }
    }
}

fn configure(directory: &Path, port: u16, accepted: &Accepted) {
    let Accepted {
        basic: (user, password),
        bearer,
        conda,
    } = accepted;
    let channel = directory.join("channel");
    make_channel(&channel);
    let values = [
        ("@dir@", directory.display().to_string()),
        ("@channel@", channel.display().to_string()),
        ("@port@", port.to_string()),
        (
            "@basic@",
            quoted(&format!(
                "=Basic {}",
                STANDARD.encode(format!("{user}:{password}"))
            )),
        ),
        ("@bearer@", quoted(&format!("=Bearer {bearer}"))),
        ("@conda@", quoted(&format!("={conda}"))),
    ];
    let template = include_str!("../services/nginx.conf").to_owned();
    let config = values
        .iter()
        .fold(template, |text, (name, value)| text.replace(name, value));
    fs::write(directory.join("nginx.conf"), config).expect("a file can be written");
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
