//! A request as a line: what decides about its answer, with names for what is new each time.

use crate::support::{AnacondaWorld, Request};

/// What is issued, and what stands for it.
const KINDS: [&str; 6] = [
    "access-token",
    "refresh-token",
    "device-code",
    "code",
    "api-key",
    "token",
];
/// Parameters that are random.
const RANDOM: [&str; 3] = ["state", "code_challenge", "code_verifier"];

/// The requests as lines: method, host, path and query, status, credential, the body's kind and the body.
/// The order of a form's fields means nothing, so they are sorted; nor do spaces between JSON's words.
pub fn told(world: &AnacondaWorld, requests: &[Request]) -> Vec<String> {
    requests
        .iter()
        .map(|request| line(world, request))
        .collect()
}

fn line(world: &AnacondaWorld, request: &Request) -> String {
    let mut words = vec![request.line()];
    if let Some((_, query)) = request.path.split_once('?') {
        words.push(format!("query {}", form(query)));
    }
    if let Some((scheme, value)) = request
        .header("authorization")
        .and_then(|value| value.split_once(' '))
    {
        words.push(format!("{} {value}", scheme.to_lowercase()));
    }
    if let Some(version) = request.header("x-binstar-api-version") {
        words.push(format!("version {version}"));
    }
    match request.header("content-type").unwrap_or_default() {
        "application/x-www-form-urlencoded" => words.push(format!("form {}", form(&request.body))),
        "application/json" if !request.body.is_empty() => {
            words.push(format!("json {}", json(&request.body)))
        }
        _ => assert_eq!(request.body, "", "{request:?}"),
    }
    let line = words.join(" ");
    KINDS.iter().fold(line, |line, kind| {
        let issued = world.issued(kind).into_iter();
        issued.fold(line, |line, secret| {
            line.replace(&secret, &format!("<{kind}>"))
        })
    })
}

fn form(text: &str) -> String {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    let mut pairs: Vec<_> = pairs
        .map(|(name, value)| match RANDOM.contains(&&*name) {
            true => format!("{name}=<{name}>"),
            false => format!("{name}={value}"),
        })
        .collect();
    pairs.sort();
    pairs.join("&")
}

/// Without the spaces that Python puts there, and with a word for who asks.
fn json(text: &str) -> String {
    let text = text.replace("\": ", "\":").replace(", \"", ",\"");
    let clients = [
        "anaconda-auth/v0.15.3",
        "anaconda-cloud-auth/v0.7.2",
        concat!("xauth/v", env!("CARGO_PKG_VERSION")),
    ];
    clients
        .iter()
        .fold(text, |text, client| text.replace(client, "<client>"))
}
