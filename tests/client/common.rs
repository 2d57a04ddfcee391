//! A client in a home, a place to run it, and the search for secrets in all that it shows.

use std::fmt::{Debug, Display};

use tokio::runtime::Builder;
use xauth::client::reqwest::Response;
use xauth::client::{Client, Error};
use xauth::{Env, vault::Choice};

use crate::support::{Home, leaked};

/// What a program in this home has for an environment.
pub fn env(home: &Home) -> Env {
    Env::of([("HOME", home.path())])
}

/// A client that knows the logins in the file of this home.
pub fn client(home: &Home) -> Client {
    let builder = Client::builder().store(Choice::File);
    builder.build(&env(home)).unwrap()
}

/// Runs it on a runtime of one thread, the test's.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work)
}

/// Asks for a URL; the status and the body of the answer.
pub fn get(client: &Client, url: &str) -> Result<(u16, String), Error> {
    run(async {
        let response = client.get(url).await?;
        let status = response.status().as_u16();
        Ok((status, response.text().await.unwrap()))
    })
}

/// Logs in to a host or URL; `more` are flags, of which one reads the secret.
#[track_caller]
pub fn log_in(home: &Home, target: &str, more: &[&str], secret: &str) {
    let run = home.xauth().args(["login", target, "--store", "file"]);
    let run = run.args(more.iter().copied()).stdin(secret);
    run.run().ok();
}

/// Neither form of an error has a secret.
#[track_caller]
pub fn hides(secrets: &[String], error: &(impl Debug + Display)) {
    let text = format!("{error} {error:?} {error:#?}");
    assert_eq!(leaked(secrets, &text), None, "{text}");
}

/// No form of a response has a secret, nor has what fails because of it.
#[track_caller]
pub fn response_hides(secrets: &[String], response: &Response) {
    let text = format!("{response:?} {} {:?}", response.url(), response.headers());
    assert_eq!(leaked(secrets, &text), None, "{text}");
}
