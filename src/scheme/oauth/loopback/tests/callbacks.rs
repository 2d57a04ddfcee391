//! What is a callback, and what is waited past.

use super::{super::Page, *};

#[tokio::test]
async fn p48_one_callback_and_the_port_is_closed() {
    let waiting = Waiting::start().await;
    let address = waiting.address.clone();
    let idle = waiting.connect().await;
    let mut browser = waiting.connect().await;
    let request = format!(
        "GET /?state={STATE}&code=a%2Fb%2Bc&iss=https%3A%2F%2Fidp.example HTTP/1.1\r\nHost: {address}\r\n\r\n"
    );
    browser.write_all(request.as_bytes()).await.unwrap();
    let callback = waiting.callback.await.unwrap();
    assert_eq!(callback.answer, Answer::Code(Secret::new("a/b+c")));
    assert_eq!(callback.iss.as_deref(), Some("https://idp.example"));
    assert!(is_refused(&address).await);
    assert_eq!(read(idle).await, "");

    let page = Page::Failed("no".into());
    let (response, ()) = tokio::join!(read(browser), callback.show(page));
    assert_eq!(status(&response), "200");
    assert!(response.ends_with("</html>\n"), "{response}");
}

#[tokio::test]
async fn p48_dropping_it_closes_everything() {
    let waiting = Waiting::start().await;
    let address = waiting.address.clone();
    let idle = waiting.connect().await;
    waiting.callback.abort();
    assert!(waiting.callback.await.unwrap_err().is_cancelled());
    assert!(is_refused(&address).await);
    assert_eq!(read(idle).await, "");

    let loopback = Loopback::bind(&RedirectUri::default()).await.unwrap();
    let address = loopback.redirect_uri().replacen("http://", "", 1);
    drop(loopback);
    assert!(is_refused(&address).await);
}

#[tokio::test]
async fn p48_a_callback_without_a_page_closes_its_connection() {
    let waiting = Waiting::start().await;
    let mut browser = waiting.connect().await;
    let request = format!(
        "GET /?code=c&state={STATE} HTTP/1.0\r\nHost: {}\r\n\r\n",
        waiting.address
    );
    browser.write_all(request.as_bytes()).await.unwrap();
    drop(waiting.callback.await.unwrap());
    assert_eq!(read(browser).await, "");
}

#[tokio::test]
async fn p49_others_are_refused_and_waited_past() {
    let waiting = Waiting::start().await;
    for query in [
        "",
        "?",
        "?code=c",
        "?code=c&state",
        "?code=c&state=",
        "?code=c&state=wrong",
        "?code=c&state=state-Zm9vYmF",
        "?code=c&state=state-Zm9vYmFyy",
        "?code=c&state=STATE-ZM9VYMFY",
        "?code=c&state=state-Zm9vYmFy&state=state-Zm9vYmFy",
        "?code=c&state=wrong&state=state-Zm9vYmFy",
        "?state=state-Zm9vYmFy",
        "?state=state-Zm9vYmFy&code=",
        "?state=state-Zm9vYmFy&code=c&code=c",
        "?state=state-Zm9vYmFy&code=c&error=e",
        "?state=state-Zm9vYmFy&error=",
        "?state=state-Zm9vYmFy&code=c&iss=a&iss=b",
        "?error=access_denied",
        "?error=access_denied&state=wrong",
    ] {
        let response = waiting.get(&format!("/{query}")).await;
        assert_eq!(status(&response), "400", "{query}");
        assert!(response.ends_with("</html>\n"), "{query}");
    }
    waiting.still_works().await;
}

#[tokio::test]
async fn p49_there_is_no_callback_for_an_empty_state() {
    let loopback = Loopback::bind(&RedirectUri::default()).await.unwrap();
    let address = loopback.redirect_uri().replacen("http://", "", 1);
    let callback = tokio::spawn(async move { loopback.callback(&Secret::new("")).await });
    let waiting = Waiting { address, callback };
    assert_eq!(status(&waiting.get("/?code=c&state=").await), "400");
    assert!(!waiting.callback.is_finished());
}

#[tokio::test]
async fn p52_a_refusal_counts_with_the_right_state() {
    let waiting = Waiting::start().await;
    let target = format!("/?error=access_denied&error_description=no%1B%5B2J&state={STATE}&iss=");
    let callback = waiting.receives(&target).await;
    let refused = Answer::Refused {
        error: "access_denied".into(),
        description: Some("no\\u{1b}[2J".into()),
    };
    assert_eq!(callback.answer, refused);
    assert_eq!(callback.iss.as_deref(), Some(""));
}

#[tokio::test]
async fn p51_other_paths_and_methods() {
    let waiting = Waiting::at("http://127.0.0.1/auth/oidc").await;
    let right = format!("code=c&state={STATE}");
    let host = waiting.address.split('/').next().unwrap().to_owned();
    for path in [
        "/favicon.ico",
        "/",
        "/auth/oidc/",
        "/auth",
        "//auth/oidc",
        "/AUTH/OIDC",
    ] {
        let request = format!("GET {path}?{right} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(status(&send(&host, &request).await), "404", "{path}");
    }
    for method in ["POST", "HEAD", "OPTIONS", "PUT", "get"] {
        let request = format!(
            "{method} /auth/oidc?{right} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"
        );
        let response = send(&host, &request).await;
        assert_eq!(status(&response), "405", "{method}");
        assert!(response.contains("\r\nallow: GET\r\n"), "{response}");
    }
    let request = format!("GET /auth/oidc?{right} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let mut browser = TcpStream::connect(&host).await.unwrap();
    browser.write_all(request.as_bytes()).await.unwrap();
    let callback = waiting.callback.await.unwrap();
    assert_eq!(callback.answer, Answer::Code(Secret::new("c")));
}

#[tokio::test]
async fn p49_only_one_of_many_that_come_at_once() {
    let waiting = Waiting::start().await;
    let request = format!(
        "GET /?code=c&state={STATE} HTTP/1.1\r\nHost: {}\r\n\r\n",
        waiting.address
    );
    let mut browsers = Vec::new();
    for _ in 0..8 {
        browsers.push(waiting.connect().await);
    }
    for browser in &mut browsers {
        browser.write_all(request.as_bytes()).await.unwrap();
    }
    let callback = waiting.callback.await.unwrap();
    let page = Page::LoggedIn {
        host: "conda.example".into(),
        account: None,
    };
    callback.show(page).await;
    let mut shown = 0;
    for browser in browsers {
        shown += usize::from(status(&read(browser).await) == "200");
    }
    assert_eq!(shown, 1);
}

async fn send(host: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    read(stream).await
}
