//! prefix.dev, anaconda.org and anaconda.com, as local servers behind a proxy.

mod anaconda;
mod prefix_dev;

use serde_json::{Value, json};
use xauth::Env;

use crate::asked::Asked;
use crate::support::{AnacondaWorld, Run, canary};

/// The variable with the question, for the process that puts it.
const QUESTION: &str = "TEST_QUESTION";

fn asked(question: &Value) -> Asked {
    let text = |name: &str| question[name].as_str();
    let asked = Asked::about(text("key").unwrap(), &question["credential"]);
    let asked = match text("site") {
        Some(site) => asked.at(site),
        None => asked,
    };
    match text("anaconda") {
        Some(url) => asked.anaconda(url),
        None => asked,
    }
}

/// The proxy comes from the environment, which a test shares with all others; so each question is put by a process of
/// its own, which runs this test. Its own question is put to a host that is none of the world's.
#[test]
fn a_process_of_its_own() {
    let env = Env::capture();
    if let Some(question) = env.variable(QUESTION) {
        let question = serde_json::from_str(question).unwrap();
        let verdict = asked(&question).verdict_in(&env);
        println!("\nVERDICT {verdict:?}");
        return;
    }
    let world = AnacondaWorld::start();
    let question = json!({ "key": "example.com", "credential": { "BearerToken": canary() },
        "site": "https://example.com/chan" });
    assert!(
        ask(&world, &question)
            .starts_with("Unknown { url: Some(\"https://example.com/chan/noarch/repodata.json\")")
    );
    assert_eq!(world.connections()[0].status, 502);
}

/// The verdict, as `Debug` writes it.
#[track_caller]
fn ask(world: &AnacondaWorld, question: &Value) -> String {
    let run = Run::new(std::env::current_exe().unwrap());
    let run = run.args(["--exact", "world::a_process_of_its_own", "--nocapture"]);
    let credential = question["credential"].as_object().unwrap();
    let secrets = credential.values().filter_map(Value::as_str);
    let run = secrets.fold(run, |run, secret| run.secret(secret));
    let run = world.env(run).env("HOME", "/nonexistent");
    let ran = run.env(QUESTION, question.to_string()).run().ok();
    let mut lines = ran.out.lines();
    let line = lines.find_map(|line| line.strip_prefix("VERDICT "));
    line.unwrap_or_else(|| panic!("{ran}")).to_owned()
}

fn question(key: &str, kind: &str, token: &str) -> Value {
    json!({ "key": key, "credential": { kind: token } })
}

fn lines(world: &AnacondaWorld) -> Vec<String> {
    let requests = world.requests();
    requests.iter().map(|request| request.line()).collect()
}

fn good(account: &str, url: &str) -> String {
    format!(
        "Good {{ account: {account}, url: {url:?}, statuses: Statuses {{ with: Some(200), without: None }} }}"
    )
}
