//! Completion scripts and manual pages, read by the shells and by groff.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::support::Home;

/// A home with the completion script of `shell` in the file `script`.
fn home_with_script(shell: &str) -> Home {
    let home = Home::new();
    let script = home.xauth().args(["completions", shell]).run().ok();
    assert_eq!(script.err, "");
    home.write("script", script.out);
    home
}

/// Whether a program is there; if not, the end of the test run says what was skipped.
fn is_installed(program: &str) -> bool {
    let is_there = Path::new("/usr/bin").join(program).exists();
    if let (false, Some(file)) = (is_there, std::env::var_os("TEST_SKIPS")) {
        let mut file = OpenOptions::new().append(true).open(file).unwrap();
        writeln!(file, "terminal::completions: there is no {program}").unwrap();
    }
    is_there
}

/// What `bash` offers for the last of these words.
fn bash_offers(words: &[&str]) -> Vec<String> {
    let home = home_with_script("bash");
    let code = "source ./script; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); \
         function=$(complete -p xauth); function=${function##*-F }; \
         ${function% *} xauth \"${@: -1}\" \"${@: -2:1}\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let ran = home
        .run("bash")
        .args(["--norc", "-c", code, "bash"])
        .args(words)
        .run()
        .ok();
    assert_eq!(ran.err, "");
    ran.out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes() {
    assert_eq!(bash_offers(&["xauth", "lo"]), ["login", "logout"]);
    assert_eq!(
        bash_offers(&["xauth", "login", "--conda"]),
        ["--conda-token"]
    );
    let stores = bash_offers(&["xauth", "login", "h.example", "--store", ""]);
    assert_eq!(stores, ["auto", "keychain", "file"]);
}

#[test]
fn fish_completes() {
    if is_installed("fish") {
        let home = home_with_script("fish");
        let code = "source ./script; complete -C 'xauth lo'; complete -C 'xauth login h --store k'";
        let ran = home
            .run("fish")
            .args(["--no-config", "-c", code])
            .run()
            .ok();
        let words: Vec<_> = ran
            .out
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(words, ["login", "logout", "keychain"]);
    }
}

#[test]
fn zsh_takes_the_script() {
    if is_installed("zsh") {
        let home = home_with_script("zsh");
        let found = "fpath=($HOME/functions $fpath); autoload -U compinit; compinit -u; \
             print $_comps[xauth]; autoload +X _xauth && whence -w _xauth";
        fs::create_dir(home.path().join("functions")).unwrap();
        fs::rename(
            home.path().join("script"),
            home.path().join("functions/_xauth"),
        )
        .unwrap();
        let ran = home.run("zsh").args(["-f", "-c", found]).run().ok();
        assert_eq!((&*ran.out, &*ran.err), ("_xauth\n_xauth: function\n", ""));
        home.run("zsh")
            .args(["-n", "functions/_xauth"])
            .run()
            .ok()
            .prints("");
    }
}

#[test]
fn groff_has_nothing_to_say_about_the_manual_pages() {
    let home = Home::new();
    let ran = home.xauth().args(["man", "pages/man1"]).run().ok();
    assert_eq!(ran.err, "wrote the manual pages in pages/man1\n");
    let files = fs::read_dir(home.path().join("pages/man1")).unwrap();
    let mut names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.contains(&"xauth.1".to_owned()) && names.contains(&"xauth-login.1".to_owned()));
    if !is_installed("groff") {
        return;
    }
    for name in names {
        let options = ["-man", "-k", "-ww", "-Tutf8", "-P-cbou"];
        let run = home
            .run("groff")
            .args(options)
            .args([format!("pages/man1/{name}")]);
        let ran = run.env("LC_ALL", "C.UTF-8").run().ok();
        assert_eq!(ran.err, "", "{name}");
        let footer = ran.out.trim_end().lines().last().unwrap();
        let version = concat!("xauth ", env!("CARGO_PKG_VERSION"), " ");
        assert!(footer.starts_with(version), "{name}: {footer}");
    }
}

#[test]
fn manual_pages_that_cannot_be_written_are_an_error() {
    let home = Home::new();
    home.write("file", "");
    let ran = home.xauth().args(["man", "file/man1"]).run().fails_with(1);
    ran.notes("error: could not write manual pages in `file/man1`: Not a directory");
}
