//! Logins in a real keychain, which blocks and is asked over D-Bus, while others go on.

use tokio::task::JoinSet;
use xauth::Env;
use xauth::client::Client;
use xauth::vault::Choice;

use crate::common::run;
use crate::support::{Accepted, Home, Mode, Nginx, Run, SecretService};

/// How many ask at the same time.
const MANY: usize = 24;

/// Names what is asked for, in the process that asks.
const INSIDE: &str = "CLIENT_URL";

#[test]
fn many_are_answered_from_the_keychain() {
    if let Some(url) = Env::capture().variable(INSIDE) {
        return ask(url);
    }
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    let accepted = Accepted {
        bearer: home.canary(),
        ..Accepted::default()
    };
    let nginx = Nginx::start(&accepted);
    let login = home.xauth().args(["login", "127.0.0.1", "--no-verify"]);
    let login = login.args(["--token", "-", "--store", "keychain"]);
    let login = login.envs(service.env()).stdin(&*accepted.bearer);
    login.run().ok();
    // libdbus finds the bus in the variables of its own process.
    let itself = std::env::current_exe().unwrap();
    let child = Run::new(itself).args(["keychain::many_are_answered_from_the_keychain", "--exact"]);
    let child = child.envs(service.env()).env("HOME", home.path());
    let url = nginx.url("/bearer/noarch/repodata.json");
    let ran = child.env(INSIDE, url).secret(&accepted.bearer).run().ok();
    assert!(ran.out.contains("1 passed"), "{ran}");
    let seen = nginx.log();
    assert_eq!(seen.iter().filter(|seen| seen.status == 200).count(), MANY);
    assert_eq!(seen.len(), MANY);
}

/// In a process that has the keychain's bus in its environment.
fn ask(url: &str) {
    let builder = Client::builder().store(Choice::Keychain);
    let client = builder.build(&Env::capture()).unwrap();
    run(async {
        let mut all = JoinSet::new();
        for _ in 0..MANY {
            let (client, url) = (client.clone(), url.to_owned());
            all.spawn(async move { client.get(&url).await.map(|response| response.status()) });
        }
        for status in all.join_all().await {
            assert_eq!(status.unwrap(), 200);
        }
    });
}
