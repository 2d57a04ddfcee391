//! On a terminal of 80 columns: the sign that servers are asked, and a table that fits.

use std::time::Duration;

use serde_json::json;

use crate::support::fake::{Answer, Pace, Server};
use crate::support::{Home, Session, canary, see};
use crate::{store, xauth};

#[test]
fn the_count_is_shown_while_servers_are_asked_and_goes_away() {
    let server = Server::start(|request| {
        let slow = request.path.starts_with("/slow");
        let delay = Duration::from_millis(if slow { 2500 } else { 0 });
        Answer::status(404).pace(Pace::After(delay))
    });
    let home = Home::new();
    let key = |name: &str| format!("{}/{name}", server.url());
    let token = canary();
    store(
        &home,
        &json!({
            key("fast"): { "BearerToken": token }, key("quick"): { "BearerToken": token },
            key("slow"): { "BearerToken": token },
        }),
    );
    let run = xauth(&home, &["status", "--check"]).env("TERM", "xterm");
    let mut session = Session::start(run);
    session.wait_for("asking the servers: 2 of 3");
    let ended = session.end().exits(0);
    let lines = see(&ended.shown);
    assert!(
        !lines.iter().any(|line| line.contains("asking the servers")),
        "{lines:#?}"
    );
}

#[test]
fn the_table_of_a_usual_login_fits() {
    let home = Home::new();
    // {"exp":4102444800,"email":"ada@example.org"}
    let token = "e30.eyJleHAiOjQxMDI0NDQ4MDAsImVtYWlsIjoiYWRhQGV4YW1wbGUub3JnIn0.x";
    store(&home, &json!({ "*.prefix.dev": { "BearerToken": token } }));
    let run = xauth(&home, &["status"]).env("TERM", "xterm");
    let ended = Session::start(run).end().exits(0);
    let lines = see(&ended.shown);
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("*.prefix.dev  bearer")),
        "{lines:#?}"
    );
    assert!(
        lines.iter().all(|line| line.chars().count() <= 80),
        "{lines:#?}"
    );
}
