//! A login that is for all hosts of a server is under all of its keys, or under none.

use serde_json::{Value, json};

use crate::common::{entries, files};
use crate::support::{Home, Ran, procs};

const KEYS: [&str; 2] = ["anaconda.com", "repo.anaconda.cloud"];

fn login(home: &Home, secret: &str, fault: Option<&str>) -> Ran {
    let run = home.xauth().env("XAUTH_STORE", "file").stdin(secret);
    let run = run.args(["login", "anaconda.com", "--token", "-"]);
    match fault {
        Some(fault) => procs::inject(run, "all", fault).0,
        None => run.run(),
    }
}

fn held(home: &Home) -> [Value; 2] {
    let [first, second] = files(home).map(|file| entries(&file));
    assert_eq!(first, second);
    KEYS.map(|key| first.get(key).cloned().unwrap_or_default())
}

/// Each write is made durable, and one after the other is made to fail.
#[test]
fn a_failure_between_the_two_puts_the_first_back() {
    for earlier in [None, Some("secret-0")] {
        let (mut undone, mut when) = (0, 1);
        loop {
            let home = Home::new();
            home.write(".rattler/credentials.json", "{}");
            home.write(".rattler/rattler_auth_store.json", "{}");
            if let Some(secret) = earlier {
                login(&home, secret, None).ok();
            }
            let before = held(&home);
            let ran = login(
                &home,
                "secret-1",
                Some(&format!("fsync:error=EIO:when={when}")),
            );
            if ran.code == Some(0) {
                let new = json!({ "BearerToken": "secret-1" });
                assert_eq!(held(&home), [new.clone(), new]);
                break;
            }
            assert_eq!(held(&home), before, "{when}: {ran}");
            assert!(
                !ran.err.contains("and not for the server's other hosts"),
                "{ran}"
            );
            (undone, when) = (undone + 1, when + 1);
        }
        // The first key's two files are two of them.
        assert!(undone > 2, "{undone}");
    }
}
