//! What one version of rattler does with a credential, asked from a test: pixi's view of our stores.
//!
//! Results go to standard output, errors to standard error with exit code 1.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufWriter, Read, Write, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rattler_networking::authentication_storage::StorageBackend;
use rattler_networking::authentication_storage::backends::file::FileStorage;
use rattler_networking::authentication_storage::backends::keyring::KeyringAuthenticationStorage;
use rattler_networking::authentication_storage::backends::memory::MemoryStorage;
use rattler_networking::{Authentication, AuthenticationMiddleware, AuthenticationStorage};
use serde_json::{Value, json};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const USAGE: &str = "\
store KEY                                 the credential on standard input, into the first store that takes it
store-keychain KEY                        the same, into the keychain only
store-file PATH KEY                       the same, into that file only
loop-store PATH PREFIX COUNT [MICROS]     COUNT bearer tokens PREFIX-<i>.example, a new instance each; prints how many were stored
loop-read PATH COUNT                      prints how many of COUNT reads failed
get URL                                   {\"key\", \"credential\"} or null
match                                     lines of {\"store\": {KEY: credential}, \"url\"}: the credential or null, a line each
list                                      keys and sources, a line of JSON each
delete KEY                                from every store
http URL                                  GET with what is stored; prints the status code";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
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

fn run(arguments: &[&str]) -> Result<()> {
    match *arguments {
        ["store", key] => Ok(storage()?.store(key, &credential()?)?),
        ["store-keychain", key] => {
            Ok(KeyringAuthenticationStorage::default().store(key, &credential()?)?)
        }
        ["store-file", path, key] => {
            Ok(FileStorage::from_path(path.into())?.store(key, &credential()?)?)
        }
        ["loop-store", path, prefix, count] => loop_store(path, prefix, count.parse()?, 0),
        ["loop-store", path, prefix, count, pause] => {
            loop_store(path, prefix, count.parse()?, pause.parse()?)
        }
        ["loop-read", path, count] => loop_read(path, count.parse()?),
        ["get", url] => get(url),
        ["match"] => match_lines(),
        ["list"] => list(),
        ["delete", key] => Ok(storage()?.delete(key)?),
        ["http", url] => http(url),
        _ => Err(format!("usage:\n{USAGE}").into()),
    }
}

fn storage() -> Result<AuthenticationStorage> {
    Ok(AuthenticationStorage::from_env_and_defaults()?)
}

fn credential() -> Result<Authentication> {
    let mut text = String::new();
    stdin().read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

/// Each call reads the file anew, as separate runs of pixi do.
fn loop_store(path: &str, prefix: &str, count: u32, pause: u64) -> Result<()> {
    let store = |index| {
        FileStorage::from_path(path.into())?.store(
            &format!("{prefix}-{index}.example"),
            &Authentication::BearerToken(format!("token-{prefix}-{index}")),
        )
    };
    let mut stored = 0;
    for index in 0..count {
        match store(index) {
            Ok(()) => stored += 1,
            Err(error) => eprintln!("{index}: {error}"),
        }
        std::thread::sleep(Duration::from_micros(pause));
    }
    println!("{stored}");
    Ok(())
}

fn loop_read(path: &str, count: u32) -> Result<()> {
    let mut failed = 0;
    for index in 0..count {
        if let Err(error) = FileStorage::from_path(path.into()) {
            eprintln!("{index}: {error}");
            failed += 1;
        }
    }
    println!("{failed}");
    Ok(())
}

fn get(url: &str) -> Result<()> {
    let (_, found) = storage()?.get_by_url_with_host(url)?;
    let found = found.map(|(key, credential)| json!({"key": key, "credential": credential}));
    println!("{}", serde_json::to_string(&found)?);
    Ok(())
}

fn match_lines() -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let mut line: Value = serde_json::from_str(&line?)?;
        let entries: BTreeMap<String, Authentication> =
            serde_json::from_value(line["store"].take())?;
        let url = line["url"].as_str().ok_or("no `url`")?;
        serde_json::to_writer(&mut out, &matching(entries, url)?)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// A URL that rattler cannot parse matches nothing.
fn matching(
    entries: BTreeMap<String, Authentication>,
    url: &str,
) -> Result<Option<Authentication>> {
    let memory = MemoryStorage::new();
    for (key, credential) in entries {
        memory.store(&key, &credential)?;
    }
    let mut storage = AuthenticationStorage::empty();
    storage.add_backend(Arc::new(memory));
    Ok(storage.get_by_url(url).map_or(None, |(_, found)| found))
}

fn list() -> Result<()> {
    for entry in storage()?.list_keys_with_sources()? {
        let line = json!({"key": entry.host, "source": entry.source, "active": entry.active});
        println!("{line}");
    }
    Ok(())
}

fn http(url: &str) -> Result<()> {
    let plain = reqwest::Client::builder().no_proxy().build()?;
    let client = reqwest_middleware::ClientBuilder::new(plain)
        .with(AuthenticationMiddleware::from_env_and_defaults()?)
        .build();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let response = runtime.block_on(client.get(url).send())?;
    println!("{}", response.status().as_u16());
    Ok(())
}
