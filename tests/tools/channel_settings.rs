//! conda's `channel_settings`: ours are put in and taken out, and every other byte stays.

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
fn a_channel_that_is_there_is_changed_in_place_and_keeps_what_is_not_ours() {
    let text = "\
# top
channel_settings:
  - channel: https://h.example/chan
    auth: token   # the first, which does not count
  - channel: 'https://h.example/chan'   # the last
    # why it is so
    auth: http-basic # how
    username: bob
    ssl_verify: /etc/ca.pem
    password: canary

  - channel: other
    auth: token
";
    let wanted = text
        .replace("http-basic", "\"token\"")
        .replace("    username: bob\n", "")
        .replace(
            "    password: canary\n",
            "    auth_target: \"https://h.example\"\n",
        );
    assert_eq!(set(text), wanted);
    let gone = wanted
        .replace("    auth: \"token\" # how\n", "")
        .replace("    auth_target: \"https://h.example\"\n", "");
    assert_eq!(unset(&wanted), gone);
    assert_eq!(get(&gone), None);
}

#[test]
fn comments_within_an_entry_stay_when_it_goes() {
    for (text, wanted) in [
        (
            "channel_settings: # why\n  - auth: token\n    channel: https://h.example/chan\nz: 1\n",
            "channel_settings: [] # why\nz: 1\n",
        ),
        (
            "channel_settings:\n  # one\n  - channel: https://h.example/chan\n    # two\n    auth: token\n# three\n",
            "  # one\n    # two\n# three\n",
        ),
        (
            "channel_settings:\n- auth: token\n  channel: https://h.example/chan\n  x: 1\n",
            "channel_settings:\n- channel: https://h.example/chan\n  x: 1\n",
        ),
        (
            "channel_settings:\n- auth: token\n  # one\n  channel: https://h.example/chan\n  x: 1\n",
            "channel_settings:\n- \n  # one\n  channel: https://h.example/chan\n  x: 1\n",
        ),
        (
            "channel_settings:\n- {channel: https://h.example/chan, auth: token} # c\n- {channel: b}\n",
            "channel_settings:\n- {channel: b}\n",
        ),
        (
            "channel_settings:\n- {channel: https://h.example/chan, auth: token, x: 1} # c\n",
            "channel_settings:\n- {channel: https://h.example/chan, x: 1} # c\n",
        ),
    ] {
        assert_eq!(unset(text), wanted, "{text}");
    }
    for other in [
        "",
        "channels: [a]\n",
        "channel_settings:\n  - channel: other\n    auth: token\n",
    ] {
        assert_eq!(unset(other), other);
    }
}

#[test]
fn an_empty_key_is_filled() {
    for text in [
        "channel_settings:\nz: 1\n",
        "channel_settings:   # none\nz: 1\n",
    ] {
        let changed = set(text);
        assert!(
            changed.starts_with("channel_settings:") && changed.ends_with("z: 1\n"),
            "{changed}"
        );
    }
    let text = "channel_settings:\n- channel: https://h.example/chan\n  auth: \n  auth_target:\n";
    assert!(set(text).contains("auth: \"token\""), "{}", set(text));
}

#[test]
fn what_cannot_be_changed_safely_is_refused_and_left() {
    for (text, why) in [
        ("channels: [a\n", "not valid YAML"),
        ("\tchannels: a\n", "a tab"),
        ("- a\n", "not a mapping"),
        ("just words\n", "not a mapping"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("a: \0 1\n", "does not allow"),
        ("channel_settings: none\n", "not a list"),
        ("channel_settings: {a: b}\n", "not a list"),
        (
            "channel_settings: []\nchannel_settings: []\n",
            "there twice",
        ),
        (
            "channel_settings:\n- channel: https://h.example/chan\n  auth: a\n  auth: b\n",
            "there twice",
        ),
        (
            "channel_settings:\n- channel: https://h.example/chan\n  auth: [a]\n",
            "not a text",
        ),
        (
            "x: &a\n- channel: https://h.example/chan\n  auth: b\nchannel_settings: *a\n",
            "change safely",
        ),
        (
            "channel_settings:\n- channel: https://h.example/chan\n  auth: &a b\ny: *a\n",
            "change safely",
        ),
        ("channel_settings:\n-\n  channel: other\n", "cannot add to"),
    ] {
        let failure = change(text, &Wish::Hold(token())).unwrap_err();
        assert!(failure.contains("is damaged at byte"), "{text}: {failure}");
        assert!(failure.contains(why), "{text}: {failure}");
    }
}

/// A bomb of aliases and a tower of brackets end soon.
#[test]
fn hostile_files_end_soon() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!(
            "a{level}: &a{level} [{}]\n",
            [alias.as_str(); 10].join(", ")
        );
    }
    let tower = format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [bomb, tower] {
        change(&text, &Wish::Hold(token())).unwrap_err();
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
