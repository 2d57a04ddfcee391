//! Cli: the command line. One file a command; this one reads the line and hands it over.

mod access_token;
mod anaconda_auth;
mod anaconda_site;
mod arguments;
mod completions;
mod context;
mod curl;
mod doctor;
mod import;
mod input;
mod login;
mod logout;
mod man;
mod nearest;
mod refresh;
mod renew;
mod report;
mod save;
mod share;
mod sharing;
mod status;
mod token;
mod tools;
mod unshare;
mod verify;
mod which;

use std::{
    cell::OnceCell,
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::context::Context;
use crate::{
    env::Env,
    error::Result,
    http, time,
    ui::{Color, Tone, Ui, Volume},
};

/// One login for every conda tool
///
/// Keeps the credentials of conda channels in the keychain of the operating
/// system, or in rattler's JSON file, where pixi and rattler-build find them.
#[derive(Debug, Parser)]
#[command(name = "xauth", version, max_term_width = 100, after_help = EXAMPLES)]
#[command(disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  xauth login prefix.dev                     opens a browser, or gives you a code
  xauth login anaconda.org --conda-token - < token.txt
  xauth status
  xauth which https://repo.prefix.dev/my-channel
  xauth logout prefix.dev

Exit codes: 0 done, 1 failed, 2 wrong usage or input needed, 3 store unusable,
4 not logged in or expired, 5 network, 130 interrupted.";

#[derive(Debug, clap::Args)]
struct Options {
    /// Say only warnings and errors
    #[arg(short, long, global = true, help_heading = "Output")]
    quiet: bool,
    /// Say how things are done, too
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "quiet",
        help_heading = "Output"
    )]
    verbose: bool,
    /// Colour what is said
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        help_heading = "Output"
    )]
    color: Color,
    /// Never ask a question: what is missing is an error (also when `CI` is set)
    #[arg(long, global = true, help_heading = "Output")]
    no_input: bool,
    /// Never use the network (also when `XAUTH_OFFLINE` is set)
    #[arg(long, global = true, help_heading = "Network")]
    offline: bool,
    /// Trust the certificates in this file, too (also from `XAUTH_CA_CERT`, `SSL_CERT_FILE`, `SSL_CERT_DIR`)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Network")]
    ca_cert: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Login(Box<login::Login>),
    Logout(logout::Logout),
    Status(status::Status),
    Token(token::Token),
    Refresh(refresh::Refresh),
    AccessToken(access_token::AccessToken),
    Which(which::Which),
    Curl(curl::Curl),
    Share(share::Share),
    Unshare(unshare::Unshare),
    Tools(tools::Tools),
    Import(import::Import),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs one command line, the program's name first, and returns the exit code.
pub fn run(arguments: Vec<OsString>, env: &Env, ui: &mut dyn Ui) -> u8 {
    match parse(arguments, ui) {
        Ok(cli) => match cli.start(env, ui) {
            Ok(code) => code,
            Err(error) => finish(Err(error), ui),
        },
        Err(code) => code,
    }
}

fn parse(arguments: Vec<OsString>, ui: &mut dyn Ui) -> Result<Cli, u8> {
    let (name, arguments) = arguments::normal(arguments);
    let matches = Cli::command()
        .bin_name(name)
        .try_get_matches_from(arguments);
    matches
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| arguments::explain(&error, ui))
}

fn finish(result: Result<()>, ui: &mut dyn Ui) -> u8 {
    let Err(error) = result else {
        return 0;
    };
    ui.say(Tone::Error, &error.message());
    if let Some(hint) = error.hint() {
        ui.say(Tone::Hint, &hint);
    }
    error.exit_code()
}

impl Cli {
    fn start(self, env: &Env, ui: &mut dyn Ui) -> Result<u8> {
        let volume = match (self.options.quiet, self.options.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Normal,
        };
        ui.set(volume, self.options.color);
        if self.options.no_input {
            ui.forbid_questions();
        }
        let ca_cert = self.options.ca_cert.as_deref().map(Path::as_os_str);
        let context = &mut Context {
            offline: self.options.offline || env.is_on("XAUTH_OFFLINE"),
            http: http::Settings {
                ca_cert: ca_cert
                    .or(env.path_variable("XAUTH_CA_CERT"))
                    .map(PathBuf::from),
                user_agent: None,
            },
            runner: http::Runner::default(),
            hands: OnceCell::default(),
            env,
            ui,
        };
        match self.command {
            Command::Login(login) => login.run(context),
            Command::Logout(logout) => logout.run(context),
            Command::Status(status) => status.run(context),
            Command::Token(token) => token.run(context),
            Command::Refresh(refresh) => refresh.run(context),
            Command::AccessToken(verb) => verb.run(context),
            Command::Which(which) => which.run(context),
            Command::Curl(curl) => return curl.run(context),
            Command::Share(share) => share.run(context),
            Command::Unshare(unshare) => unshare.run(context),
            Command::Tools(tools) => tools.run(context),
            Command::Import(import) => import.run(context),
            Command::Doctor(doctor) => doctor.run(context),
            Command::Completions(completions) => completions.run(context),
            Command::Man(man) => man.run(context),
        }
        .map(|()| 0)
    }
}
