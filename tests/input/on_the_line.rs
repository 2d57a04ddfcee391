//! A secret on standard input is on no command line; one that was put there is warned of.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::{keys, support::Home, token};

const LIMIT: Duration = Duration::from_secs(30);

/// The command lines of a process and of all below it.
fn command_lines(pid: u32) -> Vec<String> {
    let process = Path::new("/proc").join(pid.to_string());
    let line = fs::read(process.join("cmdline")).unwrap_or_default();
    let mut lines = vec![String::from_utf8_lossy(&line).replace('\0', " ")];
    let children = process.join(format!("task/{pid}/children"));
    let children = fs::read_to_string(children).unwrap_or_default();
    for child in children.split_whitespace() {
        lines.extend(command_lines(child.parse().unwrap()));
    }
    lines
}

#[test]
fn p05_no_command_line_ever_holds_a_token_from_standard_input() {
    let home = Home::new();
    let canary = home.canary();
    home.write("typed", &canary);
    let run = home.xauth().args(["login", "h.example", "--token", "-"]);
    let slowly = "(until [ -e go ]; do sleep 0.01; done; cat typed) | \"$@\"; exit $?";
    let running = run.through(["sh", "-c", slowly, "sh"]).spawn();
    let (start, mut seen) = (Instant::now(), 0);
    loop {
        let lines = command_lines(running.pid());
        for line in &lines {
            assert!(!line.contains(&canary), "{line}");
        }
        let is_waiting = |line: &String| line.contains("xauth login") && !line.starts_with("sh");
        seen += usize::from(lines.iter().any(is_waiting));
        if seen == 20 {
            home.write("go", "");
        }
        // It is empty for a moment before, too, while `setsid` becomes the shell.
        if seen >= 20 && lines[0].is_empty() {
            break;
        }
        assert!(start.elapsed() < LIMIT, "xauth was seen {seen} times");
        thread::sleep(Duration::from_millis(1));
    }
    running.wait().ok();
    assert_eq!(token(&home, "h.example"), canary);
}

#[test]
fn p05_a_value_on_the_command_line_is_taken_with_a_warning() {
    let flags: [(&str, &[&str]); 5] = [
        ("--token", &[]),
        ("--conda-token", &[]),
        ("--password", &["--username", "u"]),
        ("--s3-secret-access-key", &["--s3-access-key-id", "ID"]),
        (
            "--s3-session-token",
            &["--s3-access-key-id", "ID", "--s3-secret-access-key", "-"],
        ),
    ];
    for (flag, others) in flags {
        for joined in [false, true] {
            let home = Home::new();
            let canary = home.canary();
            let host = if flag.contains("s3") {
                "s3://b"
            } else {
                "h.example"
            };
            let value = match joined {
                true => vec![format!("{flag}={canary}")],
                false => vec![flag.to_owned(), canary.clone()],
            };
            let run = home.xauth().args(["login", host]).args(value).args(others);
            let ran = run.stdin("other-secret").run().ok();
            ran.notes(&format!("warning: the value of `{flag}` can be seen"))
                .notes(&format!("`{flag} -` reads it from standard input"));
            assert_eq!(keys(&home), [host]);
        }
    }
}

#[test]
fn p05_no_warning_is_given_for_standard_input() {
    let home = Home::new();
    let ran = super::login(&home, "h.example", &home.canary());
    assert!(!ran.err.contains("warning"), "{ran}");
}

#[test]
fn p05_no_help_shows_a_value_on_the_command_line() {
    let home = Home::new();
    for command in ["login", "token", "status", "which", "logout"] {
        let ran = super::xauth(&home, &[command, "--help"], "").ok();
        for line in ran.out.lines().filter(|line| line.contains("  xauth ")) {
            for flag in [
                "--token ",
                "--conda-token ",
                "--password ",
                "--s3-secret-access-key ",
            ] {
                let after = line.split_once(flag).map_or("-", |(_, after)| after.trim());
                let is_safe = after.is_empty()
                    || after.starts_with('-')
                    || line.contains(&format!("{flag}  "));
                assert!(is_safe, "{line}");
            }
        }
    }
}

#[test]
fn p05_a_secret_in_the_place_of_another_word_is_not_repeated() {
    let lines: [&[&str]; 6] = [
        &["login", "h.example", "{}"],
        &["login", "h.example", "--tokn", "{}"],
        &["login", "h.example", "--tokn={}"],
        &["login", "h.example", "--store", "{}"],
        &["status", "--json={}"],
        &["login", "h.example", "--token", "{}", "--token", "{}"],
    ];
    for line in lines {
        let home = Home::new();
        let canary = home.canary();
        let line = line.iter().map(|word| word.replace("{}", &canary));
        home.xauth().args(line).run().fails_with(2).prints("");
    }
}
