//! Which addresses and ports are opened.

use std::io::ErrorKind;

use super::*;

async fn bind(redirect: &str) -> crate::Result<Loopback> {
    Loopback::bind(&RedirectUri::parse(redirect).unwrap()).await
}

/// Whether somebody listens there.
async fn opens(host: &str, port: u16) -> bool {
    TcpStream::connect(format!("{host}:{port}")).await.is_ok()
}

/// Whether the port is taken on an address that nobody asked for, as it is when one listens on all of them.
fn takes_more(port: u16) -> bool {
    let error = std::net::TcpListener::bind(("127.0.0.2", port)).err();
    error.is_some_and(|error| error.kind() == ErrorKind::AddrInUse)
}

fn has_v6() -> bool {
    std::net::TcpListener::bind("[::1]:0").is_ok()
}

#[tokio::test]
async fn p53_the_default_is_what_rattlers_clients_are_registered_with() {
    let loopback = Loopback::bind(&RedirectUri::default()).await.unwrap();
    let port = loopback.sockets.port();
    assert_eq!(loopback.redirect_uri(), format!("http://127.0.0.1:{port}"));
    assert!(opens("127.0.0.1", port).await);
    assert!(!opens("[::1]", port).await);
    assert!(!takes_more(port));
}

#[tokio::test]
async fn p53_localhost_is_every_address_it_may_mean() {
    let loopback = bind("http://localhost/cb").await.unwrap();
    let port = loopback.sockets.port();
    assert_eq!(
        loopback.redirect_uri(),
        format!("http://localhost:{port}/cb")
    );
    assert!(opens("127.0.0.1", port).await);
    assert_eq!(opens("[::1]", port).await, has_v6());
    assert!(!takes_more(port));
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost"] {
        let error = bind(&format!("http://{host}:{port}/cb")).await.unwrap_err();
        let message = error.message();
        assert!(
            message.contains(&format!("http://{host}:{port}/cb")),
            "{message}"
        );
        assert!(error.hint().unwrap().contains(&port.to_string()));
    }
}

#[tokio::test]
async fn a_port_that_somebody_has_on_the_other_address_is_not_shared() {
    if !has_v6() {
        return;
    }
    let taken = std::net::TcpListener::bind("[::1]:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    assert!(bind(&format!("http://localhost:{port}")).await.is_err());
}

#[tokio::test]
async fn a_port_that_was_used_can_be_used_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    for _ in 0..3 {
        let waiting = Waiting::at(&format!("http://127.0.0.1:{port}")).await;
        assert_eq!(waiting.host, format!("127.0.0.1:{port}"));
        waiting.still_works().await;
    }
}

#[tokio::test]
async fn v6_works_the_same() {
    if !has_v6() {
        return;
    }
    Waiting::at("http://[::1]").await.still_works().await;
    Waiting::at("http://localhost").await.still_works().await;
}
