//! A real S3 server, which checks signatures.

use serde_json::{Value, json};
use xauth::verify::{Doubt, Verdict};

use crate::asked::{Asked, good, rejected, unknown, url};
use crate::support::{Moto, canary};

fn ask(moto: &Moto, keys: &Value, bucket: &str) -> Verdict {
    let asked = Asked::about(bucket, keys).bucket(Some(&moto.url()), None);
    asked.verdict()
}

fn keys(id: &str, secret: &str, session: Option<&str>) -> Value {
    json!({ "S3Credentials": { "access_key_id": id, "secret_access_key": secret, "session_token": session } })
}

fn parts(stored: &Value) -> [&str; 3] {
    let keys = &stored["S3Credentials"];
    ["access_key_id", "secret_access_key", "session_token"]
        .map(|name| keys[name].as_str().unwrap_or_default())
}

#[test]
fn it_tells_good_keys_from_bad_ones_and_says_what_is_wrong() {
    let moto = Moto::start();
    let (owner, session) = (moto.keys("owner"), moto.keys("session"));
    for good_one in [&owner, &session] {
        for bucket in [
            "s3://channel",
            "s3://channel/some/prefix",
            "s3://channel/a b/ü&=+%20",
        ] {
            let verdict = ask(&moto, good_one, bucket);
            assert_eq!(good(&verdict), None, "{bucket}");
            let asked = format!("{}/channel/?***", moto.url());
            assert_eq!(url(&verdict), Some(&*asked));
        }
    }
    let [id, secret, _] = parts(&owner);
    let [session_id, session_secret, token] = parts(&session);
    let bad = canary();
    for (wrong, code) in [
        (keys(id, &bad, None), "SignatureDoesNotMatch"),
        (keys("canary-id", secret, None), "InvalidAccessKeyId"),
        (keys(id, secret, Some(&bad)), "InvalidToken"),
        (keys(session_id, &bad, Some(token)), "SignatureDoesNotMatch"),
        (keys(session_id, session_secret, Some(&bad)), "InvalidToken"),
        (keys(session_id, session_secret, None), "InvalidAccessKeyId"),
    ] {
        let verdict = ask(&moto, &wrong, "s3://channel/some/prefix");
        let (status, why) = rejected(&verdict);
        assert!(
            why.is_some_and(|why| why.ends_with(&format!("(`{code}`)"))),
            "{why:?}"
        );
        assert!((400..500).contains(&status), "{status}");
    }
}

#[test]
fn keys_that_may_only_read_are_good_and_those_that_may_nothing_prove_nothing() {
    let moto = Moto::start();
    let verdict = ask(&moto, &moto.keys("reader"), "s3://channel/some/prefix");
    assert_eq!(good(&verdict), None);
    let index = moto.url() + "/channel/some/prefix/noarch/repodata.json";
    assert_eq!(url(&verdict), Some(&*index));
    let verdict = ask(&moto, &moto.keys("nobody"), "s3://channel/some/prefix");
    assert_eq!(unknown(&verdict).0, &Doubt::Unclear);
    let verdict = ask(&moto, &moto.keys("owner"), "s3://no-such-bucket");
    assert_eq!(
        unknown(&verdict),
        (&Doubt::Unclear, "it answers with `NoSuchBucket` (HTTP 404)")
    );
    // A session token would be good for whoever read it in the URL.
    let log = moto.log();
    let token = moto.keys("session")["S3Credentials"]["session_token"].clone();
    assert!(!log.contains(token.as_str().unwrap()));
    assert!(
        log.contains("list-type=2&max-keys=1&prefix=some/prefix/"),
        "{log}"
    );
}
