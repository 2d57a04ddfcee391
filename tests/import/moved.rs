//! Moving: what is stored is removed from its source, if it is still the same; nothing else is.

use serde_json::json;

use crate::{
    common::{MAMBA, basic, bearer, import, stored, write_mamba},
    support::Home,
};

#[test]
fn what_is_stored_goes_from_its_source_and_the_rest_stays() {
    let home = Home::new();
    let token = home.canary();
    let other = r#"    "odd.example": {
        "number": 1,
        "type": "Kerberos"
    }"#;
    let entry = format!(
        "    \"h.example\": {{\n        \"token\": \"{token}\",\n        \"type\": \"BearerToken\"\n    }}"
    );
    home.write(MAMBA, format!("{{\n{entry},\n{other}\n}}"));
    let ran = import(&home, &["--from", "mamba", "--remove-source"]).ok();
    let ran = ran.notes("removed `h.example` from mamba");
    ran.notes("mamba does not see `h.example` any more: `xauth share h.example --with mamba`");
    assert_eq!(stored(&home)["h.example"], bearer(&token));
    let left = format!("{{\n{other}\n}}");
    assert_eq!(String::from_utf8(home.read(MAMBA).unwrap()).unwrap(), left);
}

/// Logs in, and shares the login with mamba.
fn log_in_with_mamba(home: &Home, token: &str) {
    let login = "login h.example --token - --store file --share mamba";
    let run = home.xauth().args(login.split(' '));
    run.stdin(token).run().ok();
}

#[test]
fn what_we_shared_is_no_source() {
    let home = Home::new();
    let token = home.canary();
    log_in_with_mamba(&home, &token);
    let before = home.read(MAMBA).unwrap();
    import(&home, &["--remove-source"])
        .ok()
        .notes("nothing was found");
    assert_eq!(home.read(MAMBA).unwrap(), before);
}

#[test]
fn netrc_is_taken_when_it_is_named_and_keeps_every_other_line() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let mine = "# mine\nmachine b.example login bob password";
    home.write(
        ".netrc",
        format!("machine h.example login ada password {one}\n{mine} {two}\n"),
    );
    import(&home, &[]).ok().notes("`xauth import --from netrc`");
    assert!(stored(&home).is_empty());

    let dry = import(&home, &["--from", "netrc", "--dry-run", "--json"])
        .ok()
        .json();
    assert_eq!(dry["logins"].as_array().unwrap().len(), 2, "{dry}");
    assert_eq!(dry["logins"][0]["state"], "new");
    import(&home, &["--from", "netrc", "--remove-source"]).ok();
    assert_eq!(stored(&home)["b.example"], basic("bob", &two));
    assert_eq!(home.read(".netrc").unwrap(), b"# mine\n");
}

#[test]
fn tools_that_share_a_login_follow_what_replaces_it() {
    let home = Home::new();
    let [old, new] = [home.canary(), home.canary()];
    log_in_with_mamba(&home, &old);
    let file = home.write("old.json", json!({ "h.example": bearer(&new) }).to_string());
    import(&home, &["--from", file.to_str().unwrap(), "--force"]).ok();
    assert!(
        String::from_utf8(home.read(MAMBA).unwrap())
            .unwrap()
            .contains(&new)
    );
}

#[test]
fn a_source_that_cannot_be_written_keeps_what_was_stored() {
    let home = Home::for_nobody();
    let token = home.canary();
    write_mamba(&home, &[("h.example", &token)]);
    let folder = home.path().join(".mamba/auth");
    let set = |mode| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set(0o500);
    let ran = import(&home, &["--remove-source"]);
    set(0o700);
    ran.fails_with(3).notes("could not remove the login from");
    assert_eq!(stored(&home)["h.example"], bearer(&token));
    assert!(home.read(MAMBA).unwrap().len() > 10);
}
