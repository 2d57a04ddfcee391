//! What is a callback, and what is waited past.

use super::{super::Page, *};

#[tokio::test]
async fn p48_one_callback_and_the_port_is_closed() {
    let waiting = Waiting::start().await;
    let host = waiting.host.clone();
    let idle = waiting.connect().await;
    let target = format!("/?state={STATE}&code=a%2Fb%2Bc+d&iss=https%3A%2F%2Fidp.example");
    let browser = waiting.browser(&target).await;
    let callback = waiting.received().await;
    assert_eq!(callback.answer, Answer::Code(Secret::new("a/b+c d")));
    assert_eq!(callback.iss.as_deref(), Some("https://idp.example"));
    assert!(is_refused(&host).await);
    assert_eq!(read(idle).await, "");

    let page = Page::Failed("no".into());
    let (response, ()) = tokio::join!(read(browser), callback.show(page));
    assert_eq!(status(&response), "200");
    assert!(response.ends_with("</html>\n"), "{response}");
}

#[tokio::test]
async fn p48_dropping_it_closes_everything() {
    let waiting = Waiting::start().await;
    let host = waiting.host.clone();
    let idle = waiting.connect().await;
    assert_eq!(status(&waiting.get("/").await), "400");
    waiting.callback.abort();
    assert!(waiting.callback.await.unwrap_err().is_cancelled());
    assert!(is_refused(&host).await);
    let closed = timeout(Duration::from_secs(1), read(idle)).await;
    assert_eq!(closed.unwrap(), "");
}

#[tokio::test]
async fn p48_dropping_it_before_it_waits_closes_the_port() {
    let loopback = Loopback::bind(&RedirectUri::default()).await.unwrap();
    let host = loopback.redirect_uri().replacen("http://", "", 1);
    assert!(!is_refused(&host).await);
    drop(loopback);
    assert!(is_refused(&host).await);
}

#[tokio::test]
async fn p48_a_callback_without_a_page_closes_its_connection() {
    let waiting = Waiting::start().await;
    let browser = waiting.browser(RIGHT).await;
    drop(waiting.received().await);
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
    let waiting = Waiting::with("http://127.0.0.1", "").await;
    assert_eq!(status(&waiting.get("/?code=c&state=").await), "400");
    assert!(!waiting.callback.is_finished());
}

#[tokio::test]
async fn p49_only_one_of_many_that_come_at_once() {
    let waiting = Waiting::start().await;
    let mut browsers = Vec::new();
    for _ in 0..8 {
        browsers.push(waiting.connect().await);
    }
    let request = format!("GET {RIGHT} HTTP/1.1\r\nHost: {}\r\n\r\n", waiting.host);
    for browser in &mut browsers {
        // Those that come after the first may find their connection closed.
        let _ = browser.write_all(request.as_bytes()).await;
    }
    let callback = waiting.received().await;
    callback.show(Page::Failed("no".into())).await;
    let mut shown = 0;
    for browser in browsers {
        shown += usize::from(status(&read(browser).await) == "200");
    }
    assert_eq!(shown, 1);
}

#[tokio::test]
async fn p52_a_refusal_counts_with_the_right_state() {
    let waiting = Waiting::start().await;
    let target = format!("/?error=access_denied&error_description=no%1B%5B2J&state={STATE}&iss=");
    let _browser = waiting.browser(&target).await;
    let callback = waiting.received().await;
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
    for path in [
        "/favicon.ico",
        "/",
        "/auth/oidc/",
        "/auth",
        "//auth/oidc",
        "/AUTH/OIDC",
    ] {
        let response = waiting.get(&format!("{path}?{right}")).await;
        assert_eq!(status(&response), "404", "{path}");
    }
    let host = &waiting.host;
    for method in ["POST", "HEAD", "OPTIONS", "PUT", "get"] {
        let request = format!(
            "{method} /auth/oidc?{right} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"
        );
        let response = read(waiting.send(&request).await).await;
        assert_eq!(status(&response), "405", "{method}");
        assert!(response.contains("\r\nallow: GET\r\n"), "{response}");
    }
    let _browser = waiting.browser(&format!("/auth/oidc?{right}")).await;
    let callback = waiting.received().await;
    assert_eq!(callback.answer, Answer::Code(Secret::new("c")));
}
