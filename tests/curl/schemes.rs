//! Each kind of credential, carried by the real curl to a real nginx that demands it.

use crate::common::{curl, log_in};
use crate::refresh_site::Site;
use crate::support::fake::{Answer, Server};
use crate::support::{Accepted, Home, Nginx, Provider};

#[test]
fn each_scheme_is_carried() {
    let home = Home::new();
    let accepted = Accepted {
        basic: ("alice".into(), home.canary()),
        bearer: home.canary(),
        conda: home.canary(),
    };
    let nginx = Nginx::start(&accepted);
    let basic = ["--username", "alice", "--password", "-", "--force"];
    let rows: [(&str, &[&str], &str); 3] = [
        ("bearer", &["--token", "-"], &accepted.bearer),
        ("basic", &basic, &accepted.basic.1),
        (
            "channel",
            &["--conda-token", "-", "--force"],
            &accepted.conda,
        ),
    ];
    for (path, flags, secret) in rows {
        log_in(&home, "127.0.0.1", flags, secret);
        let url = nginx.url(&format!("/{path}/noarch/repodata.json"));
        let ran = curl(&home, &url, &["--fail"]).run().ok();
        assert!(ran.json()["packages"].is_object(), "{ran}");
        let missing = curl(&home, &(url + ".missing"), &["--fail"]).run();
        missing.fails_with(22).notes("404");
        assert_eq!(nginx.log().last().unwrap().referer, "");
    }
    // A wrong one is the server's to refuse, and curl's to say.
    log_in(
        &home,
        "127.0.0.1",
        &["--token", "-", "--force"],
        &home.canary(),
    );
    let url = nginx.url("/bearer/noarch/repodata.json");
    let refused = curl(&home, &url, &["--fail"]).run();
    refused.fails_with(22).notes("401");
}

#[test]
fn a_login_is_renewed_first() {
    let site = Site::new(Provider::default());
    site.ends_in(-60);
    let ran = curl(&site.home, &site.idp.url("/me"), &["--fail"])
        .run()
        .ok();
    assert!(ran.json().is_object(), "{ran}");
    assert_eq!(site.refreshes(), 1);
    assert!(site.is_alive());
}

#[test]
fn what_curl_reads_as_special_is_sent_as_it_is() {
    let home = Home::new();
    let server = Server::start(|_| Answer::status(200));
    let stored = r#"{"127.0.0.1":{"BearerToken":"canary-\"quo\\ted\\n#{1,2}"}}"#;
    home.write(home.store_path(), stored);
    let url = server.url() + "/a[1-3]/{b,c}?q=[1-2]&r={x}#fragment";
    curl(&home, &url, &[]).run().ok().prints("");
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    let sent = seen[0].header("authorization");
    assert_eq!(sent, "Bearer canary-\"quo\\ted\\n#{1,2}");
    let path = seen[0].path.replace("%7B", "{").replace("%7D", "}");
    assert_eq!(path, "/a[1-3]/{b,c}");
    assert_eq!((seen[0].query("q"), seen[0].query("r")), ("[1-2]", "{x}"));
}

#[test]
fn a_stored_line_feed_is_no_second_line() {
    let home = Home::new();
    let server = Server::start(|_| Answer::status(200));
    for stored in ["BearerToken", "CondaToken"] {
        let stored =
            format!(r#"{{"127.0.0.1":{{"{stored}":"canary\nurl = \"http://localhost\""}}}}"#);
        home.write(home.store_path(), stored);
        let ran = curl(&home, &server.url(), &[]).run();
        ran.fails_with(2)
            .notes("what is stored under `127.0.0.1` cannot be sent");
    }
    assert!(server.seen().is_empty());
}

#[test]
fn files_go_up_and_come_down() {
    let home = Home::new();
    log_in(&home, "127.0.0.1", &["--token", "-"], &home.canary());
    let server = Server::start(|_| Answer::status(200).body([0, 255, 10, 13]));
    let file = home.write("body", "what is in the file");
    let data = format!("@{}", file.display());
    let words = [
        "-X",
        "PUT",
        "--data-binary",
        &data,
        "-o",
        "came",
        "-H",
        "X-A: b",
    ];
    curl(&home, &server.url(), &words).run().ok().prints("");
    assert_eq!(home.read("came").unwrap(), [0, 255, 10, 13]);
    let seen = server.seen().remove(0);
    assert_eq!(
        (seen.method.as_str(), seen.body.as_str()),
        ("PUT", "what is in the file")
    );
    assert_eq!(seen.header("x-a"), "b");
}
