//! Real channel servers: nginx and quetz.

use serde_json::{Value, json};
use xauth::verify::Doubt;

use crate::asked::{Asked, good, rejected, statuses, unknown, url};
use crate::support::{Accepted, Nginx, Quetz, canary};

struct Site {
    nginx: Nginx,
    password: String,
    bearer: String,
    conda: String,
}

impl Site {
    fn start() -> Self {
        let [password, bearer, conda] = [(); 3].map(|()| canary());
        let accepted = Accepted {
            basic: ("alice".into(), password.clone()),
            bearer: bearer.clone(),
            conda: conda.clone(),
        };
        Self {
            nginx: Nginx::start(&accepted),
            password,
            bearer,
            conda,
        }
    }

    fn ask(&self, credential: &Value, path: &str) -> Asked {
        Asked::about("127.0.0.1", credential).at(&self.nginx.url(path))
    }
}

fn basic(password: &str) -> Value {
    json!({ "BasicHTTP": { "username": "alice", "password": password } })
}

#[test]
fn nginx_takes_what_is_right_and_refuses_what_is_not() {
    let site = Site::start();
    let (bad, bearer, conda) = (canary(), &site.bearer, &site.conda);
    for (path, good_one, bad_one, refused, plain) in [
        ("/basic", basic(&site.password), basic(&bad), 401, 401),
        (
            "/bearer/",
            json!({ "BearerToken": bearer }),
            json!({ "BearerToken": bad }),
            401,
            401,
        ),
        (
            "/channel",
            json!({ "CondaToken": conda }),
            json!({ "CondaToken": bad }),
            403,
            401,
        ),
    ] {
        let verdict = site.ask(&good_one, path).verdict();
        assert_eq!(good(&verdict), None, "{path}");
        assert_eq!(statuses(&verdict), [Some(200), Some(plain)], "{path}");
        let asked = site.nginx.url(path.trim_end_matches('/')) + "/noarch/repodata.json";
        assert_eq!(url(&verdict), Some(&*asked));
        let verdict = site.ask(&bad_one, path).verdict();
        assert_eq!(rejected(&verdict), (refused, None), "{path}");
        assert_eq!(url(&verdict), Some(&*asked));
    }
    // The credential went out once for each verdict, and a request without it only to compare: what is let in, and 403.
    let plain = |seen: &&crate::support::Seen| seen.authorization.is_empty();
    let log = site.nginx.log();
    let log: Vec<_> = log
        .iter()
        .filter(|seen| !seen.url.contains("/me"))
        .collect();
    assert_eq!(log.len(), 10, "{log:?}");
    let without = log
        .iter()
        .filter(|seen| plain(seen) && !seen.url.contains("/t/"));
    assert_eq!(without.count(), 4, "{log:?}");
}

#[test]
fn a_channel_for_everybody_proves_nothing() {
    let site = Site::start();
    for credential in [json!({ "BearerToken": canary() }), basic(&canary())] {
        let verdict = site.ask(&credential, "/public").verdict();
        assert_eq!(unknown(&verdict), (&Doubt::Anyone, "anyone may read it"));
        assert_eq!(statuses(&verdict), [Some(200), Some(200)]);
    }
}

#[test]
fn a_platform_or_a_file_is_asked_for_as_it_is_named() {
    let site = Site::start();
    let bearer = json!({ "BearerToken": site.bearer });
    for (path, wanted) in [
        ("/bearer/noarch", "/bearer/noarch/repodata.json"),
        ("/bearer/noarch/", "/bearer/noarch/repodata.json"),
        (
            "/bearer/noarch/repodata.json",
            "/bearer/noarch/repodata.json",
        ),
        (
            "/bearer/noarch/repodata.json?x=canary",
            "/bearer/noarch/repodata.json?***",
        ),
    ] {
        let verdict = site.ask(&bearer, path).verdict();
        assert_eq!(good(&verdict), None, "{path}");
        assert_eq!(url(&verdict), Some(&*site.nginx.url(wanted)));
    }
}

/// What stands in a URL would be sent when nothing is to be.
#[test]
fn a_user_name_in_a_url_is_left_out() {
    let site = Site::start();
    let (password, bearer) = (&site.password, json!({ "BearerToken": canary() }));
    let url = site.nginx.url("/basic");
    let url = url.replace("http://", &format!("http://alice:{password}@"));
    let verdict = Asked::about("127.0.0.1", &bearer).at(&url).verdict();
    assert_eq!(rejected(&verdict), (401, None));
    assert!(!format!("{verdict:?}").contains(password));
    let sent = site.nginx.log().into_iter().map(|seen| seen.authorization);
    assert!(sent.into_iter().all(|header| header.starts_with("Bearer ")));
    let good_one = json!({ "BearerToken": site.bearer });
    let url = site.nginx.url("/bearer").replace("http://", "http://x:y@");
    let verdict = Asked::about("127.0.0.1", &good_one).at(&url).verdict();
    assert_eq!(statuses(&verdict), [Some(200), Some(401)]);
    let last = site.nginx.log().pop().unwrap();
    assert_eq!(last.authorization, "");
}

#[test]
fn a_channel_that_is_not_there_proves_nothing() {
    let site = Site::start();
    let bearer = json!({ "BearerToken": site.bearer });
    let verdict = site.ask(&bearer, "/bearer/nothing").verdict();
    assert_eq!(
        unknown(&verdict),
        (&Doubt::Unclear, "it answers with HTTP 404")
    );
    assert_eq!(statuses(&verdict), [Some(404), None]);
}

#[test]
fn quetz_tells_its_members_from_strangers() {
    let quetz = Quetz::start();
    let ask = |token: &str, path: &str| {
        let token = json!({ "CondaToken": token });
        Asked::about("localhost", &token)
            .at(&quetz.url(path))
            .verdict()
    };
    let (member, stranger) = (quetz.member(), quetz.stranger());
    let verdict = ask(member, "/get/private");
    good(&verdict);
    assert_eq!(statuses(&verdict), [Some(200), Some(401)]);
    assert_eq!(rejected(&ask(&canary(), "/get/private")).0, 401);
    assert!([401, 403].contains(&rejected(&ask(stranger, "/get/private")).0));
    assert_eq!(unknown(&ask(member, "/get/public")).0, &Doubt::Anyone);
    // Without a channel there is only `/api/me`, where this version refuses good keys, too.
    let (doubt, why) = (Doubt::Mute, "it does not say whose token it is (HTTP 401)");
    for token in [member, &canary()] {
        assert_eq!(unknown(&ask(token, "/")), (&doubt, why));
    }
    assert!(quetz.log().contains("GET /api/me"));
    for token in [member, stranger] {
        let in_path = format!("/t/{token}/");
        let log = quetz.log().replace(&in_path, "");
        assert!(!log.contains(token), "{log}");
    }
}
