//! Many logins: asked side by side, a few at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::fake::{Answer, Server};
use crate::{store, xauth};

#[test]
fn forty_logins_are_asked_eight_at_a_time_and_come_in_their_order() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (busy, peak) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::start(move |request| {
        peak.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(100));
        busy.fetch_sub(1, Ordering::SeqCst);
        let is_odd = request.path.contains("-odd/");
        Answer::status(if is_odd { 401 } else { 404 })
    });
    let home = Home::new();
    let logins = (0..40).map(|number| {
        let odd = if number % 2 == 1 { "-odd" } else { "" };
        let key = format!("{}/{number:02}{odd}", server.url());
        (key, json!({ "BearerToken": format!("token-{number}") }))
    });
    store(&home, &Value::Object(logins.collect()));
    let ran = xauth(&home, &["status", "--check", "--json"])
        .run()
        .fails_with(4);
    // One after the other they would take four seconds.
    let ran = ran.within(Duration::from_secs(3));
    let told = ran.json();
    for entry in told["entries"].as_array().unwrap() {
        let is_odd = entry["key"].as_str().unwrap().ends_with("-odd");
        assert_eq!(
            entry["verification"]["verdict"],
            if is_odd { "rejected" } else { "unknown" },
            "{entry}"
        );
    }
    assert_eq!(ran.err.matches("refuses the login").count(), 20, "{ran}");
    assert_eq!(ran.err.matches("error: ").count(), 1, "{ran}");
    let most = most.load(Ordering::SeqCst);
    assert!((2..=8).contains(&most), "{most}");
}
