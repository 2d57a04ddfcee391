//! A request that its caller gave a credential of its own: it has that on its origin, and nobody else gets it.

use std::{thread, time::Duration};

use xauth::client::reqwest::{Method, Request, header};
use xauth::client::{Client, Error};

use crate::common::{client, get, hides, log_in, run};
use crate::support::Home;
use crate::support::fake::{Answer, Pace, Server};

#[test]
fn the_callers_token_in_the_path_goes_to_no_other_origin() {
    let home = Home::new();
    let secrets = [home.canary()];
    let token = &secrets[0];
    let other = Server::start(|_| Answer::status(200));
    let target = other.url_as("localhost");
    let server = Server::start(move |request| {
        let path = request.path.clone();
        let token = path.split('/').nth(2).unwrap_or_default();
        let to = |location: String| Answer::redirect(302, &location);
        match path.rsplit('/').next().unwrap_or_default() {
            "mirrored" => to(format!("{target}{path}")),
            "deep" => to(format!("{target}/mirror{path}")),
            "asked" => to(format!("{target}/x?token={token}")),
            "hidden" => to(format!("{target}/x/%63{}", &token[1..])),
            "last" => to(format!("{target}/t/{token}")),
            "folder" => to(format!("{path}/")),
            _ => Answer::status(200),
        }
    });
    let client = client(&home);
    let url = |path: &str| format!("{}/t/{token}/chan/{path}", server.url());
    for (path, came) in [
        ("mirrored", "/chan/mirrored"),
        ("deep", "/mirror/chan/deep"),
    ] {
        assert_eq!(get(&client, &url(path)).unwrap().0, 200);
        assert_eq!(other.seen().pop().unwrap().path, came);
    }
    for path in ["asked", "hidden", "last"] {
        match get(&client, &url(path)) {
            Err(error @ Error::Redirect { .. }) => hides(&secrets, &error),
            answer => panic!("{path}: {answer:?}"),
        }
    }
    assert_eq!(other.seen().len(), 2);
    assert_eq!(get(&client, &url("folder")).unwrap().0, 200);
    let last = server.seen().pop().unwrap().path;
    assert_eq!(last, format!("/t/{token}/chan/folder/"));
}

#[test]
fn user_info_is_sent_and_stays_with_its_origin() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let other = Server::start(|_| Answer::status(200));
    let target = other.url_as("localhost");
    let server = Server::start(move |request| match &*request.path {
        "/folder" => Answer::redirect(301, "/folder/"),
        "/away" => Answer::redirect(302, &target),
        _ => Answer::status(401),
    });
    let with_user = server.url().replace("http://", "http://us%20er:p%40ss@");
    let client = client(&home);
    // What it says is the caller's, and what is stored for its host is not tried.
    let response = run(client.get(&(with_user.clone() + "/folder"))).unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.url().as_str(), server.url() + "/folder/");
    for request in server.seen() {
        // us er:p@ss
        assert_eq!(request.header("authorization"), "Basic dXMgZXI6cEBzcw==");
    }
    assert_eq!(get(&client, &(with_user + "/away")).unwrap().0, 200);
    assert_eq!(other.seen()[0].header("authorization"), "");
}

#[test]
fn a_header_of_the_callers_goes_before_user_info() {
    let server = Server::start(|_| Answer::status(200));
    let url = server.url().replace("http://", "http://u:p@");
    let mut request = Request::new(Method::GET, url.parse().unwrap());
    let headers = request.headers_mut();
    headers.insert(header::AUTHORIZATION, "Bearer own".parse().unwrap());
    run(client(&Home::new()).execute(request)).unwrap();
    assert_eq!(server.seen()[0].header("authorization"), "Bearer own");
}

/// What comes of an answer to `method` that begins after so many seconds.
fn answered(client: &Client, method: Method, seconds: u64, limit: Option<u64>) -> String {
    let pace = Pace::After(Duration::from_secs(seconds));
    let server = Server::start(move |request| match &*request.method {
        "POST" => Answer::redirect(303, "/made"),
        _ => Answer::status(200).pace(pace),
    });
    let mut request = Request::new(method, server.url().parse().unwrap());
    *request.timeout_mut() = limit.map(Duration::from_secs);
    if request.method() != Method::GET {
        *request.body_mut() = Some("a body".into());
    }
    match run(client.execute(request)) {
        Ok(response) => response.status().to_string(),
        Err(Error::Network { source, .. }) => source.to_string(),
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn an_upload_takes_the_time_that_it_takes_or_that_its_caller_gives_it() {
    let home = Home::new();
    let client = client(&home);
    let in_thread = |method: Method| {
        let client = client.clone();
        thread::spawn(move || answered(&client, method, 32, None))
    };
    let (upload, question) = (in_thread(Method::PUT), in_thread(Method::GET));
    // The time is for what a POST leads to, too.
    let made = answered(&client, Method::POST, 8, Some(2));
    assert_eq!(made, "no answer within 2 s");
    assert_eq!(upload.join().unwrap(), "200 OK");
    assert_eq!(question.join().unwrap(), "no answer within 30 s");
}
