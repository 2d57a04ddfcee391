//! rattler's other stores: from the file to the keychain and back, and from home to the file that is named.

use serde_json::json;

use crate::{
    common::{bearer, stored},
    support::{Home, Mode, SecretService},
};

fn entries(token: &str) -> String {
    json!({ "*.h.example": bearer(token), "new.example": { "Certificate": 1 } }).to_string()
}

#[test]
fn logins_move_from_the_file_to_the_keychain() {
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    let token = home.canary();
    home.write(".rattler/credentials.json", entries(&token));
    let xauth = |arguments: &[&str]| {
        let run = home.xauth().envs(service.env());
        run.args(arguments.iter().copied()).run()
    };
    let ran = xauth(&["import", "--from", "rattler"]).ok();
    ran.notes("removed the older login `*.h.example` from the file");
    let left = home.read_json(home.credentials_path());
    assert_eq!(left, json!({ "new.example": { "Certificate": 1 } }));
    let items = service.items();
    assert!(format!("{items:?}").contains("*.h.example"), "{items:?}");

    xauth(&["import", "--from", "rattler", "--store", "file"]).ok();
    assert_eq!(stored(&home)["*.h.example"], bearer(&token));
    assert!(service.items().is_empty());
}

#[test]
fn logins_of_the_usual_file_go_to_the_one_that_is_named() {
    let home = Home::new();
    let token = home.canary();
    home.write(".rattler/credentials.json", entries(&token));
    let named = home.path().join("named.json");
    let import = |file: &std::path::Path| {
        let run = home.xauth().env("RATTLER_AUTH_FILE", file);
        run.args(["import", "--from", "rattler", "--remove-source"])
            .run()
    };
    import(&named).ok();
    assert_eq!(home.read_json("named.json")["*.h.example"], bearer(&token));
    let left = home.read_json(".rattler/credentials.json");
    assert!(left.get("*.h.example").is_none(), "{left}");

    home.write(".rattler/credentials.json", entries(&token));
    import(&home.credentials_path()).fails_with(4);
    assert_eq!(
        home.read_json(".rattler/credentials.json")["*.h.example"],
        bearer(&token)
    );
}
