//! What cannot be changed safely is refused with the reason, and left.

use xauth::tool::slot::Wish;

use super::{change, token};

#[test]
fn what_cannot_be_changed_safely_is_refused_and_left() {
    for (text, why) in [
        ("channels: [a\n", "not valid YAML"),
        ("\tchannels: a\n", "a tab"),
        ("- a\n", "not a mapping"),
        ("just words\n", "not a mapping"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("a: \0 1\n", "does not allow"),
        ("# a\u{2028}b: 1\n", "otherwise than others"),
        ("\u{feff}\u{feff}a: 1\n", "otherwise than others"),
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
