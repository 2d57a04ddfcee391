//! conda's `channel_settings`: ours are put in and taken out, and every other byte stays.

mod changed;
mod golden;
mod refused;

use std::fs;

use xauth::{
    Secret,
    tool::{
        Hands, Slot,
        slot::{Wish, channel_settings::Settings},
    },
};

use crate::common::Place;

const CHANNEL: &str = "https://h.example/chan";

fn slot(place: &Place) -> Slot {
    let (path, channel) = (place.path(".condarc"), CHANNEL.to_owned());
    Slot::ChannelSettings { path, channel }
}

fn token() -> Secret {
    let settings = Settings {
        auth: Some("token".into()),
        auth_target: Some("https://h.example".into()),
        ..Settings::default()
    };
    settings.value()
}

fn change(text: &str, wish: &Wish) -> Result<String, String> {
    let place = Place::new();
    place.write(".condarc", text);
    let changed = slot(&place).change(&Hands::default(), &mut |_| wish.clone());
    let after = fs::read_to_string(place.path(".condarc")).unwrap();
    match changed {
        Ok(()) => Ok(after),
        Err(failure) => {
            assert_eq!(after, text, "a refused change changed something");
            Err(failure.to_string())
        }
    }
}

fn set(text: &str) -> String {
    let changed = change(text, &Wish::Hold(token())).unwrap();
    assert_eq!(
        get(&changed).as_deref(),
        Some(token().expose()),
        "{changed}"
    );
    changed
}

fn unset(text: &str) -> String {
    change(text, &Wish::Clear).unwrap()
}

fn get(text: &str) -> Option<String> {
    let place = Place::new();
    place.write(".condarc", text);
    let held = slot(&place).read(&Hands::default()).unwrap();
    held.map(|held| held.expose().to_owned())
}

#[test]
fn the_value_is_compact_json_in_conda_auths_order() {
    assert_eq!(
        token().expose(),
        r#"{"auth":"token","auth_target":"https://h.example"}"#
    );
}

/// What is there, and what it becomes; taken out again it is what it was.
#[test]
fn the_style_of_the_file_is_kept_and_the_way_back_is_exact() {
    let entry = |dash: &str, below: &str| {
        format!(
            "{dash}channel: \"https://h.example/chan\"\n{below}auth: \"token\"\n{below}auth_target: \"https://h.example\"\n"
        )
    };
    let main = entry("  - ", "    ");
    let old = entry("- ", "  ");
    for (text, wanted) in [
        ("", format!("channel_settings:\n{main}")),
        ("# mine\n", format!("# mine\nchannel_settings:\n{main}")),
        (
            "channels:\n  - defaults\n\n# end\n",
            format!("channels:\n  - defaults\n\n# end\nchannel_settings:\n{main}"),
        ),
        (
            "\u{feff}channels: [a]\n",
            format!("\u{feff}channels: [a]\nchannel_settings:\n{main}"),
        ),
        (
            "channels: [a]",
            format!("channels: [a]\nchannel_settings:\n{}", main.trim_end()),
        ),
        (
            "channels: [a]\r\n",
            format!("channels: [a]\nchannel_settings:\n{main}").replace('\n', "\r\n"),
        ),
        (
            "  channels: [a]\n",
            format!(
                "  channels: [a]\n  channel_settings:\n{}",
                entry("    - ", "      ")
            ),
        ),
        (
            "channels: [a]\n...\n# after\n",
            format!("channels: [a]\nchannel_settings:\n{main}...\n# after\n"),
        ),
        (
            "channel_settings:\n- channel: other  # theirs\n  auth: token\nchannels: []\n",
            format!(
                "channel_settings:\n- channel: other  # theirs\n  auth: token\n{old}channels: []\n"
            ),
        ),
        (
            "channel_settings:\n  -   channel: other\n      x: |\n        y\n\n# end\nssl_verify: true",
            format!(
                "channel_settings:\n  -   channel: other\n      x: |\n        y\n{}\n# end\nssl_verify: true",
                entry("  -   ", "      ")
            ),
        ),
    ] {
        assert_eq!(set(text), wanted);
        assert_eq!(unset(&wanted), text);
    }
}

#[test]
fn lists_in_brackets_are_added_to_in_brackets() {
    let ours =
        r#"{channel: "https://h.example/chan", auth: "token", auth_target: "https://h.example"}"#;
    for (text, wanted) in [
        ("{}\n", format!("{{channel_settings: [{ours}]}}\n")),
        (
            "{channels: [a]} # x\n",
            format!("{{channels: [a], channel_settings: [{ours}]}} # x\n"),
        ),
        (
            "channel_settings: []\n",
            format!("channel_settings: [{ours}]\n"),
        ),
        (
            "channel_settings: [ ] # x\n",
            format!("channel_settings: [{ours} ] # x\n"),
        ),
        (
            "channel_settings: [{channel: other}, ] # x\nz: 1\n",
            format!("channel_settings: [{{channel: other}}, {ours}, ] # x\nz: 1\n"),
        ),
        (
            "{\"channel_settings\": [\n  {\"channel\": \"other\"}\n]}",
            format!("{{\"channel_settings\": [\n  {{\"channel\": \"other\"}}, {ours}\n]}}"),
        ),
    ] {
        assert_eq!(set(text), wanted);
        assert_eq!(unset(&wanted), text);
    }
}

#[test]
fn odd_names_are_quoted_so_that_every_reader_reads_the_same() {
    let place = Place::new();
    let channel = "https://h.example/ö \"x\" \\ # {a}: \u{7f}\u{2028}&*!".to_owned();
    let slot = Slot::ChannelSettings {
        path: place.path(".condarc"),
        channel,
    };
    let value = Settings {
        username: Some("007: ' \" \u{85}é\u{1f600}".into()),
        ..Settings::default()
    }
    .value();
    let hands = Hands::default();
    slot.change(&hands, &mut |_| Wish::Hold(value.clone()))
        .unwrap();
    assert_eq!(slot.read(&hands).unwrap().unwrap(), value);
    slot.change(&hands, &mut |_| Wish::Clear).unwrap();
    assert_eq!(place.read(".condarc"), "");
}
