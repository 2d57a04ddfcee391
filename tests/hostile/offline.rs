//! `--offline` means that nothing goes out: P67.

use serde_json::json;

use crate::support::fake::Provider;
use crate::support::{Home, procs};
use crate::{HOST, exits, now, store, stored, xauth};

const COMMANDS: [&[&str]; 15] = [
    &["status"],
    &["status", "--details"],
    &["status", "--json"],
    &["status", HOST],
    &["token", HOST],
    &["token", HOST, "--header"],
    &["which", "https://conda.example/channel"],
    &["which", "https://conda.example/channel", "--check"],
    &["refresh"],
    &["refresh", HOST],
    &["refresh", "--all"],
    &["login", HOST, "--oauth"],
    &["login", "prefix.dev"],
    &["login", "other.example", "--token", "-"],
    &["logout", HOST],
];

/// A socket of the internet, connected or not.
fn has_internet_socket(trace: &str) -> bool {
    trace.contains("AF_INET")
}

#[test]
fn p67_offline_no_command_makes_a_socket() {
    for expires in [-60, 3600] {
        for command in COMMANDS {
            let home = Home::new();
            let provider = Provider::usual();
            store(&home, &provider, &json!(now() + expires));
            let issuer = provider.issuer();
            let mut line = vec!["--offline"];
            line.extend(command);
            if command.contains(&"--oauth") {
                line.extend(["--oauth-issuer-url", &issuer]);
            }
            let run = xauth(&home, &provider, &line).stdin("a-token").reveals();
            let (ran, trace) = procs::strace(run, "socket,connect,sendto,sendmsg");
            assert!(!has_internet_socket(&trace), "{line:?}: {trace}");
            assert!(trace.contains("exited with"), "{line:?}: {trace}");
            exits(&ran, &[0, 1, 2, 4, 5]);
            assert!(provider.server().seen().is_empty(), "{line:?}");
        }
    }
}

/// The same trace shows a socket when there is one, so the test above sees something.
#[test]
fn p67_without_it_the_trace_shows_the_socket() {
    let home = Home::new();
    let provider = Provider::usual();
    store(&home, &provider, &json!(now() - 60));
    let run = xauth(&home, &provider, &["token", HOST]).reveals();
    let (ran, trace) = procs::strace(run, "socket,connect,sendto,sendmsg");
    ran.ok();
    assert!(has_internet_socket(&trace), "{trace}");
}

#[test]
fn p67_offline_what_needs_the_network_fails_and_what_does_not_works() {
    let home = Home::new();
    let provider = Provider::usual();
    for (name, value) in [("XAUTH_OFFLINE", "1"), ("XAUTH_OFFLINE", "true")] {
        store(&home, &provider, &json!(now() + 3600));
        let run = |line: &[&str]| {
            xauth(&home, &provider, line)
                .env(name, value)
                .reveals()
                .run()
        };
        let expected = format!("{}\n", stored(&home)["access_token"].as_str().unwrap());
        run(&["token", HOST]).ok().prints(&expected);
        run(&["status", "--details"]).ok();
        exits(&run(&["refresh", HOST]), &[2, 5]);
        exits(&run(&["login", "other.example", "--oauth"]), &[2, 5]);

        store(&home, &provider, &json!(now() - 60));
        exits(&run(&["token", HOST]), &[4, 5]);
        exits(&run(&["token", HOST]).prints(""), &[4, 5]);
    }
    assert!(provider.server().seen().is_empty());
}
