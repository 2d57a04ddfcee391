//! A secret on standard input is stored exactly, or refused whole.

use std::time::Duration;

use serde_json::json;

use super::{keys, login, support::Home, support::python, token, xauth};

#[test]
fn p01_p02_a_token_on_standard_input_is_stored_without_its_line_ending() {
    for ending in ["", "\n", "\r\n"] {
        let home = Home::new();
        let canary = home.canary();
        login(&home, "conda.example.com", &format!("{canary}{ending}"));
        let wanted = json!({ "conda.example.com": { "BearerToken": canary } });
        assert_eq!(home.read_json(home.store_path()), wanted, "{ending:?}");
        assert_eq!(token(&home, "conda.example.com"), canary);
    }
}

#[test]
fn p02_what_is_pasted_or_piped_around_a_token_goes() {
    let home = Home::new();
    let canary = home.canary();
    for (before, after) in [("\u{feff}", "\r\n"), ("Bearer ", "\n"), ("  ", " \n")] {
        login(&home, "h.example", &format!("{before}{canary}{after}"));
        assert_eq!(token(&home, "h.example"), canary, "{before:?}");
    }
}

#[test]
fn p01_a_password_keeps_its_spaces_and_loses_one_line_ending() {
    let home = Home::new();
    let canary = format!(" {} é:\"\\ ", home.canary());
    let line = ["login", "h.example", "--username", "u", "--password", "-"];
    xauth(&home, &line, &format!("{canary}\r\n")).ok();
    let store = home.read_json(home.store_path());
    assert_eq!(store["h.example"]["BasicHTTP"]["password"], canary);
}

#[test]
fn p03_an_empty_secret_is_refused() {
    for flag in ["--token", "--conda-token", "--s3-secret-access-key"] {
        for input in ["", "\n", " \t\r\n", "Bearer \n", "\u{feff}"] {
            let home = Home::new();
            let host = if flag.contains("s3") {
                "s3://b"
            } else {
                "h.example"
            };
            let mut line = vec!["login", host, flag, "-"];
            if flag.contains("s3") {
                line.extend(["--s3-access-key-id", "ID"]);
            }
            let ran = xauth(&home, &line, input).fails_with(2);
            ran.prints("").notes("cannot be used: it is empty");
            assert!(keys(&home).is_empty(), "{flag} {input:?}");
        }
    }
}

#[test]
fn p04_a_character_that_no_header_carries_is_refused_by_its_position() {
    let bad = (0..0x20u8).chain([0x7f]).map(char::from);
    for c in bad.chain(['\u{80}', '\u{85}', '\u{9f}', ' ', 'é', '🔑']) {
        let home = Home::new();
        let canary = home.canary();
        let input = format!("abc{c}{canary}");
        let ran = xauth(&home, &["login", "h.example", "--token", "-"], &input).fails_with(2);
        let rule = "character 4 is not a printable ASCII character";
        ran.prints("").notes(rule);
        assert!(keys(&home).is_empty(), "{c:?}");
    }
}

#[test]
fn p04_a_control_character_inside_a_password_is_refused() {
    for c in ['\0', '\n', '\r', '\t', '\u{1b}', '\u{7f}', '\u{9b}'] {
        let home = Home::new();
        let canary = home.canary();
        let line = ["login", "h.example", "--username", "u", "--password", "-"];
        let ran = xauth(&home, &line, &format!("{canary}{c}x")).fails_with(2);
        ran.notes("character 40 is a control character");
        assert!(keys(&home).is_empty(), "{c:?}");
    }
}

#[test]
fn p04_bytes_that_are_not_text_are_refused() {
    let home = Home::new();
    let run = home.xauth().args(["login", "h.example", "--token", "-"]);
    let ran = run.stdin(*b"abc\xff\xfe").run().fails_with(2);
    ran.notes("it is not UTF-8");
    assert!(keys(&home).is_empty());
}

/// Prints the most memory that the program took, in KiB, as the last line of standard error.
const MEASURE: &str = "import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)";

#[test]
fn p06_a_token_of_a_mebibyte_is_refused_quickly_and_without_much_memory() {
    let home = Home::new();
    let run = home.xauth().args(["login", "h.example", "--token", "-"]);
    let python = python().to_string_lossy().into_owned();
    let run = run.through([python.as_str(), "-c", MEASURE]);
    let ran = run.stdin(vec![b'x'; 1 << 20]).run().fails_with(2);
    let ran = ran.notes("longer than 65536 bytes");
    let most: u64 = ran.err.lines().last().unwrap().parse().unwrap();
    assert!(most < 64 * 1024, "{most} KiB");
    let ran = ran.within(Duration::from_secs(1));
    assert!(keys(&home).is_empty(), "{ran}");
}

#[test]
fn p06_the_longest_token_is_stored_and_one_byte_more_is_not() {
    let home = Home::new();
    let longest = "x".repeat(64 * 1024);
    login(&home, "h.example", &longest);
    assert_eq!(token(&home, "h.example"), longest);
    let line = ["login", "other.example", "--token", "-"];
    xauth(&home, &line, &(longest + "x")).fails_with(2);
    assert_eq!(keys(&home), ["h.example"]);
}

#[test]
fn p08_nothing_is_waited_for_when_there_is_nobody_to_ask() {
    let lines: [&[&str]; 5] = [
        &["login", "h.example"],
        &["login", "h.example", "--token"],
        &["login", "h.example", "--token", "-"],
        &["login", "h.example", "--basic"],
        &["login", "h.example", "--username", "u"],
    ];
    for line in lines {
        let home = Home::new();
        let ran = home.xauth().args(line).run().fails_with(2);
        ran.prints("").within(Duration::from_secs(2));
        assert!(keys(&home).is_empty(), "{line:?}");
    }
}
