//! Standard streams that are closed, full or gone.

use super::support::Home;
use super::{login, xauth};

#[test]
fn p14_a_reader_that_went_away_is_no_panic() {
    let home = Home::new();
    login(&home, "h.example", &home.canary());
    let gone = "(sleep 0.2; exec \"$@\"; echo $? >&2) | true; exit \"${PIPESTATUS[0]}\"";
    for line in [
        &["token", "h.example"][..],
        &["status"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let run = home.xauth().args(line).reveals();
        run.through(["bash", "-c", gone, "bash"]).run().ok();
    }
}

#[test]
fn p14_a_full_disk_under_standard_output_is_a_failure() {
    let home = Home::new();
    login(&home, "h.example", &home.canary());
    for line in [
        &["token", "h.example"][..],
        &["status"],
        &["status", "--json"],
        &["which", "h.example"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
        &["logout", "h.example", "--json"],
    ] {
        let ran = home.xauth().args(line).stdout_to("/dev/full").run();
        ran.fails_with(1)
            .notes("error: could not write to standard output: ");
    }
}

#[test]
fn p14_closed_streams_are_no_panic() {
    let home = Home::new();
    login(&home, "h.example", &home.canary());
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let script = format!("exec \"$@\" {closed}");
        let run = home.xauth().args(["token", "h.example"]).reveals();
        let ran = run.through(["sh", "-c", &script, "sh"]).run();
        assert_ne!(ran.code, None, "{closed}: {ran}");
        assert!(!ran.err.contains("panicked"), "{closed}: {ran}");
    }
}

#[test]
fn p14_standard_input_that_cannot_be_read_is_an_error() {
    let home = Home::new();
    let run = home.xauth().args(["login", "h.example", "--token", "-"]);
    let ran = run.through(["sh", "-c", "exec \"$@\" < /", "sh"]).run();
    ran.fails_with(1)
        .notes("error: could not read standard input: ");
    xauth(&home, &["status"], "").fails_with(4);
}
