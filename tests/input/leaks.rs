//! Only `token` shows a secret, and then nothing but that. (`Home::canary` makes every run look for it
//! in all forms; the program of this version has no network code that could log requests.)

use super::kinds::{self, KINDS, run};
use super::support::Home;
use super::{keys, xauth};

#[test]
fn p10_status_and_which_show_no_secret_of_any_kind() {
    let (home, _) = kinds::home();
    for kind in KINDS {
        let out = run(&home, &["status"]).ok().out;
        assert!(out.contains(kind.key) && out.contains(kind.scheme), "{out}");
        run(&home, &["status", "--json"]).ok();
        run(&home, &["status", kind.key]).ok();
        run(&home, &["status", kind.key, "--json"]).ok();
        run(&home, &["which", kind.key]).ok();
        let answer = run(&home, &["which", kind.key, "--json"]).ok().json();
        assert_eq!(answer["answer"]["scheme"], kind.scheme);
        assert_eq!(answer["answer"]["key"], kind.key);
    }
}

#[test]
fn p10_token_prints_exactly_the_secret() {
    let (home, secrets) = kinds::home();
    for (kind, secret) in KINDS.iter().zip(secrets) {
        let line = ["token", kind.key, "--field", kind.field];
        let ran = home.xauth().args(line).reveals().run().ok();
        let ran = ran.prints(&format!("{secret}\n"));
        assert_eq!(ran.err, "", "{}", kind.key);
        if !matches!(kind.scheme, "basic" | "s3") {
            let ran = home.xauth().args(["token", kind.key]).reveals().run().ok();
            assert_eq!(ran.prints(&format!("{secret}\n")).err, "");
        }
    }
}

#[test]
fn p12_p15_the_loudest_run_shows_no_secret() {
    for kind in KINDS.iter().filter(|kind| !kind.flags.is_empty()) {
        let home = Home::new();
        let canary = home.canary();
        let loud = |line: &[&str]| {
            let run = home.xauth().args(line).args(["-v", "--color", "always"]);
            let run = run.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
            run.stdin(canary.as_str())
        };
        let login = [&["login", kind.key], kind.flags].concat();
        loud(&login).run().ok();
        loud(&[&login[..], &["--json"]].concat()).run().ok();
        loud(&["status"]).run().ok();
        loud(&["status", kind.key]).run().ok();
        loud(&["which", kind.key]).run().ok();
        let ran = loud(&["token", kind.key, "--field", kind.field])
            .reveals()
            .run();
        assert!(ran.ok().notes("detail: ").out.contains(&canary));
        loud(&["logout", kind.key]).run().ok();
        loud(&["token", kind.key]).run().fails_with(4);
        assert!(keys(&home).is_empty());
    }
}

#[test]
fn p12_failures_show_no_secret() {
    let (home, _) = kinds::home();
    for kind in KINDS {
        for line in [
            &["token", kind.key, "--field", "nothing"][..],
            &["token", kind.key, "--json=x"],
        ] {
            run(&home, line).fails_with(2).prints("");
        }
    }
    run(&home, &["token", "s3://bucket", "--header"]).fails_with(2);
    run(&home, &["token", "conda.example", "--header"]).fails_with(2);
    run(&home, &["token", "basic.example"]).fails_with(2);
    run(&home, &["token", "http://bearer.example"])
        .fails_with(4)
        .prints("");
    // A store that is damaged right behind the secrets.
    let mut text = home.read(home.credentials_path()).unwrap();
    text.extend(b"}");
    home.write(".rattler/credentials.json", text);
    for line in [
        &["status"][..],
        &["token", "bearer.example"],
        &["logout", "bearer.example"],
    ] {
        run(&home, line).fails_with(3).prints("");
    }
}

#[test]
fn p15_a_conda_token_that_would_change_the_url_is_refused() {
    for bad in [
        "/", "..", "a..b", ".", "?", "#", "%", "%2f", " ", "\\", "<", "\"", "|", "^", "`",
    ] {
        let home = Home::new();
        let canary = home.canary();
        let input = if bad == "." {
            bad.into()
        } else {
            format!("a{bad}{canary}")
        };
        let ran = xauth(&home, &["login", "h.example", "--conda-token", "-"], &input);
        ran.fails_with(2)
            .prints("")
            .notes("the conda token cannot be used");
        assert!(keys(&home).is_empty(), "{bad}");
    }
}

#[test]
fn p15_a_token_inside_a_url_is_refused_and_never_shown() {
    for line in [
        &["login", "https://h.example/t/{}/chan", "--conda-token", "-"][..],
        &["which", "https://h.example/t/{}/chan"],
        &["token", "h.example/t/{}/chan"],
        &["status", "https://h.example/t/{}"],
        &["logout", "https://h.example/t/{}/chan"],
        &["which", "https://h.example/a/t/{}/chan"],
        &["login", "https://h.example/t/{}/chan\n", "--token", "-"],
        &["login", "https://h.example/chan?token={}", "--token", "-"],
        &["which", "https://h.example/chan?token={}"],
        &["which", "https://h.example/chan#{}"],
    ] {
        let home = Home::new();
        let canary = home.canary();
        let line = line.iter().map(|word| word.replace("{}", &canary));
        let ran = home.xauth().args(line).stdin("other-token").run();
        assert_ne!(ran.code, None, "{ran}");
    }
}
