//! What conda and anaconda-client hold: token files, which both read, and conda-auth's items.

use serde_json::json;

use crate::{
    common::{conda_token, import, stored},
    support::{Home, Mode, SecretService},
};

const DIRECTORY: &str = ".config/binstar";
const OLDER: &str = ".continuum/anaconda-client/tokens";

#[test]
fn a_file_that_two_tools_read_is_found_once() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let file = "https%3A%2F%2Fapi.anaconda.org.token";
    for directory in [DIRECTORY, OLDER] {
        home.write(format!("{directory}/{file}"), &one);
    }
    home.write(
        format!("{DIRECTORY}/https%3A%2F%2Fh.example%2Fget%2Fchan%2F.token"),
        &two,
    );

    let found = import(&home, &["--dry-run", "--json"]).ok().json();
    assert_eq!(found["logins"].as_array().unwrap().len(), 3, "{found}");
    import(&home, &["--remove-source"])
        .ok()
        .notes("`xauth share '*.anaconda.org' --with conda`");
    let wanted = json!({
        "*.anaconda.org": conda_token(&one),
        "https://h.example/get/chan": conda_token(&two),
    });
    assert_eq!(json!(stored(&home)), wanted);
    for directory in [DIRECTORY, OLDER] {
        let left = std::fs::read_dir(home.path().join(directory));
        assert_eq!(left.map_or(0, Iterator::count), 0, "{directory}");
    }
}

#[test]
fn what_conda_auth_put_into_the_keyring_is_moved() {
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    let token = home.canary();
    let record = json!({ "target": "https://h.example/chan", "auth_type": "token", "username": "token", "token": token });
    let put = format!(
        "import keyring; keyring.set_password('conda-auth::credential::https://h.example/chan', 'credential', {:?})",
        record.to_string()
    );
    service.python(&put).ok();
    let condarc = "channels:\n  - x\nchannel_settings:\n  - channel: https://h.example/chan\n    auth: token\n    ssl_verify: true\n  - channel: other\n    auth: token\n";
    home.write(".condarc", condarc);
    let run = home.xauth().envs(service.env());
    let run = run.args([
        "import",
        "--from",
        "conda",
        "--remove-source",
        "--store",
        "file",
    ]);
    let ran = run.run().ok();
    let entry = &stored(&home)["https://h.example/chan"];
    assert_eq!(entry["BearerToken"], token.as_str(), "{ran}");
    assert!(service.items().is_empty());
    // What led to it goes too: without a secret it only stops conda.
    let left = condarc.replacen("    auth: token\n", "", 1);
    assert_eq!(home.read(".condarc").unwrap(), left.as_bytes());
}
