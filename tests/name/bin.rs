//! Directories for PATH, with programs of our name in them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::{Home, Run};

/// A program that says how it was called, what it was given to read, and ends with 7.
const FAKE: &str = "#!/bin/bash\n\
    printf '%s\\n' \"$0\" \"$@\"\n\
    printf 'read: '; cat\n\
    exit 7\n";

/// A directory in the home with a program `xauth` in it, which is this script.
pub fn script(home: &Home, name: &str, text: &str) -> String {
    let file = home.write(format!("{name}/xauth"), text);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    directory(home, name)
}

/// The same with the script that reports its call.
pub fn fake(home: &Home, name: &str) -> String {
    script(home, name, FAKE)
}

/// A directory with a link to our program, as `xauth`.
pub fn link(home: &Home, name: &str) -> String {
    fs::create_dir(home.path().join(name)).unwrap();
    let ours = env!("CARGO_BIN_EXE_xauth");
    symlink(ours, home.path().join(name).join("xauth")).unwrap();
    directory(home, name)
}

/// A directory with a copy of our program.
pub fn copy(home: &Home, name: &str) -> String {
    fs::create_dir(home.path().join(name)).unwrap();
    let ours = env!("CARGO_BIN_EXE_xauth");
    fs::copy(ours, home.path().join(name).join("xauth")).unwrap();
    directory(home, name)
}

fn directory(home: &Home, name: &str) -> String {
    home.path().join(name).display().to_string()
}

/// A run of `xauth` as a shell finds it on a PATH of these directories.
pub fn on_path(home: &Home, directories: &[&str], arguments: &[&str]) -> Run {
    let path = directories.join(":");
    let first = directories
        .iter()
        .map(|directory| Path::new(directory).join("xauth"));
    let program = first.clone().find(|file| file.exists()).unwrap();
    // The name that a shell would hand over, which is what was typed.
    let words = ["/bin/bash", "-c", "exec -a xauth \"$@\"", "bash"];
    let run = home.run(program).through(words).args(arguments);
    run.env("PATH", path + ":/usr/bin:/bin")
}
