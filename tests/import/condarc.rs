//! Tokens in the URLs of `.condarc` become logins, and the URLs plain ones.

use serde_json::json;

use crate::{
    common::{basic, conda_token, import, stored},
    support::Home,
};

#[test]
fn a_token_in_a_url_is_moved_and_every_other_byte_stays() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let text = |first: &str, second: &str| {
        format!(
            "# mine\nchannels:\n- https://h.example/{first}chan  # work\n- conda-forge\ncustom_channels:\n  \
             pro: 'https://{second}i.example/get'\nssl_verify: true\n"
        )
    };
    let before = text(&format!("t/{one}/"), &format!("ada:{two}@"));
    home.write(".condarc", &before);

    let ran = import(&home, &["--dry-run"]).ok();
    assert!(ran.out.contains("~/.condarc  new"), "{ran}");
    import(&home, &["--from", "condarc"]).ok();
    let wanted = json!({ "h.example": conda_token(&one), "i.example": basic("ada", &two) });
    assert_eq!(json!(stored(&home)), wanted);
    assert_eq!(home.read(".condarc").unwrap(), before.as_bytes());

    let ran = import(&home, &["--from", "condarc", "--remove-source"]).ok();
    assert_eq!(
        String::from_utf8(home.read(".condarc").unwrap()).unwrap(),
        text("", "")
    );
    ran.notes("removed `h.example` from ~/.condarc");
    import(&home, &["--from", "condarc"]).fails_with(4);
}

#[test]
fn channels_of_one_host_with_tokens_of_their_own_get_keys_of_their_own() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let text = format!(
        "channels:\n  - https://conda.anaconda.org/t/{one}/a\n  - https://conda.anaconda.org/t/{two}/b\n"
    );
    home.write(".condarc", text);
    import(&home, &["--remove-source"]).ok();
    let wanted = json!({
        "https://conda.anaconda.org/a": conda_token(&one),
        "https://conda.anaconda.org/b": conda_token(&two),
    });
    assert_eq!(json!(stored(&home)), wanted);
    let left = "channels:\n  - https://conda.anaconda.org/a\n  - https://conda.anaconda.org/b\n";
    assert_eq!(home.read(".condarc").unwrap(), left.as_bytes());
}

#[test]
fn variables_are_not_ours_to_move() {
    let home = Home::new();
    let text = "channels:\n  - https://h.example/t/$TOKEN/chan\n";
    home.write(".condarc", text);
    import(&home, &["--remove-source"])
        .ok()
        .notes("cannot be used");
    assert!(stored(&home).is_empty());
    assert_eq!(home.read(".condarc").unwrap(), text.as_bytes());
}

#[test]
fn plain_http_needs_a_word() {
    let home = Home::new();
    let token = home.canary();
    home.write(
        ".condarc",
        format!("channels: ['http://h.example/t/{token}/chan']\n"),
    );
    import(&home, &["--from", "condarc", "--remove-source"])
        .fails_with(1)
        .notes("plain http");
    assert!(stored(&home).is_empty());
    import(
        &home,
        &[
            "--from",
            "condarc",
            "--remove-source",
            "--allow-insecure-http",
        ],
    )
    .ok();
    assert_eq!(stored(&home)["h.example"], conda_token(&token));
    assert_eq!(
        home.read(".condarc").unwrap(),
        b"channels: ['http://h.example/chan']\n"
    );
    let which = home
        .xauth()
        .args(["which", "http://h.example/chan/noarch/repodata.json"]);
    which.run().ok();
}
