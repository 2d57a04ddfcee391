//! What the browser is shown.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::{super::Page, *};

/// The page as it is sent.
async fn shown(page: Page) -> String {
    let waiting = Waiting::start().await;
    let browser = waiting.browser(RIGHT).await;
    let callback = waiting.received().await;
    tokio::join!(read(browser), callback.show(page)).0
}

fn logged_in(account: Option<&str>) -> Page {
    Page::LoggedIn {
        host: "conda.example".into(),
        account: account.map(str::to_owned),
    }
}

/// What a person reads: the body's text.
fn words(response: &str) -> String {
    let body = response.split_once("<body>").unwrap().1;
    let texts = body.split('<').filter_map(|part| part.split_once('>'));
    let words = texts.map(|(_, text)| text).collect::<String>();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn title(response: &str) -> &str {
    let start = response.find("<title>").unwrap() + "<title>".len();
    let end = response.find("</title>").unwrap();
    &response[start..end]
}

#[tokio::test]
async fn what_a_person_reads() {
    let response = shown(logged_in(Some("ada"))).await;
    assert_eq!(title(&response), "Logged in to conda.example · xauth");
    assert_eq!(
        words(&response),
        "Logged in to conda.example as ada. You can close this tab. xauth"
    );

    let response = shown(logged_in(None)).await;
    assert_eq!(
        words(&response),
        "Logged in to conda.example. You can close this tab. xauth"
    );

    let response = shown(Page::Failed("the provider refused: `access_denied`".into())).await;
    assert_eq!(title(&response), "Login failed · xauth");
    assert_eq!(
        words(&response),
        "Login failed The provider refused: access_denied. Go back to the terminal. xauth"
    );
}

#[tokio::test]
async fn p57_the_page_is_escaped_and_short() {
    let foreign = "</title></style><script>alert(1)</script>\u{1b}[2J\u{7}\r\n\u{202e}{lines}";
    for page in [
        logged_in(Some(foreign)),
        Page::Failed(foreign.into()),
        Page::LoggedIn {
            host: foreign.into(),
            account: None,
        },
    ] {
        let response = shown(page).await;
        assert!(!response.contains("<script"), "{response}");
        assert_eq!(response.matches("</title>").count(), 1);
        assert!(!response.contains(['\u{1b}', '\u{7}', '\u{202e}']));
        assert!(response.contains("alert(1)"));
    }
    let response = shown(Page::Failed("<".repeat(10_000))).await;
    assert_eq!(response.matches("&lt;").count(), 299);
}

#[tokio::test]
async fn nothing_is_kept_sent_on_or_loaded() {
    let page = shown(logged_in(Some("ada"))).await;
    let waiting = Waiting::start().await;
    for response in [
        page,
        waiting.get("/").await,
        waiting.get("/favicon.ico").await,
    ] {
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        for header in [
            "content-type: text/html; charset=utf-8",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "connection: close",
        ] {
            assert!(head.lines().any(|line| line == header), "{header}: {head}");
        }
        for outside in [
            "http", "src=", "href=", "url(", "@import", "<script", "style=", "the-code",
        ] {
            assert!(!body.contains(outside), "{outside}");
        }
    }
}

#[tokio::test]
async fn only_our_style_is_allowed() {
    let response = shown(logged_in(None)).await;
    let start = response.find("<style>").unwrap() + "<style>".len();
    let end = response.find("</style>").unwrap();
    let hash = BASE64_STANDARD.encode(Sha256::digest(&response[start..end]));
    let policy = format!(
        "content-security-policy: default-src 'none'; style-src 'sha256-{hash}'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    assert!(response.lines().any(|line| line == policy), "{policy}");
}
