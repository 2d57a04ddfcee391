//! What other programs and pages on this machine may try.

use std::time::Instant;

use super::{super::Page, *};

#[tokio::test]
async fn p49_a_host_that_is_not_ours_is_refused() {
    let waiting = Waiting::start().await;
    let ours = waiting.host.clone();
    let port = ours.rsplit(':').next().unwrap().to_owned();
    for hosts in [
        String::new(),
        "Host: evil.example\r\n".into(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: {ours}.evil.example\r\n"),
        format!("Host: localhost:{port}\r\n"),
        "Host: 127.0.0.1\r\n".into(),
        "Host: 127.0.0.1:1\r\n".into(),
        "Host:\r\n".into(),
        format!("Host: {ours}\r\nHost: evil.example\r\n"),
        format!("Host: {ours}\r\nHost: {ours}\r\n"),
    ] {
        let request = format!("GET {RIGHT} HTTP/1.1\r\n{hosts}\r\n");
        let response = read(waiting.send(&request).await).await;
        assert_eq!(status(&response), "400", "{hosts}");
    }
    let absolute = format!("GET http://evil.example{RIGHT} HTTP/1.1\r\nHost: {ours}\r\n\r\n");
    let response = read(waiting.send(&absolute).await).await;
    assert_eq!(status(&response), "400");
    waiting.still_works().await;
}

#[tokio::test]
async fn p51_hundreds_of_idle_connections() {
    let waiting = Waiting::start().await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(waiting.connect().await);
    }
    let before = Instant::now();
    assert_eq!(status(&waiting.get("/favicon.ico").await), "404");
    // The oldest were closed to make room, long before they would have timed out.
    assert_eq!(read(idle.remove(0)).await, "");
    assert!(before.elapsed() < Duration::from_secs(3));
    waiting.still_works().await;
}

#[tokio::test]
async fn p51_slow_and_silent_connections_are_closed() {
    let waiting = Waiting::start().await;
    let silent = waiting.connect().await;
    let mut slow = waiting.connect().await;
    let before = Instant::now();
    let dripping = tokio::spawn(async move {
        while slow.write_all(b"G").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    assert_eq!(status(&waiting.get("/").await), "400");
    let both = async { (read(silent).await, dripping.await.unwrap()) };
    let closed = timeout(Duration::from_secs(9), both).await;
    assert!(closed.is_ok() && before.elapsed() > Duration::from_secs(4));
    waiting.still_works().await;
}

#[tokio::test]
async fn p51_large_requests_and_what_is_no_http() {
    let waiting = Waiting::start().await;
    for request in [
        format!("GET /{} HTTP/1.1\r\n", "a".repeat(1 << 20)),
        format!("GET / HTTP/1.1\r\nX: {}\r\n", "a".repeat(1 << 20)),
        format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(10_000)),
        "\u{16}\u{3}\u{1}\u{0}\r\n\r\n".into(),
        "\r\n".repeat(100_000),
    ] {
        let mut stream = waiting.connect().await;
        // The server stops reading when it has seen enough, and that may fail the write.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut response = Vec::new();
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut response).await;
        assert!(!response.starts_with(b"HTTP/1.1 200"));
    }
    waiting.still_works().await;
}

#[tokio::test]
async fn p51_resets() {
    let waiting = Waiting::start().await;
    for sent in ["", "GET /?code=c", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"] {
        let stream = waiting.send(sent).await;
        stream.set_zero_linger().unwrap();
    }
    waiting.still_works().await;
}

#[tokio::test]
async fn p51_a_browser_that_does_not_read() {
    let waiting = Waiting::start().await;
    let _browser = waiting.browser(RIGHT).await;
    is_shown_soon(waiting.received().await).await;
}

#[tokio::test]
async fn p51_a_browser_that_is_gone() {
    let waiting = Waiting::start().await;
    drop(waiting.browser(RIGHT).await);
    is_shown_soon(waiting.received().await).await;
}

async fn is_shown_soon(callback: Callback) {
    let shown = callback.show(Page::Failed("no".into()));
    timeout(Duration::from_secs(2), shown).await.unwrap();
}
