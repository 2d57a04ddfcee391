//! A channel's URL with a token in it.

use serde_json::json;

use super::common::{Scene, fails};

#[test]
fn the_url_has_the_token_and_the_label() {
    let scene = Scene::new();
    let token = scene.create("my-ci");
    scene.log_in(&token);
    for (words, wanted) in [
        (
            &["url", "stored", "private"][..],
            "https://conda.anaconda.org/t/TOKEN/private",
        ),
        (
            &["url", "my-ci", "private", "--label", "a b"],
            "https://conda.anaconda.org/t/TOKEN/private/label/a%20b",
        ),
        (
            &["url", "stored", "https://anaconda.org/private/"],
            "https://conda.anaconda.org/t/TOKEN/private",
        ),
    ] {
        let ran = scene.run(words).reveals().run().ok();
        ran.prints(&format!("{}\n", wanted.replace("TOKEN", &token)));
    }
    for (channel, wanted) in [
        ("private", "https://conda.anaconda.org/t/TOKEN/private"),
        (
            "https://repo.anaconda.cloud/repo/main",
            "https://repo.anaconda.cloud/t/TOKEN/repo/main",
        ),
        (
            "https://h.example:8443/get/x/",
            "https://h.example:8443/t/TOKEN/get/x",
        ),
    ] {
        let run = scene
            .run(&["url", "-", channel])
            .stdin(format!("{token}\n"));
        let ran = run.reveals().run().ok();
        ran.prints(&format!("{}\n", wanted.replace("TOKEN", &token)));
    }
    // The server itself opens it.
    let answer = std::process::Command::new("curl")
        .args(["-sf", "--proxy", &scene.world.proxy(), "--cacert"])
        .arg(scene.world.authority())
        .arg(format!(
            "https://conda.anaconda.org/t/{token}/private/noarch/repodata.json"
        ))
        .output()
        .unwrap();
    assert!(answer.status.success(), "{answer:?}");
}

#[test]
fn a_token_on_the_line_is_said_to_be_seen() {
    let scene = Scene::new();
    let token = "me-00000000-0000-0000-0000-0000c0ffee00";
    let run = scene
        .run(&["url", token, "private"])
        .secret(token)
        .reveals();
    run.run()
        .ok()
        .prints(&format!("https://conda.anaconda.org/t/{token}/private\n"))
        .notes("warning: the token can be seen by other users");
    assert!(scene.world.requests().is_empty());
}

#[test]
fn a_word_that_is_neither_is_not_repeated() {
    let scene = Scene::new();
    let token = scene.create("my-ci");
    scene.log_in(&token);
    let secret = scene.home.canary();
    fails(
        scene.run(&["url", &secret, "private"]).run(),
        2,
        "that is neither a token of anaconda.org nor the name of the stored one",
        "use the stored one (`xauth access-token url stored https://conda.anaconda.org/private`)",
    );
}

#[test]
fn what_is_no_channel_or_no_token_has_no_url() {
    let scene = Scene::new();
    for channel in ["h.example", "s3://bucket", "*.h.example"] {
        let ran = scene.run(&["url", "stored", channel]).run();
        fails(ran, 2, "`", "give a channel's name");
    }
    let secret = scene.home.canary();
    let ran = scene
        .run(&["url", "-", &format!("https://h.example/t/{secret}/x")])
        .run();
    fails(
        ran,
        2,
        "`https://h.example/x` has a token in it already",
        "give a channel's name",
    );
    let ran = scene.run(&["url", "-", "x"]).stdin("a/b").run();
    fails(
        ran,
        2,
        "the token",
        "give it on standard input: `xauth access-token url - < FILE`",
    );
    scene.store(&json!({ "h.example": { "BearerToken": secret } }));
    let ran = scene.run(&["url", "stored", "https://h.example/x"]).run();
    fails(
        ran,
        2,
        "`h.example` holds a bearer token, which is not sent in a URL",
        "give a token",
    );
    let ran = scene.run(&["url", "stored", "private"]).run();
    fails(ran, 4, "no credentials stored", "run `xauth login");
}
