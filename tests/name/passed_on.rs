//! What is passed on, unchanged, and what never is.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use crate::bin::{copy, fake, link, on_path, script};
use crate::support::Home;

const VERBS: [&str; 14] = [
    "add", "exit", "extract", "generate", "info", "list", "merge", "nextract", "nlist", "nmerge",
    "quit", "remove", "source", "version",
];

/// Checks that the fake xauth was called with these arguments, and that its exit code is ours.
#[track_caller]
fn is_passed_on(home: &Home, path: &[&str], arguments: &[&str]) {
    let run = on_path(home, path, arguments).stdin("add :9 . 00\n");
    let ran = run.timeout(Duration::from_secs(10)).run().fails_with(7);
    let mut lines = ran.out.lines();
    // A script is told the path that was run; argv[0] is looked at below.
    assert!(lines.next().unwrap().ends_with("/xauth"), "{ran}");
    let said: Vec<&str> = lines.by_ref().take(arguments.len()).collect();
    assert_eq!(said, arguments, "{ran}");
    assert_eq!(lines.collect::<Vec<_>>(), ["read: add :9 . 00"], "{ran}");
    assert_eq!(ran.err, "");
}

#[test]
fn every_verb_and_leading_flag_is_passed_on_with_its_input() {
    let home = Home::new();
    let path = [&*link(&home, "ours"), &*fake(&home, "theirs")];
    for verb in VERBS {
        is_passed_on(&home, &path, &[verb]);
        is_passed_on(&home, &path, &[verb, "--help", "", "two words", "*", "-"]);
        is_passed_on(&home, &path, &["-q", verb, ":1"]);
        is_passed_on(&home, &path, &["-v", verb]);
    }
    for flag in ["-f", "-b", "-i", "-n", "-bqf", "-qi", "-q", "-v", "-"] {
        is_passed_on(&home, &path, &[flag]);
        is_passed_on(&home, &path, &[flag, "list"]);
    }
    is_passed_on(
        &home,
        &path,
        &["-q", "-f", "/tmp/file", "add", ":1", ".", "00"],
    );
}

#[test]
fn the_name_that_was_typed_is_handed_over() {
    let home = Home::new();
    let ours = link(&home, "ours");
    // A program that shows its own argv[0].
    fs::create_dir(home.path().join("theirs")).unwrap();
    symlink("/bin/bash", home.path().join("theirs/xauth")).unwrap();
    let theirs = home.path().join("theirs").display().to_string();
    let run = on_path(&home, &[&ours, &theirs], &["-i"]);
    // An interactive bash without a terminal names itself in its error.
    let ran = run.stdin("nonsense-command\n").run();
    assert!(
        ran.err
            .contains("xauth: nonsense-command: command not found"),
        "{ran}"
    );
}

#[test]
fn bytes_that_are_no_text_are_passed_on() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let home = Home::new();
    let path = [
        &*link(&home, "ours"),
        &*script(&home, "theirs", "#!/bin/sh\nprintf %s \"$2\" >got"),
    ];
    let run = on_path(&home, &path, &["add"]);
    run.args([OsString::from_vec(b"a\xff\xfe".into())])
        .run()
        .ok();
    assert_eq!(home.read("got").unwrap(), b"a\xff\xfe");
}

#[test]
fn what_a_signal_ended_ends_so_for_the_caller() {
    let home = Home::new();
    let path = [
        &*link(&home, "ours"),
        &*script(&home, "theirs", "#!/bin/sh\nkill -TERM $$"),
    ];
    assert_eq!(on_path(&home, &path, &["list"]).run().signal, Some(15));
}

#[test]
fn copies_of_ours_do_not_call_each_other_for_ever() {
    let home = Home::new();
    let (one, two) = (&*copy(&home, "one"), &*copy(&home, "two"));
    let (three, theirs) = (&*link(&home, "three"), &*fake(&home, "theirs"));
    for path in [
        &[one, two, three, theirs][..],
        &[two, one, two, theirs],
        &[three, three, one, three, one, theirs, two],
    ] {
        is_passed_on(&home, path, &["list"]);
    }
    for path in [&[one, two][..], &[two, one, two, one], &[three, one]] {
        let run = on_path(&home, path, &["list"]).env("PATH", path.join(":"));
        let run = run.timeout(Duration::from_secs(10));
        run.run().fails_with(1).notes("there is none on `PATH`");
    }
}

/// pixi's launchers put the environment of their program first on PATH and call it by its path.
#[test]
fn a_launcher_of_ours_does_not_hand_it_back_for_ever() {
    let home = Home::new();
    let (ours, theirs) = (&*copy(&home, "environment"), &*fake(&home, "theirs"));
    let launcher = format!("#!/bin/sh\nPATH={ours}:$PATH exec {ours}/xauth \"$@\"\n");
    let launchers = &*script(&home, "launchers", &launcher);
    is_passed_on(&home, &[launchers, theirs], &["list"]);
    is_passed_on(&home, &[ours, launchers, theirs], &["list"]);
}

#[test]
fn what_cannot_be_run_is_passed_over() {
    let home = Home::new();
    let (ours, theirs) = (&*link(&home, "ours"), &*fake(&home, "theirs"));
    fs::create_dir_all(home.path().join("folder/xauth")).unwrap();
    home.write("data/xauth", "not a program");
    script(&home, ".", "#!/bin/sh\necho from the working directory");
    fs::create_dir(home.path().join("dangling")).unwrap();
    symlink("nowhere", home.path().join("dangling/xauth")).unwrap();
    let below = |name: &str| home.path().join(name).display().to_string();
    let (folder, data) = (below("folder"), below("data"));
    is_passed_on(&home, &[ours, &folder, &data, "", ".", theirs], &["list"]);
}

#[test]
fn without_another_xauth_it_says_so() {
    let home = Home::new();
    let ours = link(&home, "ours");
    for (arguments, shown) in [
        (&["list", ":0"][..], "xauth list"),
        (&["-f", "file", "list"], "xauth -f"),
    ] {
        let run = on_path(&home, &[&ours], arguments).env("PATH", &ours);
        let ran = run.run().fails_with(1).prints("");
        ran.notes(&format!(
            "error: `{shown}` is a command of X.Org's xauth, and there is none on `PATH`\n"
        ))
        .notes("hint: install it (Debian: `apt install xauth`), or see `xauth --help`");
    }
}

#[test]
fn our_commands_are_never_passed_on() {
    let home = Home::new();
    let path = [
        &*link(&home, "ours"),
        &*script(&home, "theirs", "#!/bin/sh\necho theirs"),
    ];
    for arguments in [
        &["login", "list"][..],
        &["logout", "add"],
        &["status"],
        &["token", "list"],
        &["which", "list"],
        &["completions", "bash"],
        &["auth", "list"],
        &["auth", "status"],
        &["help"],
        &["--help"],
        &["--version"],
        &["-V"],
        &["-h"],
        &["-q", "status"],
        &["-v", "status"],
        &["--quiet", "list"],
        &["--", "list"],
        &[],
        &["lists"],
        &["LIST"],
        &["--list"],
    ] {
        let ran = on_path(&home, &path, arguments).run();
        assert!(!ran.out.contains("theirs"), "{ran}");
        assert!(ran.code.is_some_and(|code| code != 127), "{ran}");
    }
}

#[test]
fn as_a_subcommand_of_conda_or_pixi_nothing_is_passed_on() {
    let home = Home::new();
    let theirs = script(&home, "theirs", "#!/bin/sh\necho theirs");
    for name in ["conda-xauth", "pixi-xauth"] {
        let file = home.path().join(name);
        symlink(env!("CARGO_BIN_EXE_xauth"), &file).unwrap();
        for arguments in [&["list"][..], &["-f", "x"], &["-q", "add"]] {
            let run = home.run(&file).args(arguments).env("PATH", &theirs);
            run.run().fails_with(2).prints("");
        }
        let shown = name.replace('-', " ");
        let ran = home.run(&file).args(["--help"]).run().ok();
        assert!(ran.out.contains(&format!("Usage: {shown} ")), "{ran}");
    }
}
