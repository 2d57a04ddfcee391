//! Every kind of credential, written by one and read by the other, comes out as it went in.

use serde_json::{Value, json};
use xauth::scheme::Credential;
use xauth::store::{File, Store};
use xauth::target::Key;

use crate::support::Oracle;
use crate::{Desk, Place, bearer};

const HOST: &str = "conda.example.com";
const BUCKET: &str = "s3://bucket/channel";

/// What a person types, what we store for it, and what `xauth token` says of it.
struct Form {
    key: &'static str,
    flags: &'static [&'static str],
    input: &'static str,
    json: Value,
    fields: Value,
}

fn forms() -> Vec<Form> {
    let s3 = |session: Option<&str>| {
        let keys = json!({ "access_key_id": "id", "secret_access_key": "s/+x=", "session_token": session });
        json!({ "S3Credentials": keys })
    };
    let form = |key, flags, input, json, fields| Form {
        key,
        flags,
        input,
        json,
        fields,
    };
    vec![
        form(
            HOST,
            &["--token", "-"],
            "pfx_a-b.c",
            bearer("pfx_a-b.c"),
            json!({ "token": "pfx_a-b.c" }),
        ),
        form(
            HOST,
            &["--conda-token", "-"],
            "xy-1",
            json!({ "CondaToken": "xy-1" }),
            json!({ "token": "xy-1" }),
        ),
        form(
            HOST,
            &["--username", "annä", "--password", "-"],
            " p\"ä\\ß ",
            json!({ "BasicHTTP": { "username": "annä", "password": " p\"ä\\ß " } }),
            json!({ "username": "annä", "password": " p\"ä\\ß " }),
        ),
        form(
            BUCKET,
            &["--s3-access-key-id", "id", "--s3-secret-access-key", "-"],
            "s/+x=",
            s3(None),
            json!({ "access_key_id": "id", "secret_access_key": "s/+x=" }),
        ),
        form(
            BUCKET,
            &[
                "--s3-access-key-id",
                "id",
                "--s3-session-token",
                "t==",
                "--s3-secret-access-key",
                "-",
            ],
            "s/+x=",
            s3(Some("t==")),
            json!({ "access_key_id": "id", "secret_access_key": "s/+x=", "session_token": "t==" }),
        ),
    ]
}

fn oauth() -> Value {
    let login = json!({
        "access_token": "at", "refresh_token": "rt", "expires_at": 4_102_444_800_i64,
        "token_endpoint": "https://idp.example/token",
        "revocation_endpoint": "https://idp.example/revoke", "client_id": "me",
    });
    json!({ "OAuth": login })
}

fn url(key: &str) -> String {
    if key.contains("://") {
        key.to_owned()
    } else {
        format!("https://{key}/channel")
    }
}

#[test]
fn p28_what_we_write_rattler_reads() {
    for place in Place::ALL {
        let desk = Desk::new(place);
        for form in forms() {
            let login = [&["login", form.key], form.flags].concat();
            // A password is taken with its spaces, a token without.
            desk.xauth(&login, form.input).ok();
            assert_eq!(desk.stored(form.key), form.json, "{place:?}");
            for oracle in Oracle::all() {
                let wanted = json!({ "key": form.key, "credential": form.json });
                assert_eq!(
                    desk.found(&oracle, &url(form.key)),
                    wanted,
                    "{place:?} {}",
                    oracle.name
                );
            }
            desk.xauth(&["logout", form.key], "").ok();
            assert_eq!(desk.stored(form.key), Value::Null, "{place:?}");
        }
    }
}

#[test]
fn p28_what_rattler_writes_we_read() {
    let mut forms = forms();
    let fields = json!({ "access_token": "at", "refresh_token": "rt" });
    forms.push(Form {
        key: HOST,
        flags: &[],
        input: "",
        json: oauth(),
        fields,
    });
    for (place, oracle) in Place::ALL
        .into_iter()
        .flat_map(|p| Oracle::all().map(|o| (p, o)))
    {
        let desk = Desk::new(place);
        for form in &forms {
            let value = form.json.to_string();
            let file = desk.home.credentials_path();
            match place {
                Place::Keychain => desk.oracle(&oracle, &["store-keychain", form.key], &value),
                Place::File => desk.oracle(
                    &oracle,
                    &["store-file", file.to_str().unwrap(), form.key],
                    &value,
                ),
            }
            .ok();
            let said = desk.xauth(&["token", form.key, "--json"], "").ok().json();
            let mut fields = said["fields"].clone();
            fields
                .as_object_mut()
                .unwrap()
                .retain(|_, value| !value.is_null());
            assert_eq!(fields, form.fields, "{place:?} {}", oracle.name);
        }
    }
}

/// No command of ours makes an OAuth login yet, but the store writes one.
#[test]
fn p28_an_oauth_login_in_the_file_is_rattlers() {
    let desk = Desk::new(Place::File);
    let key = Key::stored(HOST);
    let credential = Credential::from_json(HOST, &oauth().to_string()).unwrap();
    let file = File::in_home(Some(desk.home.path().to_owned()));
    file.set(&key, &credential).unwrap();
    for oracle in Oracle::all() {
        let wanted = json!({ "key": HOST, "credential": oauth() });
        assert_eq!(desk.found(&oracle, &url(HOST)), wanted, "{}", oracle.name);
    }
    assert!(file.get(&key).unwrap() == Some(credential));
}
