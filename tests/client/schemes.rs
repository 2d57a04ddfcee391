//! Each kind of credential, at a real nginx that demands it.

use xauth::client::{Client, Error};
use xauth::vault::Choice;

use crate::common::{client, env, get, hides, log_in, response_hides, run};
use crate::support::{Accepted, Home, Nginx};

fn accepted(home: &Home) -> Accepted {
    Accepted {
        basic: ("alice".into(), home.canary()),
        bearer: home.canary(),
        conda: home.canary(),
    }
}

#[test]
fn each_scheme_is_carried_and_shown_nowhere() {
    let home = Home::new();
    let accepted = accepted(&home);
    let nginx = Nginx::start(&accepted);
    let basic = &accepted.basic.1;
    let rows: [(&str, &[&str], &str); 3] = [
        ("bearer", &["--token", "-"], &accepted.bearer),
        (
            "basic",
            &["--username", "alice", "--password", "-", "--force"],
            basic,
        ),
        (
            "channel",
            &["--conda-token", "-", "--force"],
            &accepted.conda,
        ),
    ];
    for (path, flags, secret) in rows {
        log_in(&home, "127.0.0.1", flags, secret);
        let url = nginx.url(&format!("/{path}/noarch/repodata.json"));
        let client = client(&home);
        let secrets = [secret.to_owned()];
        let response = run(client.get(&url)).unwrap();
        response_hides(&secrets, &response);
        assert_eq!(response.url().as_str(), url);
        let missing = run(client.get(&format!("{url}.missing"))).unwrap();
        response_hides(&secrets, &missing);
        hides(&secrets, &missing.error_for_status().unwrap_err());
        let (status, body) = get(&client, &url).unwrap();
        assert_eq!(status, 200, "{path}");
        assert!(body.contains("hello"), "{body}");
        let seen = nginx.log();
        let last = seen.last().unwrap();
        assert_eq!(last.url.contains(secret), path == "channel", "{last:?}");
        assert_eq!(last.referer, "");
        assert_eq!(format!("{client:?}"), "Client { .. }");
    }
}

#[test]
fn a_public_channel_needs_no_login_unless_the_caller_wants_one() {
    let nginx = Nginx::start(&Accepted::default());
    let home = Home::new();
    let url = nginx.url("/public/noarch/repodata.json");
    assert_eq!(get(&client(&home), &url).unwrap().0, 200);
    assert_eq!(nginx.log().len(), 1);
    let strict = Client::builder().store(Choice::File).require_login();
    let strict = strict.build(&env(&home)).unwrap();
    match get(&strict, &url) {
        Err(Error::LoginRequired {
            url: named,
            command,
        }) => {
            assert_eq!((named, command.as_str()), (url, "xauth login 127.0.0.1"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(nginx.log().len(), 1, "nobody was asked");
}

#[test]
fn what_the_caller_brings_is_sent_as_it_is() {
    let home = Home::new();
    let accepted = accepted(&home);
    let nginx = Nginx::start(&accepted);
    log_in(
        &home,
        "127.0.0.1",
        &["--token", "-"],
        "canary-that-is-stored",
    );
    let client = client(&home);
    let own = format!("/t/{}/channel/noarch/repodata.json", accepted.conda);
    assert_eq!(get(&client, &nginx.url(&own)).unwrap().0, 200);
    // And gets the answer, whatever it is.
    let wrong = nginx.url("/t/canary-of-the-caller/channel/noarch/repodata.json");
    assert_eq!(get(&client, &wrong).unwrap().0, 403);
    let seen = nginx.log();
    assert!(
        seen.iter().all(|seen| seen.authorization.is_empty()),
        "{seen:?}"
    );
}
