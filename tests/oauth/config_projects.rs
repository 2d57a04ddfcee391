//! Where settings do not come from: a project's folder, or one that the working directory decides on.

use crate::real_common::Login;
use crate::support::{Home, Idp, Person, Provider, Ran, Run};

const NAMES: [&str; 6] = [
    "config.toml",
    ".xauth.toml",
    "xauth.toml",
    ".xauth/config.toml",
    "xauth/config.toml",
    ".config/xauth/config.toml",
];

fn settings(idp: &Idp) -> String {
    let issuer = idp.issuer();
    format!(
        "[[server]]\nhosts = ['my.company', 'prefix.dev']\nissuer = '{issuer}'\nclient_id = 'conda'\n"
    )
}

/// What a command shows, but for how long it took.
fn shown(ran: &Ran) -> (Option<i32>, &str, &str) {
    (ran.code, &ran.out, &ran.err)
}

#[test]
fn p64_files_of_a_project_change_nothing() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let elsewhere = Home::new();
    for words in [
        &["login", "my.company"][..],
        &["login", "my.company", "--no-input"],
        &["login", "prefix.dev", "--no-input"],
        &["status", "--json"],
        &["token", "my.company"],
    ] {
        let run = || elsewhere.xauth().args(words.iter().copied());
        let expected = run().run();
        for content in [settings(&idp).as_str(), "store = 'cloud'", "\0 no toml"] {
            for name in NAMES {
                home.write(format!("project/{name}"), content);
            }
            let ran = run().cwd(home.path().join("project")).run();
            assert_eq!(shown(&ran), shown(&expected), "{words:?} {content}");
        }
    }
    assert_eq!(idp.requests(), []);
}

#[test]
fn p64_a_relative_folder_of_settings_is_ignored_and_an_absolute_one_is_not() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let path = home.write("settings/xauth/config.toml", settings(&idp));
    let folder = path.parent().unwrap().parent().unwrap();
    let run = |value: &str| -> Run {
        let run = home.xauth().env("XDG_CONFIG_HOME", value);
        run.args(["login", "my.company"])
    };
    for relative in ["settings", "./settings", "../home/settings", ""] {
        run(relative).run().fails_with(2).notes("how to log in");
    }
    assert_eq!(idp.requests(), []);
    let login = Login::of(&home, run(folder.to_str().unwrap()));
    idp.approve_device(&login.code(), &Person::quick("alice"));
    login.end().ok();
}
