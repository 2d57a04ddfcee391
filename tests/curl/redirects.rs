//! Where the real curl goes with `--location`, and what it takes along.

use crate::common::{curl, log_in, with_program};
use crate::support::fake::{Answer, Certificate, Server, TlsFront};
use crate::support::{Accepted, Home, Nginx};

#[test]
fn a_header_stays_with_its_host_and_port() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let nginx = Nginx::start(&Accepted::default());
    let ran = curl(&home, &nginx.url("/away/noarch/repodata.json"), &["-fL"]).run();
    ran.fails_with(22);
    let seen = nginx.log();
    assert!(seen[0].authorization.contains("canary-"));
    assert_eq!((seen.len(), seen[1].authorization.as_str()), (2, ""));
    // The same name, and another port.
    let target = nginx.url("/public/noarch/repodata.json");
    let first = Server::start(move |_| Answer::redirect(302, &target));
    curl(&home, &first.url(), &["-fL"]).run().ok();
    assert!(first.seen()[0].header("authorization").contains("canary-"));
    let last = nginx.log().pop().unwrap();
    assert_eq!((last.status, last.authorization.as_str()), (200, ""));
}

#[test]
fn from_https_it_does_not_go_to_plain_http() {
    let home = Home::new();
    log_in(&home, "localhost", &["--token", "-"], &home.canary());
    let plain = Server::start(|_| Answer::status(200));
    let target = plain.url_as("localhost");
    let server = Server::start(move |_| Answer::redirect(301, &target));
    let front = TlsFront::start(Certificate::Good, &server.url());
    let run = curl(&home, &front.url(), &["-L"]);
    run.clone().run().fails_with(60).notes("certificate");
    run.env("XAUTH_CA_CERT", front.authority())
        .run()
        .fails_with(1);
    assert_eq!((server.seen().len(), plain.seen().len()), (1, 0));
    assert!(server.seen()[0].header("authorization").contains("canary-"));
}

#[test]
fn a_conda_token_in_a_location_goes_nowhere_else() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--conda-token", "-"], &home.canary());
    let other = Server::start(|_| Answer::status(200));
    let targets = [other.url(), other.url_as("localhost")];
    for target in targets {
        let server = Server::start(move |request| match request.path.as_str() {
            path if path.ends_with("/folder") => Answer::redirect(301, &format!("{path}/")),
            path if path.ends_with("/away") => Answer::redirect(302, &format!("{target}{path}")),
            _ => Answer::status(200).body("here"),
        });
        let folder = server.url() + "/chan/folder";
        curl(&home, &folder, &["-fL"]).run().ok().prints("here");
        let away = server.url() + "/chan/away";
        let ran = curl(&home, &away, &["-fL"]).run().fails_with(7);
        ran.notes("with a conda token, no redirect to another server is followed");
        let seen = server.seen();
        assert!(
            seen.iter().all(|seen| seen.path.starts_with("/t/canary-")),
            "{seen:?}"
        );
        // Without `--location` the redirect is the answer.
        curl(&home, &away, &["-f"]).run().ok();
    }
    assert!(other.seen().is_empty(), "{:?}", other.seen());
}

#[test]
fn a_curl_that_would_take_the_login_along_is_not_run() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    for (version, is_careful) in [
        ("7.82.0", false),
        ("7.83.0", true),
        ("8.15.0-DEV", true),
        ("x", false),
    ] {
        let script = format!(
            "#!/bin/sh\nif [ \"$1\" = --version ]; then echo curl {version} '(x)'; exit; fi\necho ran\n"
        );
        let run = |words: &[&str]| {
            with_program(
                &home,
                curl(&home, "http://127.0.0.1:1/x", words),
                "curl",
                &script,
            )
            .run()
        };
        match is_careful {
            true => drop(run(&["-L"]).ok().prints("ran\n")),
            false => drop(
                run(&["-L"])
                    .fails_with(1)
                    .prints("")
                    .notes("older than curl 7.83"),
            ),
        }
        run(&[]).ok().prints("ran\n");
    }
}
