//! The world: who reaches it, who does not, and what a test can force.

use serde_json::json;

use crate::{
    common::Place,
    support::{AnacondaWorld, Home, anaconda},
};

/// The status that curl gets, 000 without an answer, and the body.
pub fn curl(world: &AnacondaWorld, arguments: &[&str]) -> String {
    let home = Home::new();
    let run = home.run("/usr/bin/curl");
    let run = run.args([
        "--silent",
        "--max-time",
        "5",
        "--write-out",
        "%{http_code} ",
    ]);
    world.env(run.args(arguments)).run().out
}

#[test]
fn we_reach_it() {
    let place = Place::new();
    let token = place.world.prefix_token();
    let login = place.xauth(&["login", "prefix.dev", "--token", "-"]);
    place.quietly(login.stdin(token)).ok();
    let check = [
        "which",
        "https://repo.prefix.dev/private/noarch/repodata.json",
        "--check",
    ];
    place.quietly(place.xauth(&check)).ok();
    let requests = place.world.requests();
    assert!(
        requests.iter().any(|request| request.status == 200),
        "{requests:?}"
    );
}

#[test]
fn pythons_requests_reaches_it() {
    let world = AnacondaWorld::start();
    let script = "import requests; print(requests.get('https://prefix.dev/').status_code)";
    let home = Home::new();
    let run = home.run(anaconda()).args(["-c", script]);
    world.env(run).run().ok().prints("200\n");
    let requests = world.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].line(), "GET prefix.dev/ 200");
    assert!(
        requests[0]
            .header("user-agent")
            .unwrap()
            .starts_with("python-requests/")
    );
}

#[test]
fn nobody_else_is_reached() {
    let world = AnacondaWorld::start();
    for url in [
        "https://example.com/",
        "https://anaconda.com:8443/",
        "https://x.anaconda.com/",
    ] {
        assert_eq!(curl(&world, &[url]), "000 ", "{url}");
    }
    let refused = world.connections();
    assert!(refused.iter().all(|connection| connection.status == 502) && refused.len() == 3);
    assert!(world.requests().is_empty());
}

#[test]
fn a_test_can_force_an_answer() {
    let world = AnacondaWorld::start();
    let page = ["https://anaconda.com/?q=1"];
    for (answer, wanted) in [
        (json!({ "status": 500, "body": "<p>oh" }), "<p>oh500 "),
        (json!({ "body": { "a": 1 }, "times": 1 }), r#"{"a": 1}200 "#),
        (json!({ "body": "x", "size": 3 }), "x  200 "),
        (json!({ "body": "four", "broken": true }), "fo200 "),
        (json!({ "delay": 9 }), "000 "),
    ] {
        world.answer("* anaconda.com/*", answer);
        assert_eq!(curl(&world, &page), wanted);
    }
    let moved = json!({ "status": 302, "headers": { "Location": "https://other.example.test/" } });
    world.answer("* anaconda.com/*", moved);
    curl(&world, &["--location", page[0]]);
    let last = world.requests().pop().unwrap();
    assert_eq!(last.line(), "GET other.example.test/ 200");
}
