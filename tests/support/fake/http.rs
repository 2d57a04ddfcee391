//! What `Server` reads and what it says: requests, and answers that keep no rule unless told to.

use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;
use url::form_urlencoded::parse;

/// One request, whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST, …
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// When it was read.
    pub at: Instant,
}

impl Request {
    /// A header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        first(&self.headers, name)
    }

    /// A field of the query; empty when there is none.
    pub fn query(&self, name: &str) -> &str {
        first(&self.query, name)
    }

    /// A field of the form in the body; empty when there is none.
    pub fn form(&self, name: &str) -> String {
        let fields: Vec<_> = parse(self.body.as_bytes()).into_owned().collect();
        first(&fields, name).to_owned()
    }

    /// Reads one; `None` when the client went away before its end.
    pub fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let line = read_line(&mut reader).ok()?;
        let mut words = line.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = read_headers(&mut reader).ok()?;
        let length = first(&headers, "content-length").parse().unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: parse(query.as_bytes()).into_owned().collect(),
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            at: Instant::now(),
        })
    }
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    let found = pairs.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value)
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    match reader.read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end().to_owned()),
    }
}

fn read_headers(reader: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader)?;
        match line.split_once(':') {
            Some((name, value)) => {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => return Ok(headers),
        }
    }
}

/// How an answer goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// All of it, then the connection is closed.
    AtOnce,
    /// After a while.
    After(Duration),
    /// One byte a second, from the status line on.
    Drip,
    /// The head at once, and of the body one byte a second.
    DripBody,
    /// Nothing, and the connection stays open.
    Never,
    /// Nothing, and the connection is closed.
    Close,
    /// The head says how long the body is, and so many zeros follow.
    Huge(u64),
    /// The same, but the head does not say so.
    Endless(u64),
}

/// An answer, bytes as given: nothing is checked or escaped.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// What follows it in the first line.
    pub reason: String,
    /// Lines of the head.
    pub headers: Vec<String>,
    /// The body.
    pub body: Vec<u8>,
    /// How it goes out.
    pub pace: Pace,
}

impl Answer {
    /// An answer with nothing but a status.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            reason: "Whatever".into(),
            headers: Vec::new(),
            body: Vec::new(),
            pace: Pace::AtOnce,
        }
    }

    /// 200 with a JSON document.
    pub fn json(value: &Value) -> Self {
        Self::text(&value.to_string())
    }

    /// 200 with text that claims to be JSON.
    pub fn text(body: &str) -> Self {
        Self::status(200)
            .header("Content-Type", "application/json")
            .body(body)
    }

    /// An OAuth error (RFC 6749, section 5.2).
    pub fn error(code: &str) -> Self {
        let mut answer = Self::json(&serde_json::json!({ "error": code }));
        answer.status = 400;
        answer
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// An answer in which only the pace matters.
    pub fn paced(pace: Pace) -> Self {
        Self::text("{}").pace(pace)
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.headers.push(format!("{name}: {value}"));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets the pace.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// The head, up to the empty line.
    pub fn head(&self) -> Vec<u8> {
        let mut lines = vec![format!("HTTP/1.1 {} {}", self.status, self.reason)];
        lines.extend(self.headers.clone());
        match self.pace {
            Pace::Huge(length) => lines.push(format!("Content-Length: {length}")),
            Pace::Endless(_) => {}
            _ => lines.push(format!("Content-Length: {}", self.body.len())),
        }
        lines.push("Connection: close".into());
        (lines.join("\r\n") + "\r\n\r\n").into_bytes()
    }
}
