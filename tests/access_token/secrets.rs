//! No secret is in what is said, in a line of a request, or in the list of processes.

use std::{fs, thread, time::Duration};

use serde_json::json;

use super::common::Scene;

#[test]
fn no_secret_is_in_a_line_of_a_request() {
    let scene = Scene::new();
    scene
        .run(&["create", "--name", "own", "--login"])
        .run()
        .ok();
    for words in [&["list"][..], &["info"], &["scopes"], &["revoke", "own"]] {
        scene.run(words).run().ok();
    }
    let secrets = [scene.world.secrets(), vec![scene.key.clone()]].concat();
    for request in scene.world.requests() {
        let line = format!("{} {}", request.method, request.path);
        assert!(
            !secrets.iter().any(|secret| line.contains(secret)),
            "{line}"
        );
    }
    assert!(secrets.len() > 1);
}

#[test]
fn no_secret_is_in_the_list_of_processes() {
    let scene = Scene::new();
    let answer = json!({ "body": { "token": scene.home.canary() }, "delay": 2 });
    scene
        .world
        .answer("POST api.anaconda.org/authentications", answer);
    let password = scene.home.canary();
    let words = [
        "create",
        "--name",
        "n",
        "--username",
        "me",
        "--password",
        "-",
    ];
    let run = scene.run(&words).reveals().stdin(password.clone());
    let running = run.spawn();
    thread::sleep(Duration::from_millis(700));
    let of_all = fs::read_dir("/proc").unwrap().flatten();
    let lines = of_all.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines: Vec<String> = lines
        .map(|line| String::from_utf8_lossy(&line).into_owned())
        .collect();
    assert!(
        lines.iter().any(|line| line.contains("access-token\0")),
        "it is not running"
    );
    for secret in [&password, &scene.key] {
        assert!(!lines.iter().any(|line| line.contains(secret)));
    }
    running.wait().ok();
}

#[test]
fn what_a_server_says_beside_its_answer_has_no_secret() {
    let scene = Scene::new();
    let (token, password) = (scene.home.canary(), "canary-password");
    let blob = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("me:{password}"));
    let said = format!("{token} {password} {blob}");
    let yes = json!({ "body": { "token": token }, "headers": { "Conda-Token-Warning": said } });
    let no = json!({ "status": 403, "body": { "error": format!("{password} {blob}") }, "headers": { "X-Anaconda-Lockdown": password } });
    for (answer, wanted) in [
        (yes, "the server says of the token: *** *** ***"),
        (no, "***"),
    ] {
        scene
            .world
            .answer("POST api.anaconda.org/authentications", answer);
        let words = [
            "create",
            "--name",
            "n",
            "--out",
            "token",
            "--username",
            "me",
        ];
        let words = [&words[..], &["--password", "-"]].concat();
        let run = scene
            .run(&words)
            .stdin(password)
            .secret(password)
            .secret(&blob);
        let ran = run.run();
        assert!(ran.err.contains(wanted), "{ran}");
    }
}
