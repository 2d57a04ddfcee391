//! Browser: whether one can really open where this process runs.

use std::path::Path;

use crate::env::Env;

/// `Err` is the first thing in the way. `root` is the file system.
pub(super) fn can_open(env: &Env, root: &Path) -> Result<(), &'static str> {
    if env.path_variable("BROWSER").is_some() {
        return Ok(());
    }
    let obstacles = obstacles(env, root);
    let first = obstacles.into_iter().find(|(is_there, _)| *is_there);
    first.map_or(Ok(()), |(_, name)| Err(name))
}

/// The system has a desktop; what can be missing is the person in front of it.
#[cfg(any(windows, target_os = "macos"))]
fn obstacles(env: &Env, _root: &Path) -> [(bool, &'static str); 1] {
    [(env.is_remote(), "an SSH session")]
}

#[cfg(not(any(windows, target_os = "macos")))]
fn obstacles(env: &Env, root: &Path) -> [(bool, &'static str); 4] {
    let is_wsl = is_wsl(env, root);
    [
        (env.is_remote(), "an SSH session"),
        (is_container(env, root), "a container"),
        // The browser is the one of Windows then, which needs no display here.
        (is_wsl && !env.finds("wslview"), "WSL without `wslview`"),
        (!is_wsl && !env.has_display(), "no display"),
    ]
}

/// The marks that Docker, Podman and systemd-nspawn leave.
#[cfg(not(any(windows, target_os = "macos")))]
fn is_container(env: &Env, root: &Path) -> bool {
    let marks = [".dockerenv", "run/.containerenv"];
    env.path_variable("container").is_some() || marks.iter().any(|mark| root.join(mark).exists())
}

#[cfg(not(any(windows, target_os = "macos")))]
fn is_wsl(env: &Env, root: &Path) -> bool {
    let kernel = || std::fs::read_to_string(root.join("proc/sys/kernel/osrelease"));
    env.path_variable("WSL_DISTRO_NAME").is_some()
        || kernel().is_ok_and(|name| name.to_ascii_lowercase().contains("microsoft"))
}

#[cfg(test)]
#[cfg(not(any(windows, target_os = "macos")))]
mod tests {
    use std::fs;

    use super::*;

    /// A file system with one file, and what is said of it.
    #[track_caller]
    fn check(file: Option<(&str, &str)>, env: &[(&str, &str)], expected: Result<(), &'static str>) {
        let root = tempfile::tempdir().unwrap();
        if let Some((name, text)) = file {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut file = fs::File::options().write(true).create_new(true).open(path);
            std::io::Write::write_all(file.as_mut().unwrap(), text.as_bytes()).unwrap();
        }
        let env = Env::of(env.iter().copied());
        assert_eq!(can_open(&env, root.path()), expected, "{env:?}, {file:?}");
    }

    const X11: (&str, &str) = ("DISPLAY", ":0");
    const WAYLAND: (&str, &str) = ("WAYLAND_DISPLAY", "wayland-0");

    #[test]
    fn a_display_is_needed() {
        check(None, &[X11], Ok(()));
        check(None, &[WAYLAND], Ok(()));
        check(None, &[], Err("no display"));
        check(None, &[("DISPLAY", "")], Err("no display"));
    }

    #[test]
    fn a_display_is_not_enough_elsewhere() {
        for name in ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"] {
            check(None, &[X11, (name, "x")], Err("an SSH session"));
        }
        let container = Err("a container");
        check(None, &[X11, ("container", "podman")], container);
        check(Some((".dockerenv", "")), &[X11], container);
        check(Some(("run/.containerenv", "")), &[WAYLAND], container);
    }

    #[test]
    fn in_wsl_the_browser_of_windows_is_needed_and_no_display() {
        let without = Err("WSL without `wslview`");
        let kernel = "5.15.90.1-microsoft-standard-WSL2\n";
        let kernel = Some(("proc/sys/kernel/osrelease", kernel));
        check(kernel, &[X11], without);
        check(None, &[X11, ("WSL_DISTRO_NAME", "Debian")], without);

        let tools = tempfile::tempdir().unwrap();
        let wslview = tools.path().join("wslview");
        let file = fs::File::options()
            .write(true)
            .create_new(true)
            .open(wslview);
        file.unwrap();
        let path = ("PATH", tools.path().to_str().unwrap());
        check(kernel, &[path], Ok(()));
    }

    #[test]
    fn a_chosen_browser_is_believed() {
        let env = [("BROWSER", "firefox"), ("SSH_TTY", "/dev/pts/0")];
        check(Some((".dockerenv", "")), &env, Ok(()));
    }
}
