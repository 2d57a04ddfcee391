//! Whatever else connects to the listener while the browser is away: P51.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::attempt::{Attempt, connect, get, send};
use crate::support::Home;
use crate::support::fake::Provider;

#[test]
fn p51_nothing_that_connects_first_keeps_the_browser_waiting() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let good = attempt.agree();

    let icon = send(
        &mut attempt.connect(),
        b"GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    );
    assert!((400..500).contains(&icon.status), "{icon:?}");
    let idle: Vec<TcpStream> = (0..20).map(|_| attempt.connect()).collect();
    let mut half = attempt.connect();
    half.write_all(b"GET /?code=").unwrap();
    let mut long = attempt.connect();
    let line = [b"GET /".as_slice(), &vec![b'a'; 1024 * 1024]].concat();
    let _ = long.write_all(&line);
    let mut headers = attempt.connect();
    let _ = headers.write_all(b"GET / HTTP/1.1\r\n");
    let _ = headers.write_all(&b"X: 1\r\n".repeat(100_000));
    let mut noise = attempt.connect();
    let _ = noise.write_all(&[0, 255, 22, 3, 1, 13, 10, 13, 10]);
    let mut body = attempt.connect();
    let _ = body.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
    reset(&attempt);

    let started = Instant::now();
    let page = get(&good);
    assert!(page.status == 200 || page.status == 302, "{page:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
    attempt.wait().ok();
    assert!(started.elapsed() < Duration::from_secs(5));
    drop((idle, half, long, headers, noise, body));
}

/// Closes with something unread, which resets the connection.
fn reset(attempt: &Attempt) {
    let mut stream = attempt.connect();
    let _ = stream.write_all(b"GET /favicon.ico HTTP/1.1\r\nHost: a\r\n\r\n");
    thread::sleep(Duration::from_millis(50));
    drop(stream);
}

#[test]
fn p51_one_byte_a_second_does_not_block_the_browser() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let good = attempt.agree();
    let (address, ended) = (attempt.redirect(), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let Ok(mut slow) = connect(&address) else {
                    return;
                };
                for byte in b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" {
                    if ended.load(Ordering::SeqCst) || slow.write_all(&[*byte]).is_err() {
                        return;
                    }
                    thread::sleep(Duration::from_secs(1));
                }
            });
        }
        thread::sleep(Duration::from_secs(2));
        let started = Instant::now();
        let page = get(&good);
        ended.store(true, Ordering::SeqCst);
        assert!(page.status < 400, "{page:?}");
        attempt.wait().ok();
        assert!(started.elapsed() < Duration::from_secs(5));
    });
}

/// Fifty bad requests a second, and each of ten logins comes to its end.
#[test]
fn p51_a_flood_of_wrong_requests_stops_no_login() {
    let home = Home::new();
    let provider = Provider::usual();
    for _ in 0..10 {
        let attempt = Attempt::start(&home, &provider, &[]);
        let (address, ended) = (attempt.redirect(), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                while !ended.load(Ordering::SeqCst) {
                    if let Ok(mut stream) = connect(&address) {
                        let bad = b"GET /?code=a&state=b HTTP/1.0\r\n\r\n";
                        let _ = stream.write_all(bad);
                    }
                    thread::sleep(Duration::from_millis(20));
                }
            });
            thread::sleep(Duration::from_millis(200));
            let ran = attempt.finish();
            ended.store(true, Ordering::SeqCst);
            ran.ok();
        });
    }
}
