//! Who could see the login while curl runs: nobody in an argument list, a variable, or a file of theirs.

use std::fs;
use std::sync::{Arc, Mutex};

use crate::common::{curl, log_in, with_program};
use crate::support::fake::{Answer, Server};
use crate::support::{Home, leaked};

/// One of the processes that we started, and those that they started.
#[derive(Clone)]
struct Process {
    arguments: String,
    variables: String,
}

/// The processes below this one, and no others: what those hold is none of our business.
fn started(by: u32) -> Vec<Process> {
    let tasks = fs::read_dir(format!("/proc/{by}/task"));
    let tasks = tasks.into_iter().flatten().filter_map(Result::ok);
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|list| {
            list.split(' ')
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    let one = |id: u32| {
        let text = |name: &str| {
            let bytes = fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
            String::from_utf8_lossy(&bytes).replace('\0', " ")
        };
        let process = Process {
            arguments: text("cmdline"),
            variables: text("environ"),
        };
        std::iter::once(process).chain(started(id))
    };
    children.into_iter().flat_map(one).collect()
}

#[test]
fn no_process_has_it_in_its_arguments_or_variables() {
    let home = Home::new();
    let secret = home.canary();
    let found: Arc<Mutex<Vec<Process>>> = Arc::default();
    let into = Arc::clone(&found);
    // While the server answers, curl runs.
    let server = Server::start(move |_| {
        *into.lock().unwrap() = started(std::process::id());
        Answer::status(200)
    });
    for flags in [
        ["--token", "-"].as_slice(),
        &["--conda-token", "-", "--force"],
    ] {
        log_in(&home, "127.0.0.1", flags, &secret);
        curl(&home, &server.url(), &["-f"]).run().ok();
        let found = found.lock().unwrap().clone();
        let is_curl = |process: &&Process| {
            process
                .arguments
                .ends_with("curl --disable --config - -sS -f ")
        };
        let is_ours = |process: &&Process| process.arguments.contains(&server.url());
        assert!(
            found.iter().any(|process| is_curl(&process)),
            "curl was seen"
        );
        assert!(
            found.iter().any(|process| is_ours(&process)),
            "xauth was seen"
        );
        // Nothing that was found is shown.
        for process in &found {
            let has_it = |text: &str| leaked(std::slice::from_ref(&secret), text).is_some();
            assert!(!has_it(&process.arguments), "in an argument list");
            assert!(!has_it(&process.variables), "in a variable");
        }
    }
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn our_own_variables_are_not_handed_on() {
    let home = Home::new();
    let run = curl(&home, "http://127.0.0.1:1/x", &[]);
    let run = run.env("XAUTH_TOKEN_127_0_0_1", home.canary());
    let run = run
        .env("XAUTH_HOST", "127.0.0.1")
        .env("XAUTH_TOKEN", home.canary());
    let run = run.env("SOME_OTHER", "variable");
    let ran = with_program(&home, run, "curl", "#!/bin/sh\nenv\n")
        .run()
        .ok();
    assert!(ran.out.contains("SOME_OTHER=variable"), "{ran}");
    assert!(!ran.out.contains("XAUTH_"), "{ran}");
}

#[test]
fn the_persons_own_curlrc_is_not_read() {
    let home = Home::new();
    let secret = home.canary();
    log_in(&home, "127.0.0.1", &["--token", "-"], &secret);
    let (server, other) = (
        Server::start(|_| Answer::status(200)),
        Server::start(|_| Answer::status(200)),
    );
    let bad = format!(
        "verbose\ntrace = \"{}\"\nurl = \"{}\"\n",
        home.path().join("trace").display(),
        other.url()
    );
    home.write(".curlrc", &bad);
    home.write(".config/curlrc", &bad);
    let run = curl(&home, &server.url(), &["-f"]).env("CURL_HOME", home.path());
    let ran = run.run().ok();
    assert!(!ran.err.contains("HTTP/1.1"), "{ran}");
    assert_eq!((server.seen().len(), other.seen().len()), (1, 0));
    assert!(home.read("trace").is_none());
}

#[test]
fn plain_http_to_this_machine_goes_through_no_proxy() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let (server, proxy) = (
        Server::start(|_| Answer::status(200)),
        Server::start(|_| Answer::status(200)),
    );
    let run = curl(&home, &server.url(), &["-f"]);
    run.env("http_proxy", proxy.url())
        .env("ALL_PROXY", proxy.url())
        .run()
        .ok();
    assert_eq!((server.seen().len(), proxy.seen().len()), (1, 0));
}
