//! The world itself: who can talk to it, and what it takes.

use crate::support::{AnacondaWorld, Home, anaconda};

fn lines(world: &AnacondaWorld) -> Vec<String> {
    world
        .requests()
        .iter()
        .map(|request| request.line())
        .collect()
}

/// curl, with what it is to do; prints the status of each answer.
fn curl(world: &AnacondaWorld, arguments: &[&str]) -> String {
    let home = Home::new();
    let run = home.run("/usr/bin/curl").args([
        "--silent",
        "--output",
        "/dev/null",
        "--write-out",
        "%{http_code}\n",
    ]);
    world.env(run.args(arguments)).run().out
}

#[test]
fn we_ask_it_for_a_login_provider() {
    let world = AnacondaWorld::start();
    let home = Home::new();
    let login = [
        "login",
        "anaconda.example.test",
        "--oauth",
        "--store",
        "file",
    ];
    let more = [
        "--oauth-issuer-url",
        "https://anaconda.example.test",
        "--oauth-flow",
        "device-code",
    ];
    let run = world.env(home.xauth().args(login).args(more));
    // Its issuer is another, as Anaconda's own is.
    let ran = run.run();
    assert_ne!(ran.code, Some(0), "{ran}");
    let wanted = "GET anaconda.example.test/.well-known/openid-configuration 200";
    assert_eq!(lines(&world)[..1], [wanted], "{ran}");
}

#[test]
fn pythons_requests_talks_to_it() {
    let world = AnacondaWorld::start();
    let home = Home::new();
    let script = "import requests; print(requests.get('https://prefix.dev/').status_code)";
    let run = home.run(anaconda()).args(["-c", script]);
    world.env(run).run().ok().prints("200\n");
    assert_eq!(lines(&world), ["GET prefix.dev/ 200"]);
}

#[test]
fn nobody_else_can_be_reached() {
    let world = AnacondaWorld::start();
    for url in [
        "https://example.com/",
        "https://anaconda.com:8443/",
        "https://x.anaconda.com/",
    ] {
        assert_eq!(curl(&world, &[url]), "000\n", "{url}");
    }
    let connections = world.connections();
    assert!(
        connections
            .iter()
            .all(|connection| connection.status == 502)
            && connections.len() == 3
    );
    assert!(world.requests().is_empty());
}
