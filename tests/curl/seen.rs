//! Who could see the login while curl runs: nobody in an argument list, a variable, or a file of theirs.

use std::fs;
use std::sync::{Arc, Mutex};

use crate::common::{curl, log_in, with_program};
use crate::support::fake::{Answer, Server};
use crate::support::{Home, leaked};

/// The argument lists and variables of all processes that we can read, but for our own.
fn processes() -> Vec<String> {
    let all = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let is_other = |name: &str| name != std::process::id().to_string();
    all.filter(|entry| is_other(&entry.file_name().to_string_lossy()))
        .flat_map(|entry| ["cmdline", "environ"].map(|file| entry.path().join(file)))
        .filter_map(|path| fs::read(path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " "))
        .collect()
}

#[test]
fn no_process_has_it_in_its_arguments_or_variables() {
    let home = Home::new();
    let secret = home.canary();
    let found: Arc<Mutex<Vec<String>>> = Arc::default();
    let into = Arc::clone(&found);
    // While the server answers, curl runs.
    let server = Server::start(move |_| {
        *into.lock().unwrap() = processes();
        Answer::status(200)
    });
    for flags in [
        ["--token", "-"].as_slice(),
        &["--conda-token", "-", "--force"],
    ] {
        log_in(&home, "127.0.0.1", flags, &secret);
        curl(&home, &server.url(), &["-f"]).run().ok();
        let found = found.lock().unwrap().clone();
        let is_curl = |line: &&String| line.contains("curl --disable --config - -sS -f");
        assert!(found.iter().any(|line| is_curl(&line)), "{found:?}");
        assert_eq!(leaked(&[secret.clone()], &found.join("\n")), None);
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
