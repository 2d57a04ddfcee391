//! A proxy that passes on what it is asked to, and remembers the first line of each request.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A proxy on 127.0.0.1.
pub struct Proxy {
    port: u16,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts one; it goes on to the end of the tests.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let remembered = Arc::clone(&lines);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let lines = Arc::clone(&remembered);
                // A client that goes away is no concern of ours.
                thread::spawn(move || serve(client, &lines).ok());
            }
        });
        Self { port, lines }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The first lines of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

fn serve(mut client: TcpStream, lines: &Mutex<Vec<String>>) -> io::Result<()> {
    let head = read_head(&mut client)?;
    let line = head.lines().next().unwrap_or_default().to_owned();
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let is_tunnel = line.starts_with("CONNECT ");
    lines.lock().unwrap().push(line);
    let host = target.trim_start_matches("http://");
    let host = host.split('/').next().unwrap_or_default();
    let mut server = TcpStream::connect(host)?;
    match is_tunnel {
        true => client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?,
        // It speaks of the whole URL, which servers take, too (RFC 9112 §3.2.2).
        false => server.write_all(
            head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )?,
    }
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || pass_on(from, to));
    pass_on(server, client);
    Ok(())
}

fn pass_on(mut from: TcpStream, mut to: TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

fn read_head(client: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
