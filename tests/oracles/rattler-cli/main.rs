//! rattler's own client, which logs in, refreshes and logs out by OAuth: pixi's view of our
//! logins, and ours of pixi's.
//!
//!     rattler-cli auth login|logout|status|token …    as in `rattler auth`
//!     rattler-cli http URL                            GET with what is stored; prints the status code
//!
//! Trusts the system's roots, or those of SSL_CERT_FILE.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use rattler::cli::auth;
use rattler_networking::AuthenticationMiddleware;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[derive(Parser)]
enum Command {
    /// Logins.
    Auth(auth::Args),
    /// A request with what is stored.
    Http {
        /// What to ask for.
        url: String,
    },
}

fn main() -> ExitCode {
    match run(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("caused by: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "a provider of cryptography is there already")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match command {
        Command::Auth(arguments) => Ok(runtime.block_on(auth::execute(arguments))?),
        Command::Http { url } => runtime.block_on(http(&url)),
    }
}

async fn http(url: &str) -> Result<()> {
    let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new())
        .with(AuthenticationMiddleware::from_env_and_defaults()?)
        .build();
    println!("{}", client.get(url).send().await?.status().as_u16());
    Ok(())
}
