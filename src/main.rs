//! Hands the process to the library.

use std::process::ExitCode;

use xauth::{Env, cli, harden, ui::Terminal, xorg};

#[expect(
    clippy::disallowed_methods,
    reason = "main is where the process's arguments are taken"
)]
fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    if let Some(code) = xorg::pass_through(&arguments) {
        return code.into();
    }
    harden::process();
    let env = Env::capture();
    cli::run(arguments, &env, &mut Terminal::new(&env)).into()
}
