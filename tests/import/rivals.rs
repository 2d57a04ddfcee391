//! Different credentials for one key: none wins in silence.

use serde_json::json;

use crate::{
    common::{MAMBA, bearer, import, stored},
    support::Home,
};

/// A host with two ports is one key for us, and two entries for mamba.
fn rivals(home: &Home) -> [String; 2] {
    let tokens = [home.canary(), home.canary()];
    let entries = json!({
        "h.example:1": { "token": tokens[0], "type": "BearerToken" },
        "h.example:2": { "token": tokens[1], "type": "BearerToken" },
    });
    home.write(MAMBA, entries.to_string());
    tokens
}

#[test]
fn without_a_choice_none_is_taken() {
    let home = Home::new();
    rivals(&home);
    for arguments in [&["--remove-source"][..], &["-y"]] {
        let ran = import(&home, arguments).fails_with(1);
        assert_eq!(
            ran.err
                .matches("differs from what another source has")
                .count(),
            2,
            "{ran}"
        );
    }
    assert!(stored(&home).is_empty());
}

#[test]
fn the_first_of_a_named_source_wins_and_the_other_stays() {
    let home = Home::new();
    let [one, two] = rivals(&home);
    let ran = import(&home, &["--from", "mamba", "--remove-source"]).fails_with(1);
    ran.notes("1 login was not taken");
    assert_eq!(stored(&home)["h.example"], bearer(&one));
    let left = home.read_json(MAMBA);
    assert_eq!(left["h.example:2"]["token"], two.as_str());
    assert!(left.get("h.example:1").is_none());
}
