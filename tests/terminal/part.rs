//! A part of the library, played by a process of its own: this test program, started once more.

use xauth::{Env, ui::Terminal};

use crate::support::Run;

const MARK: &str = "TEST_PLAYS_A_PART";

/// A run of `act` on a terminal, which exits with what it returns. `test` is the name of the test
/// that calls this, its module first; in the run itself nothing after this call is reached.
#[allow(
    clippy::exit,
    reason = "what plays the part must end before the test does"
)]
pub fn play(test: &str, act: impl FnOnce(&mut Terminal) -> u8) -> Run {
    if std::env::var_os(MARK).is_some() {
        let code = act(&mut Terminal::new(&Env::capture()));
        std::process::exit(code.into());
    }
    let program = std::env::current_exe().unwrap();
    Run::new(program)
        .args([test, "--exact", "--nocapture", "--quiet"])
        .env(MARK, "1")
        .env("TERM", "xterm")
}
