//! A web server of a few lines, for everything that a real one never does.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::http::{Answer, Pace, Request};

/// What decides on the answer.
pub type Script = dyn Fn(&Request) -> Answer + Send + Sync;

/// A server on 127.0.0.1: a script answers, every request is kept. Ends when dropped.
pub struct Server {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    script: Box<Script>,
    seen: Mutex<Vec<Request>>,
    sent: AtomicU64,
    stopped: AtomicBool,
}

impl Server {
    /// Starts one on a free port.
    pub fn start(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let shared = Arc::new(Shared {
            script: Box::new(script),
            seen: Mutex::default(),
            sent: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
        });
        let listening = Arc::clone(&shared);
        thread::spawn(move || listen(&listener, &listening));
        Self { port, shared }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its origin, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The same server by another name.
    pub fn url_as(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port)
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Request> {
        self.shared.seen.lock().expect("no panic").clone()
    }

    /// Those for one path.
    pub fn seen_at(&self, path: &str) -> Vec<Request> {
        let mut seen = self.seen();
        seen.retain(|request| request.path == path);
        seen
    }

    /// How many bytes of bodies the clients let it send.
    pub fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // The listener is woken, to see that it is to stop.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        thread::spawn(move || shared.serve(stream));
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        // A client that sends nothing must not keep the thread for ever.
        let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
        let Some(request) = Request::read(&stream) else {
            return;
        };
        self.seen.lock().expect("no panic").push(request.clone());
        let answer = (self.script)(&request);
        // The client may go away at any time.
        let _ = self.send(&mut stream, &answer);
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
        let _ = stream.read(&mut [0; 64]);
    }

    fn send(&self, stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
        let head = answer.head();
        match answer.pace {
            Pace::Close => Ok(()),
            Pace::Never => {
                self.wait(Duration::from_secs(600));
                Ok(())
            }
            Pace::Drip => self.drip(stream, &[head, answer.body.clone()].concat()),
            Pace::DripBody => {
                stream.write_all(&head)?;
                self.drip(stream, &answer.body)
            }
            Pace::Huge(length) | Pace::Endless(length) => {
                stream.write_all(&head)?;
                self.flood(stream, length)
            }
            Pace::AtOnce | Pace::After(_) => {
                if let Pace::After(delay) = answer.pace {
                    self.wait(delay);
                }
                stream.write_all(&[head, answer.body.clone()].concat())
            }
        }
    }

    fn wait(&self, limit: Duration) {
        let start = Instant::now();
        while start.elapsed() < limit && !self.stopped.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn drip(&self, stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        for byte in bytes {
            stream.write_all(&[*byte])?;
            self.wait(Duration::from_secs(1));
        }
        Ok(())
    }

    fn flood(&self, stream: &mut TcpStream, length: u64) -> std::io::Result<()> {
        let block = [b'0'; 64 * 1024];
        let mut left = length;
        while left > 0 && !self.stopped.load(Ordering::SeqCst) {
            let size = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            stream.write_all(&block[..size])?;
            left -= size as u64;
            self.sent.fetch_add(size as u64, Ordering::SeqCst);
        }
        Ok(())
    }
}
