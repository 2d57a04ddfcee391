//! Where a bucket's server is, and what it says of regions; with servers that do what they are told.

use std::sync::Mutex;

use serde_json::{Value, json};
use xauth::verify::{Doubt, Verdict};

use crate::asked::{Asked, good, rejected, unknown, url};
use crate::support::canary;
use crate::support::fake::{Answer, Request, Server};

const LIST: &str = r#"<?xml version="1.0"?><ListBucketResult></ListBucketResult>"#;

fn keys() -> Value {
    json!({ "S3Credentials": { "access_key_id": "canary-id", "secret_access_key": canary(), "session_token": null } })
}

fn error(status: u16, code: &str, more: &str) -> Answer {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code>{more}</Error>");
    let answer = Answer::status(status).header("Content-Type", "application/xml");
    answer.body(body)
}

fn ask(server: &Server, region: Option<&str>) -> Verdict {
    let asked = Asked::about("s3://bucket/prefix", &keys());
    asked.bucket(Some(&server.url()), region).verdict()
}

/// A server that takes the first signature that it sees, and no other.
fn private() -> Server {
    of_region("us-east-1", Answer::status(404))
}

/// A server that takes the first signature that it sees for one region alone, and says so in its way.
fn of_region(region: &'static str, no: Answer) -> Server {
    let first = Mutex::new(None);
    Server::start(move |request: &Request| {
        let scope = format!("/{region}/s3/aws4_request");
        let signature = request.header("authorization").to_owned();
        if !signature.contains(&scope) {
            return no.clone();
        }
        let mut first = first.lock().unwrap();
        match first.get_or_insert_with(|| signature.clone()) == &signature {
            true => Answer::text(LIST),
            false => error(403, "SignatureDoesNotMatch", ""),
        }
    })
}

#[test]
fn a_server_that_names_its_region_is_asked_once_more() {
    let header = |status| Answer::status(status).header("x-amz-bucket-region", "eu-north-1");
    let malformed = error(
        400,
        "AuthorizationHeaderMalformed",
        "<Region>eu-north-1</Region>",
    );
    let elsewhere = header(301).header("Location", "http://127.0.0.1:9/bucket");
    for no in [
        header(301),
        header(307),
        header(400),
        header(403),
        elsewhere,
        malformed,
    ] {
        let server = of_region("eu-north-1", no);
        good(&ask(&server, None));
        // In the wrong region, in the right one, and with a wrong signature.
        assert_eq!(server.seen().len(), 3);
    }
}

#[test]
fn a_server_that_names_region_after_region_is_not_asked_for_ever() {
    let server = Server::start(|request: &Request| {
        let name = format!("r-{}", request.header("authorization").len());
        Answer::status(301).header("x-amz-bucket-region", name)
    });
    unknown(&ask(&server, None));
    assert_eq!(server.seen().len(), 2);
    for bad in ["evil.example/", "a@b", "a b", "-", "", "../x", "us-east-1"] {
        let no = Answer::status(301).header("x-amz-bucket-region", bad);
        let server = Server::start(move |_: &Request| no.clone());
        unknown(&ask(&server, None));
        assert_eq!(server.seen().len(), 1, "{bad}");
    }
}

#[test]
fn only_four_errors_are_refusals() {
    for code in [
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "InvalidToken",
        "ExpiredToken",
    ] {
        let server = Server::start(move |_: &Request| error(403, code, ""));
        let verdict = ask(&server, None);
        let (status, why) = rejected(&verdict);
        assert_eq!(status, 403);
        assert!(why.unwrap().contains(&format!("`{code}`")), "{why:?}");
    }
    for (status, code, why) in [
        (
            403,
            "AccessDenied",
            "it lets the keys neither list the bucket nor read an index",
        ),
        (
            403,
            "RequestTimeTooSkewed",
            "the clock of this machine is wrong",
        ),
        (
            404,
            "NoSuchBucket",
            "it answers with `NoSuchBucket` (HTTP 404)",
        ),
        (
            200,
            "InvalidAccessKeyId",
            "it answers with `InvalidAccessKeyId` (HTTP 200)",
        ),
        (
            403,
            "",
            "it does not answer as a bucket's server does (HTTP 403)",
        ),
    ] {
        let server = Server::start(move |_: &Request| error(status, code, ""));
        assert_eq!(unknown(&ask(&server, None)), (&Doubt::Unclear, why));
    }
    let server = Server::start(|_: &Request| Answer::text("<html>welcome"));
    assert_eq!(unknown(&ask(&server, None)).0, &Doubt::Unclear);
    let server = Server::start(|_: &Request| error(503, "SlowDown", ""));
    assert!(matches!(unknown(&ask(&server, None)).0, Doubt::Trouble(_)));
}

#[test]
fn an_endpoint_may_have_a_path_and_what_it_has_beside_that_is_left_out() {
    let server = private();
    let asked = Asked::about("s3://bucket", &keys());
    let asked = asked.bucket(Some(&(server.url() + "/minio/?x=y#z")), None);
    let verdict = asked.verdict();
    good(&verdict);
    assert_eq!(url(&verdict), Some(&*(server.url() + "/minio/bucket/?***")));
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/minio/bucket/");
    assert_eq!(seen.query("list-type"), "2");
    assert_eq!((seen.query("x"), seen.query("prefix")), ("", ""));
}

#[test]
fn without_a_place_nothing_is_asked() {
    let advice = "where its bucket is is not known: name the server with `AWS_ENDPOINT_URL`, or at \
                  `xauth login` with `--s3-endpoint-url URL` (Amazon's: `--s3-region REGION`)";
    for asked in [
        Asked::about("s3://bucket", &keys()),
        Asked::about("s3://bucket", &keys()).bucket(None, None),
    ] {
        assert!(!asked.can_be_asked());
        assert_eq!(unknown(&asked.verdict()), (&Doubt::Unasked, advice));
    }
    for (bucket, region) in [
        ("s3://b%2fcket", "r"),
        ("s3://bucket", "r/x"),
        ("s3://-b", "r"),
    ] {
        let asked = Asked::about(bucket, &keys()).bucket(None, Some(region));
        assert!(!asked.can_be_asked(), "{bucket} {region}");
    }
}

#[test]
fn a_session_token_is_not_sent_in_clear_to_another_machine() {
    let mut keys = keys();
    keys["S3Credentials"]["session_token"] = canary().into();
    let asked = Asked::about("s3://bucket", &keys);
    let asked = asked.bucket(Some("http://s3.example.invalid"), None);
    let why = "a session token is not sent over plain http";
    assert_eq!(unknown(&asked.verdict()), (&Doubt::Unasked, why));
}

/// rattler's own command line stores a bucket's keys under its bare name.
#[test]
fn a_bare_bucket_is_asked_for_by_its_url() {
    let server = private();
    let asked = Asked::about("bucket", &keys()).bucket(Some(&server.url()), None);
    assert!(!asked.can_be_asked());
    good(&asked.at("s3://bucket/x").verdict());
    assert_eq!(server.seen()[0].path, "/bucket/");
}

#[test]
fn a_server_that_does_not_look_at_signatures_proves_nothing() {
    let all = Server::start(|_: &Request| Answer::text(LIST));
    let why = "it takes a wrong signature, too";
    assert_eq!(unknown(&ask(&all, None)), (&Doubt::Anyone, why));
    let seen = all.seen();
    assert_eq!(seen.len(), 2);
    assert_ne!(
        seen[0].header("authorization"),
        seen[1].header("authorization")
    );
    let json = Server::start(|_: &Request| Answer::text("{}"));
    let why = "it does not answer as a bucket's server does (HTTP 200)";
    assert_eq!(unknown(&ask(&json, None)), (&Doubt::Unclear, why));
    assert_eq!(json.seen().len(), 1);
}

#[test]
fn a_session_token_is_sent_once_and_not_shown() {
    let token = canary().replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let mut keys = keys();
    keys["S3Credentials"]["session_token"] = token.clone().into();
    let mut said = Vec::new();
    for place in ["Code", "Region"] {
        let server = Server::start(move |request: &Request| {
            let token = request.header("x-amz-security-token");
            let body = format!("<Error><{place}>{token}</{place}></Error>");
            Answer::status(403).body(body)
        });
        let asked = Asked::about("s3://bucket/prefix", &keys);
        let verdict = asked.bucket(Some(&server.url()), None).verdict();
        assert_eq!(server.seen().len(), 1);
        said.push(unknown(&verdict).1.to_owned());
    }
    assert_eq!(
        said,
        ["it does not answer as a bucket's server does (HTTP 403)"; 2]
    );
    let server = private();
    let asked = Asked::about("s3://bucket/prefix", &keys);
    good(&asked.bucket(Some(&server.url()), None).verdict());
    let seen = server.seen();
    let seen = seen.iter().map(|one| one.header("x-amz-security-token"));
    assert_eq!(seen.collect::<Vec<_>>(), [&*token, ""]);
}
