//! Logins that are not there or must not be sent, and how curl's end becomes ours.

use crate::common::{curl, log_in, with_program};
use crate::support::Home;
use crate::support::fake::{Answer, Server};

#[test]
fn without_a_login_nobody_is_asked() {
    let home = Home::new();
    let server = Server::start(|_| Answer::status(200));
    let ran = curl(&home, &server.url(), &[]).run().fails_with(4);
    ran.notes("no credentials stored for")
        .notes("run `xauth login ");
    assert!(server.seen().is_empty());
}

#[test]
fn plain_http_needs_the_persons_word() {
    let home = Home::new();
    log_in(&home, "h.example", &["--token", "-"], &home.canary());
    let script = "#!/bin/sh\ncat >/dev/null; echo ran\n";
    let run = || {
        with_program(
            &home,
            curl(&home, "http://h.example/x", &[]),
            "curl",
            script,
        )
        .run()
    };
    run()
        .fails_with(4)
        .prints("")
        .notes("is not sent over plain http");
    let allowed = ["--allow-insecure-http", "--force", "--token", "-"];
    log_in(&home, "http://h.example", &allowed, &home.canary());
    run().ok().prints("ran\n");
}

#[test]
fn the_exit_code_is_curls() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let url = "http://127.0.0.1:1/x";
    curl(&home, url, &[]).run().fails_with(7).notes("curl: (7)");
    for (end, code) in [("exit 63", 63), ("exit 255", 255), ("kill -TERM $$", 143)] {
        let script = format!("#!/bin/sh\n{end}\n");
        with_program(&home, curl(&home, url, &[]), "curl", &script)
            .run()
            .fails_with(code);
    }
    // It may end without reading what it is told.
    let mute = "#!/bin/sh\nexec <&-\nexit 0\n";
    with_program(&home, curl(&home, url, &[]), "curl", mute)
        .run()
        .ok();
}

#[test]
fn without_curl_it_says_what_to_install() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let run = curl(&home, "http://127.0.0.1:1/x", &[]).env("PATH", home.path());
    run.run().fails_with(1).notes("`curl` is not on `PATH`");
}
