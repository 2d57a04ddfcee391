//! What mamba holds: every scheme, under keys that reach as far.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    common::{MAMBA, basic, bearer, conda_token, import, stored, write_mamba},
    support::Home,
};

#[test]
fn every_scheme_is_taken_under_a_key_that_reaches_as_far() {
    let home = Home::new();
    let [one, two, three] = [home.canary(), home.canary(), home.canary()];
    let entries = json!({
        "conda.anaconda.org/my-channel": { "token": one, "type": "CondaToken" },
        "conda.anaconda.org": { "token": one, "type": "CondaToken" },
        "H.Example:8443": { "token": two, "type": "BearerToken" },
        "localhost:1234": { "user": "ada", "password": STANDARD.encode(&three), "type": "BasicHTTPAuthentication" },
        "odd.example": { "type": "Kerberos", "ticket": one },
    });
    let text = entries.to_string();
    home.write(MAMBA, &text);

    let ran = import(&home, &["--dry-run"]).ok();
    assert!(stored(&home).is_empty());
    assert!(ran.out.contains("*.anaconda.org  "), "{ran}");

    import(&home, &["-y"]).ok().notes("cannot be used");
    let wanted = json!({
        "*.anaconda.org": conda_token(&one),
        "https://conda.anaconda.org/my-channel": conda_token(&one),
        "h.example": bearer(&two),
        "localhost": basic("ada", &three),
    });
    assert_eq!(json!(stored(&home)), wanted);
    assert_eq!(home.read(MAMBA).unwrap(), text.as_bytes());
}

#[test]
fn what_is_stored_otherwise_is_left_unless_it_is_forced() {
    let home = Home::new();
    let [old, new] = [home.canary(), home.canary()];
    let login = ["login", "h.example", "--token", "-", "--store", "file"];
    home.xauth().args(login).stdin(&*old).run().ok();
    write_mamba(&home, &[("h.example", &new)]);

    let ran = import(&home, &["--remove-source"]).fails_with(1);
    ran.notes("differs from what is stored, and was left");
    assert_eq!(stored(&home)["h.example"], bearer(&old));
    assert!(home.read(MAMBA).unwrap().len() > 10);

    import(&home, &["--force", "--remove-source"]).ok();
    assert_eq!(stored(&home)["h.example"], bearer(&new));
    assert_eq!(home.read(MAMBA).unwrap(), b"{}");
}

/// A login for all hosts of a domain would remove those of its hosts, which may be others.
#[test]
fn a_login_that_would_put_an_end_to_another_is_left() {
    let home = Home::new();
    let [old, new] = [home.canary(), home.canary()];
    let entries = json!({ "prefix.dev": bearer(&old) }).to_string();
    home.write(".rattler/credentials.json", entries);
    write_mamba(&home, &[("repo.prefix.dev", &new)]);
    import(&home, &[]).fails_with(1).notes("differs");
    import(&home, &["--force"])
        .ok()
        .notes("removed the older login `prefix.dev`");
}

#[test]
fn nothing_there_is_no_failure_unless_it_was_named() {
    let home = Home::new();
    import(&home, &[]).ok().notes("nothing was found");
    for source in [
        "conda", "mamba", "anaconda", "condarc", "rattler", "netrc", "docker",
    ] {
        import(&home, &["--from", source])
            .fails_with(4)
            .notes("no logins to import");
    }
    import(&home, &["--from", "./nothing.json"]).fails_with(1);
    import(&home, &["--from", "cloud"]).fails_with(2);
}

#[test]
fn a_damaged_file_keeps_nothing_else_from_being_taken() {
    let home = Home::new();
    home.write(MAMBA, "{ \"h.example\": ");
    let ran = import(&home, &[]).fails_with(3);
    assert!(ran.err.contains("damaged at byte"), "{ran}");
    assert_eq!(home.read(MAMBA).unwrap(), b"{ \"h.example\": ");
}
