//! Logins for parts of a host: each goes to its own part, however often another was asked for before.

use crate::common::{client, get, log_in};
use crate::support::Home;
use crate::support::fake::{Answer, Server};

#[test]
fn a_channels_own_login_goes_to_that_channel_alone() {
    let home = Home::new();
    let server = Server::start(|_| Answer::status(200));
    let whole = server.url();
    let secrets = [home.canary(), home.canary(), home.canary()];
    log_in(&home, &whole, &["--token", "-"], &secrets[0]);
    for (channel, secret) in [("one", &secrets[1]), ("two", &secrets[2])] {
        let url = format!("{whole}/get/{channel}");
        log_in(&home, &url, &["--channel-only", "--token", "-"], secret);
    }
    let client = client(&home);
    for _ in 0..2 {
        for (path, secret) in [
            ("/get/one", &secrets[1]),
            ("/get/two/noarch/x.conda", &secrets[2]),
            ("/get/twofold", &secrets[0]),
            ("/get/one/", &secrets[1]),
            ("/", &secrets[0]),
        ] {
            get(&client, &format!("{whole}{path}")).unwrap();
            let seen = server.seen();
            let sent = seen.last().unwrap().header("authorization").to_owned();
            assert_eq!(sent, format!("Bearer {secret}"), "{path}");
        }
    }
}

#[test]
fn what_answers_is_read_once_for_a_while() {
    let home = Home::new();
    let server = Server::start(|_| Answer::status(200));
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let client = client(&home);
    get(&client, &server.url()).unwrap();
    // Nothing but what is kept can answer now.
    home.write(home.store_path(), "damaged");
    home.write(home.credentials_path(), "damaged");
    get(&client, &server.url()).unwrap();
    assert!(server.seen()[1].header("authorization").contains("canary-"));
    assert!(get(&client, &server.url_as("localhost")).is_err());
}
