//! A file that was named: its kind is told by what is in it.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    common::{basic, bearer, import, importing, stored},
    support::Home,
};

#[test]
fn a_file_of_rattlers_keeps_its_keys() {
    let home = Home::new();
    let token = home.canary();
    let file = json!({
        "*.h.example": bearer(&token),
        "repo.prefix.dev": bearer(&token),
        "Old.Example:443": bearer(&token),
        "https://i.example/get/one": { "CondaToken": token },
        "bucket": { "S3Credentials": { "access_key_id": "id", "secret_access_key": token, "session_token": null } },
        "o.example": { "OAuth": { "access_token": token, "refresh_token": null, "expires_at": null,
            "token_endpoint": "https://idp.example/token", "revocation_endpoint": null, "client_id": "c" } },
        "*.com": bearer(&token),
        "line.example": bearer(&format!("{token}\nx")),
        "colon.example": { "BasicHTTP": { "username": "a:b", "password": token } },
        "new.example": { "Certificate": token },
    });
    home.write("auth.json", file.to_string());
    let ran = import(&home, &["--from", "auth.json"]).ok();
    let keys: Vec<String> = stored(&home).keys().cloned().collect();
    let wanted = [
        "*.h.example",
        "https://i.example/get/one",
        "o.example",
        "old.example",
        "repo.prefix.dev",
        "s3://bucket",
    ];
    assert_eq!(keys, wanted, "{ran}");
    assert_eq!(ran.err.matches("cannot be used").count(), 4, "{ran}");

    import(&home, &["--from", "auth.json", "--remove-source"]).ok();
    let left = home.read_json("auth.json");
    assert_eq!(left.as_object().unwrap().len(), 4, "{left}");
}

#[test]
fn mambas_dockers_and_netrc_are_told_apart() {
    let home = Home::new();
    let token = home.canary();
    let auth = STANDARD.encode(format!("ada:{token}"));
    let files = [
        (
            "a",
            json!({ "a.example": { "token": token, "type": "BearerToken" } }).to_string(),
            bearer(&token),
        ),
        (
            "b",
            json!({ "auths": { "b.example": { "auth": auth } } }).to_string(),
            basic("ada", &token),
        ),
        (
            "c",
            format!("machine c.example\n  login ada\n  password {token}\n"),
            basic("ada", &token),
        ),
        (
            "d",
            format!("# mine\nmachine d.example login ada password {token}"),
            basic("ada", &token),
        ),
    ];
    for (name, text, wanted) in files {
        home.write(format!("./{name}.txt"), text);
        let file = format!("./{name}.txt");
        import(&home, &["--from", &file, "--remove-source"]).ok();
        assert_eq!(stored(&home)[&format!("{name}.example")], wanted);
        let left = home.read(&file).unwrap();
        assert!(
            !String::from_utf8(left).unwrap().contains("example"),
            "{name}"
        );
    }
}

#[test]
fn a_pipe_is_a_file_too() {
    let home = Home::new();
    let token = home.canary();
    let text = json!({ "h.example": bearer(&token) }).to_string();
    importing(&home, &["--from", "/dev/stdin"])
        .stdin(text)
        .run()
        .ok();
    assert_eq!(stored(&home)["h.example"], bearer(&token));
}

#[test]
fn what_is_none_of_them_is_left_alone() {
    let home = Home::new();
    for (text, code) in [
        (&b"channels:\n  - x\n"[..], 1),
        (b"\xff\xfe", 1),
        (b"{ \"h.example\": ", 3),
        (b"[1]", 1),
        (b"{}", 4),
        (b"", 4),
    ] {
        home.write("file.txt", text);
        import(&home, &["--from", "file.txt", "--remove-source"]).fails_with(code);
        assert_eq!(home.read("file.txt").unwrap(), text);
    }
    import(&home, &["--from", "/"]).fails_with(1);
}

/// What is removed from the source would be removed from the store.
#[test]
fn a_store_is_not_taken_into_itself() {
    let home = Home::new();
    let token = home.canary();
    let text = json!({ "h.example": bearer(&token) }).to_string();
    home.write(".rattler/credentials.json", &text);
    std::os::unix::fs::symlink(".rattler/credentials.json", home.path().join("link.json")).unwrap();
    std::fs::hard_link(home.credentials_path(), home.path().join("hard.json")).unwrap();
    for name in [".rattler/credentials.json", "link.json", "hard.json"] {
        let ran = import(&home, &["--from", name, "--remove-source"]).fails_with(2);
        ran.notes("is where logins are stored");
        let named = home
            .xauth()
            .env("RATTLER_AUTH_FILE", home.credentials_path());
        let named = named.args(["import", "--from", name, "--remove-source"]);
        named.run().fails_with(2);
    }
    assert_eq!(
        home.read(".rattler/credentials.json").unwrap(),
        text.as_bytes()
    );
}

/// A pipe that nobody writes to holds nobody up, whether it was named or not.
#[test]
fn a_pipe_without_a_writer_is_empty() {
    let home = Home::new();
    home.write(".docker/x", "");
    let pipes = [".docker/config.json", "pipe.json"].map(|name| home.path().join(name));
    let made = home
        .run("mkfifo")
        .args(pipes.each_ref().map(|path| path.to_str().unwrap()));
    made.run().ok();
    import(&home, &[]).ok();
    import(&home, &["--from", "docker"])
        .fails_with(1)
        .notes("not a regular file");
    import(&home, &["--from", "pipe.json"]).fails_with(3);
}

#[test]
fn what_is_too_large_is_not_cut() {
    let home = Home::new();
    let path = home.write("large.json", "{}");
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_len(33 << 20).unwrap();
    import(&home, &["--from", "large.json"])
        .fails_with(1)
        .notes("larger than 32 MiB");
}

/// As bash gives it for `<(…)`: what is written may come late.
#[test]
fn a_pipe_is_read_until_its_writer_is_done() {
    let home = Home::new();
    let token = home.canary();
    let text = json!({ "h.example": bearer(&token) }).to_string();
    home.write("text", text);
    let script =
        "exec 9< <(sleep 0.3; cat text; sleep 0.1); \"$0\" import --store file --from /dev/fd/9";
    let run = home
        .run("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_xauth")]);
    run.run().ok();
    assert_eq!(stored(&home)["h.example"], bearer(&token));
}
