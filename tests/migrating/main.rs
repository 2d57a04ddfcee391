//! Migrating: every command that docs/migrating.md gives in the place of another program's works as it stands there.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect"
)]

#[path = "../support/mod.rs"]
mod support;

use std::path::Path;

use support::{AnacondaWorld, Home, Run, canary};

const PAGE: &str = include_str!("../../docs/migrating.md");

/// The page's sections, each with the commands of its table, in order.
fn sections() -> Vec<(&'static str, Vec<&'static str>)> {
    let sections = PAGE.split("\n## ").skip(1);
    let sections = sections.map(|section| {
        let (title, text) = section.split_once('\n').unwrap();
        (title, text.lines().flat_map(commands).collect::<Vec<_>>())
    });
    sections.filter(|(_, typed)| !typed.is_empty()).collect()
}

/// What is to be typed in the second cell of a row; what comes after a `;` explains it.
fn commands(row: &'static str) -> impl Iterator<Item = &'static str> {
    let cell = row.split(" | ").nth(1).unwrap_or_default();
    let typed = cell.split(';').next().unwrap_or_default();
    let spans = typed.split('`').skip(1).step_by(2);
    spans.filter(|span| span.starts_with("xauth "))
}

/// The token that the server of a command takes.
fn token(command: &str, world: &AnacondaWorld) -> String {
    match command {
        _ if command.contains("prefix.dev") => world.prefix_token(),
        _ if command.contains("repo.anaconda.cloud") => world.organisation_token(),
        _ if command.contains("anaconda.org") || command.contains("my-channel") => {
            world.access_token(&[])
        }
        _ => canary(),
    }
}

fn typed(command: &str, home: &Home, world: &AnacondaWorld) -> Run {
    home.write("token.txt", token(command, world) + "\n");
    home.write("key.txt", world.api_key(86_400) + "\n");
    home.write("password.txt", canary() + "\n");
    let folder = Path::new(env!("CARGO_BIN_EXE_xauth")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let run = home.run("/bin/sh").args(["-c", command]);
    let run = world.env(run).env("PATH", path);
    let run = run
        .env("XAUTH_STORE", "file")
        .env("BROWSER", world.browser());
    match command.starts_with("xauth token ") || command.contains(" create ") {
        true => run.reveals(),
        false => run,
    }
}

#[test]
fn every_command_of_the_page_works_as_it_is_written() {
    let mut count = 0;
    for (title, commands) in sections() {
        let (home, world) = (Home::new(), AnacondaWorld::start());
        home.write(
            ".anaconda/config.toml",
            "default_site = 'anaconda.com'\n[sites.'anaconda.com']\ndomain = 'anaconda.com'\n\
             [sites.my-site]\ndomain = 'anaconda.example.test'\n",
        );
        for command in commands {
            println!("{title}: {command}");
            typed(command, &home, &world).run().ok();
            count += 1;
        }
    }
    assert!(count >= 40, "{count}");
}
