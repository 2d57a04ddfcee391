//! A browser that is opened (P56): what it is given, and what it is not.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::getpgrp;
use tempfile::TempDir;
use url::Url;
use xauth::{Env, ui::Opener};

const SYSTEM_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// All that a shell, `xdg-open` or `cmd.exe` could take for something else.
const HOSTILE: &str =
    "https://idp.example/it's;touch%20b?x=$(id)&y=`id`|z&%PATH%^<>\"'\\#-f*?~!{a,b}%s%u";

/// A folder with a browser that writes down how it was started.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::with_prefix("xauth-").unwrap());
        let folder = desk.path().display();
        desk.script(
            "browser",
            &format!(
                "cd '{folder}'
                printf '%s\\0' \"$@\" >arguments.new
                env -0 >environment
                ps -o pgid= -p $$ >group
                streams=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)
                echo \"$streams\" >streams
                mv arguments.new arguments"
            ),
        );
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Adds a program, and returns its name.
    fn script(&self, name: &str, text: &str) -> String {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn browser(&self) -> PathBuf {
        self.path().join("browser")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// What the browser was given; empty when it was not started.
    fn arguments(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path().join("arguments")).unwrap_or_default();
        let mut arguments: Vec<_> = text.split('\0').map(str::to_owned).collect();
        assert_eq!(arguments.pop().as_deref(), Some(""));
        arguments
    }

    /// Opens `url` in an environment with these variables.
    fn open(&self, url: &str, variables: &[(&str, &str)]) -> bool {
        let mut env = vec![("PATH", SYSTEM_PATH)];
        env.extend(variables);
        Opener::new(&Env::of(env)).open(&Url::parse(url).unwrap())
    }

    /// Opens `url` with `browser` as `$BROWSER`.
    fn open_with(&self, browser: &str, url: &str) -> bool {
        self.open(url, &[("BROWSER", browser)])
    }
}

/// As it goes out.
fn hostile() -> String {
    Url::parse(HOSTILE).unwrap().into()
}

#[test]
fn p56_a_url_is_one_argument_and_no_shell_reads_it() {
    let desk = Desk::new();
    let browser = desk.browser();
    assert!(desk.open_with(browser.to_str().unwrap(), HOSTILE));
    assert_eq!(desk.arguments(), [hostile()]);
    for sign in ["$(id)", "|", "&", ";", "`id`", "'", "^"] {
        assert!(hostile().contains(sign), "it tries `{sign}`: {}", hostile());
    }
}

#[test]
fn it_gets_none_of_our_variables_streams_and_signals() {
    let desk = Desk::new();
    let browser = desk.browser();
    let variables = [
        ("BROWSER", browser.to_str().unwrap()),
        ("XAUTH_TOKEN_H_EXAMPLE", "a-canary"),
        ("XAUTH_OFFLINE", "0"),
        ("RATTLER_AUTH_FILE", "/some/file"),
        ("XAUTHORITY", "/home/.Xauthority"),
    ];
    assert!(desk.open("https://idp.example/", &variables));
    let environment = desk.read("environment");
    assert!(!environment.contains("XAUTH_"), "{environment}");
    assert!(!environment.contains("a-canary"), "{environment}");
    assert!(environment.contains("RATTLER_AUTH_FILE=/some/file\0"));
    assert!(environment.contains("XAUTHORITY=/home/.Xauthority\0"));
    assert_eq!(desk.read("streams"), "/dev/null\n".repeat(3));
    let group: i32 = desk.read("group").trim().parse().unwrap();
    assert_ne!(group, getpgrp().as_raw_nonzero().get());
}

#[test]
fn browsers_are_tried_in_turn_and_the_url_has_its_place() {
    let desk = Desk::new();
    let failing = desk.script("failing", "exit 3");
    let browser = desk.browser();
    let browser = browser.display();
    let list = format!("{failing}::/no/such/program: {browser} --new=%s  -x :{failing}");
    assert!(desk.open_with(&list, "https://idp.example/?a=%25"));
    assert_eq!(desk.arguments(), ["--new=https://idp.example/?a=%25", "-x"]);
}

#[test]
fn what_fails_opened_nothing() {
    let desk = Desk::new();
    let failing = desk.script("failing", "exit 3");
    let killed = desk.script("killed", "kill -9 $$");
    for browser in [&*failing, &*killed, "/no/such/program", ":", " "] {
        assert!(
            !desk.open_with(browser, "https://idp.example/"),
            "{browser}"
        );
    }
    // A chosen browser is not replaced by the system's.
    let path = desk.path().join("bin");
    desk.script(
        "bin/xdg-open",
        &format!("exec {}", desk.browser().display()),
    );
    let variables = [("PATH", path.to_str().unwrap()), ("BROWSER", &failing)];
    assert!(!desk.open("https://idp.example/", &variables));
    assert!(desk.arguments().is_empty());
}

#[test]
fn p56_only_pages_are_opened() {
    let desk = Desk::new();
    let browser = desk.browser();
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "x-help:-a",
        "ftp://h.example/",
        "vscode://h.example/",
    ] {
        assert!(!desk.open_with(browser.to_str().unwrap(), url), "{url}");
    }
    assert!(desk.arguments().is_empty());
    assert!(desk.open_with(browser.to_str().unwrap(), "http://127.0.0.1:1/"));
}

#[test]
fn the_system_opens_what_no_variable_names() {
    let desk = Desk::new();
    let path = format!("{}/bin:{SYSTEM_PATH}", desk.path().display());
    let fake = format!("exec '{}' fake \"$@\"", desk.browser().display());
    desk.script("bin/xdg-open", &fake);
    assert!(desk.open(HOSTILE, &[("PATH", &path)]));
    assert_eq!(desk.arguments(), ["fake".to_owned(), hostile()]);
}

#[test]
fn when_the_systems_opener_fails_the_next_one_is_tried() {
    let desk = Desk::new();
    let only = desk.path().join("bin");
    let only = only.to_str().unwrap();
    desk.script("bin/xdg-open", "exit 3");
    assert!(
        !desk.open(HOSTILE, &[("PATH", only)]),
        "nothing else is there"
    );
    let next = format!(
        "PATH={SYSTEM_PATH} exec '{}' \"$@\"",
        desk.browser().display()
    );
    desk.script("bin/gio", &next);
    assert!(desk.open(HOSTILE, &[("PATH", only)]));
    assert_eq!(desk.arguments(), ["open".to_owned(), hostile()]);
}

/// The desktop's file names the browser, as on a real desktop; the display is never looked at.
#[test]
fn p56_the_real_xdg_open_hands_it_on_as_one_argument() {
    let desk = Desk::new();
    let applications = desk.path().join(".local/share/applications");
    fs::create_dir_all(&applications).unwrap();
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Browser\nExec={} %u\n\
         MimeType=x-scheme-handler/https;\n",
        desk.browser().display()
    );
    fs::write(applications.join("browser.desktop"), entry).unwrap();
    let default = "[Default Applications]\nx-scheme-handler/https=browser.desktop\n";
    fs::write(applications.join("mimeapps.list"), default).unwrap();
    let home = desk.path().to_str().unwrap();
    assert!(desk.open(HOSTILE, &[("HOME", home), ("DISPLAY", ":987")]));
    assert_eq!(desk.arguments(), [hostile()]);
}

#[test]
fn a_browser_that_runs_on_was_opened_and_is_not_left_as_a_zombie() {
    let desk = Desk::new();
    let pid = desk.path().join("pid");
    let script = format!("echo $$ >'{}'; exec sleep 3", pid.display());
    let browser = desk.script("running", &script);
    let start = Instant::now();
    assert!(desk.open_with(&browser, "https://idp.example/"));
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "it waits too long"
    );
    let process = format!("/proc/{}", desk.read("pid").trim());
    assert!(Path::new(&process).exists(), "it was ended");
    while Path::new(&process).exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "a zombie");
        thread::sleep(Duration::from_millis(20));
    }
}
