//! X.Org's own xauth and what uses it, with ours first on PATH.

use crate::bin::{link, on_path};
use crate::support::{Home, Ran};

const COOKIE: &str = "00112233445566778899aabbccddeeff";

/// The same command line for ours and theirs, each with an authority file of its own name in its own home.
#[track_caller]
fn both(homes: &[Home; 2], arguments: &[&str], input: &[u8]) -> Ran {
    let ours = homes[0].path().join("ours").display().to_string();
    let ran = [&*ours, "/usr/bin"].map(|first| {
        let home = &homes[usize::from(first == "/usr/bin")];
        let run = on_path(home, &[first], arguments);
        run.env("XAUTHORITY", "default").stdin(input).run()
    });
    let [one, other] = &ran;
    assert_eq!(
        (one.code, &one.out, &one.err),
        (other.code, &other.out, &other.err),
        "{one}{other}"
    );
    ran.into_iter().next().unwrap()
}

#[test]
fn an_authority_file_goes_round() {
    let homes = [Home::new(), Home::new()];
    link(&homes[0], "ours");
    let file = ["-q", "-f", "authority"];
    let line = |words: &[&'static str]| [&file, words].concat();
    both(&homes, &line(&["add", ":1", ".", COOKIE]), b"");
    let listed = both(&homes, &line(&["list"]), b"");
    assert!(
        listed
            .out
            .ends_with(&format!("/unix:1  MIT-MAGIC-COOKIE-1  {COOKIE}\n"))
    );
    both(&homes, &line(&["extract", "extracted", ":1"]), b"");
    both(&homes, &["-f", "merged", "merge", "extracted"], b"");
    let numbers = both(&homes, &["-f", "merged", "nlist"], b"");
    both(
        &homes,
        &["-f", "again", "nmerge", "-"],
        numbers.out.as_bytes(),
    );
    both(&homes, &["-f", "again", "remove", ":1"], b"");
    both(&homes, &["-f", "again", "list"], b"");
    both(
        &homes,
        &["-q", "-f", "again"],
        format!("add :3 . {COOKIE}\nexit\n").as_bytes(),
    );
    both(
        &homes,
        &["-f", "again", "source", "-"],
        format!("add :4 . {COOKIE}\n").as_bytes(),
    );
    both(&homes, &["version"], b"");
    both(&homes, &["list", "no-such-display"], b"");
    both(
        &homes,
        &["-f", "/nowhere/file", "add", ":1", ".", "odd"],
        b"",
    );
    for name in ["authority", "extracted", "merged", "again"] {
        let bytes = homes.each_ref().map(|home| home.read(name));
        assert!(bytes[0].is_some() && bytes[0] == bytes[1], "{name}");
    }
}

#[test]
fn xvfb_run_works_with_ours_first() {
    let home = Home::new();
    let ours = link(&home, "ours");
    let run = home
        .run("/usr/bin/xvfb-run")
        .args(["-a", "sh", "-c", "echo $DISPLAY; xauth list"]);
    let ran = run.env("PATH", format!("{ours}:/usr/bin:/bin")).run().ok();
    assert!(ran.out.starts_with(':'), "{ran}");
    assert!(ran.out.contains("MIT-MAGIC-COOKIE-1"), "{ran}");
    assert_eq!(ran.err, "");
}
