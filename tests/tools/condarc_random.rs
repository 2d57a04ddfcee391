//! Any condarc that a person or conda may have written: what is put in comes out again, every other byte stays, and
//! conda's own reader (ruamel.yaml) reads what we meant.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use xauth::{
    Secret,
    tool::{
        Hands, Slot,
        slot::{Wish, channel_settings::Settings},
    },
};

use crate::{common::Place, support::python};

const CHANNEL: &str = "https://h.example/chan";

/// A setting that is none of our business.
fn other() -> impl Strategy<Value = String> {
    let texts = [
        "channels:\n  - defaults\n  - https://h.example/chan # theirs\n",
        "channels:\n- a\n\n# between\n- 'b c'\n",
        "channels: [a, \"b\", {c: d}] # flow\n",
        "channels: [\n  a, # one\n  b,\n]\n",
        "note: |\n  channel_settings:\n    - channel:  https://h.example/chan\n\n",
        "note: >-\n   folded # no comment\n   text\n\n   # nor this\n",
        "note: |+\n  kept\n\n\n",
        "ssl_verify: &ca /etc/é.pem\nremote: *ca\n",
        "proxy_servers:\n  http: http://proxy.example:80\n  https: 'it''s: \"x\"'\n",
        "custom_multichannels:\n  both:\n    - a\n    -   b\n    - - c\n      - d\n",
        "? odd\n: value\n",
        "empty:\nnothing: ~\n",
        "\"quoted\\tkey\": !!str 1\n",
        "# a comment\n\n   # one further in\n",
        "\n",
        "changeps1: false   \n",
    ];
    prop::sample::select(texts.to_vec()).prop_map(str::to_owned)
}

/// Entries of `channel_settings`, each a list of lines without indentation.
fn entry() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::select(vec![
        vec!["channel: other", "auth: token # theirs"],
        vec![
            "channel: https://h.example/*",
            "# why",
            "auth: http-basic",
            "username: bob",
        ],
        vec!["auth: x", "channel: other # here"],
        vec!["channel: third", "note: |", "  # text", "  more"],
        vec!["{channel: flow, auth: \"x\"} # brackets"],
        vec!["channel: https://h.example/chan", "auth: token"],
        vec![
            "channel: 'https://h.example/chan' # ours?",
            "ssl_verify: x # kept",
            "auth: http-basic",
            "username: bob # gone",
        ],
        vec!["channel: \"https://h.example/chan\"", "x: y"],
        vec!["{channel: https://h.example/chan, auth: x, z: 1}"],
    ])
}

fn list() -> impl Strategy<Value = String> {
    let shape = (0..5_usize, 1..4_usize, prop::bool::ANY);
    let block = (shape, prop::collection::vec(entry(), 1..4)).prop_map(
        |((column, gap, has_note), entries)| {
            let mut text = "channel_settings:\n".to_owned();
            for lines in entries {
                if has_note {
                    text += "  # a note\n";
                }
                for (number, line) in lines.iter().enumerate() {
                    let dash = if number == 0 { "-" } else { " " };
                    text += &format!("{:column$}{dash}{:gap$}{line}\n", "", "");
                }
            }
            text
        },
    );
    prop_oneof![
        6 => block,
        1 => Just("channel_settings: []\n".to_owned()),
        1 => Just("channel_settings: [{channel: a, auth: b}, {channel: c}] # x\n".to_owned()),
        3 => Just(String::new()),
    ]
}

fn file() -> impl Strategy<Value = String> {
    let others = || prop::collection::vec(other(), 0..3);
    let start = prop::sample::select(vec!["", "", "---\n", "\u{feff}", "# top\n"]);
    let end = prop::sample::select(vec!["\n", "\n", "\r\n", ""]);
    (start, others(), list(), others(), end).prop_map(|(start, before, list, after, end)| {
        let mut seen = Vec::new();
        let mut text = start.to_owned();
        let key = |part: &String| part.split(':').next().map(str::to_owned);
        for part in before.into_iter().chain([list]).chain(after) {
            let is_new = part.starts_with(['#', '\n']) || !seen.contains(&key(&part));
            seen.push(key(&part));
            text += if is_new { &part } else { "" };
        }
        match end {
            "" => text.trim_end_matches('\n').to_owned(),
            end => text.replace('\n', end),
        }
    })
}

fn settings() -> impl Strategy<Value = Secret> {
    let text = "[ -~é\u{1f600}]{1,20}";
    (prop::option::of(text), prop::bool::ANY).prop_map(|(username, is_plain)| {
        Settings {
            auth: Some("token".into()),
            auth_target: Some("https://h.example".into()),
            username,
            auth_allow_plaintext_http: is_plain.then(|| "true".to_owned()),
            ..Settings::default()
        }
        .value()
    })
}

fn slot(place: &Place, channel: &str) -> Slot {
    let (path, channel) = (place.path(".condarc"), channel.to_owned());
    Slot::ChannelSettings { path, channel }
}

fn change(place: &Place, wish: &Wish) -> String {
    let changed = slot(place, CHANNEL).change(&Hands::default(), &mut |_| wish.clone());
    changed.unwrap_or_else(|failure| panic!("{failure}: {:?}", place.read(".condarc")));
    place.read(".condarc")
}

/// Whether an entry is for our channel. The note that only looks like one has two spaces.
fn is_there(text: &str) -> bool {
    let marks = ["channel: ", "channel: '", "channel: \""];
    marks
        .iter()
        .any(|mark| text.contains(&format!("{mark}{CHANNEL}")))
}

/// A line without its end and a byte-order mark.
fn bare(line: &str) -> &str {
    line.trim_end().trim_start_matches('\u{feff}')
}

/// Whether the lines of `few` are all in `many`, in their order.
fn is_within(few: &[&str], many: &str) -> bool {
    let mut lines = many.split_inclusive('\n');
    few.iter()
        .all(|line| lines.any(|other| bare(other) == bare(line)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_other_byte_and_value_stays(text in file(), value in settings()) {
        let place = Place::new();
        place.write(".condarc", &text);
        let others = ["other", "third", "https://h.example/*", "flow", "a"];
        let hands = Hands::default();
        let held = |place: &Place| others.map(|channel| slot(place, channel).read(&hands).unwrap());
        let before = held(&place);

        let given = change(&place, &Wish::Hold(value.clone()));
        prop_assert_eq!(slot(&place, CHANNEL).read(&hands).unwrap(), Some(value.clone()));
        prop_assert_eq!(&held(&place), &before);
        prop_assert_eq!(&change(&place, &Wish::Hold(value)), &given);
        let is_kept = |line: &&str| !line.contains("auth") && !line.contains("username") && !line.contains(['{', '[']);
        let kept: Vec<&str> = text.split_inclusive('\n').filter(is_kept).collect();
        prop_assert!(is_within(&kept, &given), "{text}\n→\n{given}");

        let taken = change(&place, &Wish::Clear);
        prop_assert_eq!(&held(&place), &before);
        if !is_there(&text) {
            prop_assert_eq!(taken, text);
        } else {
            let is_comment = |line: &&str| line.trim_start().starts_with('#');
            let comments: Vec<&str> = text.split_inclusive('\n').filter(is_comment).collect();
            prop_assert!(is_within(&comments, &taken), "{text}\n→\n{taken}");
        }
    }
}

const READER: &str = include_str!("../services/condarc_reader.py");

#[test]
fn condas_reader_reads_what_we_meant() {
    let mut runner = TestRunner::deterministic();
    let mut cases = Vec::new();
    while cases.len() < 150 {
        let text = file().new_tree(&mut runner).unwrap().current();
        let value = settings().new_tree(&mut runner).unwrap().current();
        let place = Place::new();
        place.write(".condarc", &text);
        let given = change(&place, &Wish::Hold(value.clone()));
        let taken = change(&place, &Wish::Clear);
        let settings: Value = serde_json::from_str(value.expose()).unwrap();
        cases.push(json!({ "channel": CHANNEL, "before": text, "given": given, "taken": taken, "settings": settings }));
    }
    let mut reader = Command::new(python())
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let cases = Value::from(cases).to_string();
    reader
        .stdin
        .take()
        .unwrap()
        .write_all(cases.as_bytes())
        .unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(output.stdout, b"read\n");
}
