//! An entry that is there is changed in place and taken out, and what is not ours stays.

use xauth::tool::{
    Hands, Slot,
    slot::{Wish, channel_settings::Settings},
};

use super::{change, get, set, token, unset};
use crate::common::Place;

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

/// Without quotes, conda reads 7 and `True`.
#[test]
fn what_is_no_text_to_conda_is_quoted() {
    let text =
        "channel_settings:\n- channel: https://h.example/chan\n  auth: token\n  username: 007\n";
    let settings = Settings {
        auth: Some("token".into()),
        username: Some("007".into()),
        ..Settings::default()
    };
    let changed = change(text, &Wish::Hold(settings.value())).unwrap();
    assert_eq!(changed, text.replace("007", "\"007\""));
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

/// conda goes by the last entry that fits, and a pattern fits the single channels of its host, too.
#[test]
fn a_pattern_comes_before_single_channels() {
    let ours = "  - channel: \"https://h.example/*\"\n    auth: \"token\"\n    auth_target: \"https://h.example\"\n";
    let flow =
        r#"{channel: "https://h.example/*", auth: "token", auth_target: "https://h.example"}"#;
    let list = "channel_settings: # mine\n  # one\n  - channel: https://h.example/one\n    auth: http-basic\n";
    for (text, wanted) in [
        (list, list.replace("  # one", &format!("{ours}  # one"))),
        (
            "channel_settings: [{channel: one}]\n",
            format!("channel_settings: [{flow}, {{channel: one}}]\n"),
        ),
        (
            "channel_settings: []\n",
            format!("channel_settings: [{flow}]\n"),
        ),
    ] {
        let place = Place::new();
        place.write(".condarc", text);
        let (path, channel) = (place.path(".condarc"), "https://h.example/*".to_owned());
        let slot = Slot::ChannelSettings { path, channel };
        for (wish, wanted) in [(Wish::Hold(token()), wanted.as_str()), (Wish::Clear, text)] {
            slot.change(&Hands::default(), &mut |_| wish.clone())
                .unwrap();
            assert_eq!(place.read(".condarc"), wanted);
        }
    }
}
