//! The cases on the keychain: a real gnome-keyring on a bus of its own.

use super::arm::Arm;
use super::cases::{Case, HOST, credentials, tokens};
use super::programs::{Programs, is_here};
use super::support::{Home, Mode, SecretService};
use super::table::Row;

/// Why the keychain cannot be measured here, if it cannot.
pub fn why_not() -> Option<String> {
    let needed = ["dbus-daemon", "gnome-keyring-daemon", "gdbus"];
    let missing = needed.into_iter().find(|name| !is_here(name))?;
    Some(format!("there is no `{missing}`"))
}

/// Measures the wanted cases, on 1 and on 100 items.
pub fn measure(
    programs: &Programs,
    home: &Home,
    runs: usize,
    is_wanted: &dyn Fn(&Case) -> bool,
    rows: &mut Vec<Row>,
) {
    let service = SecretService::start(home, Mode::Unlocked);
    let bus = service.env();
    let mut stored = 0;
    for entries in [1, 100] {
        let cases = cases(programs, home, &bus, entries);
        let mut wanted = cases.into_iter().filter(is_wanted).peekable();
        if wanted.peek().is_none() {
            continue;
        }
        for index in stored..entries {
            let login = format!("login host-{index:05}.example --token - --quiet");
            let arm = arm(&programs.xauth, home, &bus).args(&login);
            arm.reads(&tokens(home)).run(0, &[]);
        }
        stored = entries;
        rows.extend(wanted.map(|case| Row::of(&case, runs, Some(&bus))));
    }
}

fn arm(program: &std::path::Path, home: &Home, bus: &[(&'static str, String)]) -> Arm {
    Arm::of(program).env("HOME", home.path()).envs(bus)
}

fn cases(
    programs: &Programs,
    home: &Home,
    bus: &[(&'static str, String)],
    entries: usize,
) -> [Case; 4] {
    let case = |command, ours: &str, theirs: &str| Case {
        command,
        store: "keychain",
        entries,
        xauth: arm(&programs.xauth, home, bus)
            .args(ours)
            .reads(&tokens(home)),
        floor: Arm::of(&programs.floor),
        rattler: programs.rattler.as_ref().map(|program| {
            let arm = arm(program, home, bus).args(theirs);
            arm.reads(&credentials(home))
        }),
    };
    let get = format!("get https://{HOST}/");
    [
        case(
            "login",
            &format!("login {HOST} --token -"),
            &format!("store-keychain {HOST}"),
        ),
        case("token", &format!("token {HOST}"), &get),
        case("which", &format!("which {HOST}"), &get),
        case("status", "status", "list"),
    ]
}
