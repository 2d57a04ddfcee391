//! A D-Bus session of one's own.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;

use super::run::SYSTEM_PATH;
use super::service::Service;

const PROMPTER: &str = "/usr/libexec/gcr-prompter";

/// Starts a bus with its socket in `runtime`. It does not know Debian's directories of services,
/// with which it would start a second keyring daemon for whoever asks. Prompts go to `display`.
#[track_caller]
pub fn start(runtime: &Path, display: Option<&str>) -> Service {
    let services = runtime.join("services");
    fs::create_dir(&services).expect("a directory can be made");
    let prompter =
        format!("[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec={PROMPTER}\n");
    write(&services.join("prompter.service"), &prompter);
    let socket = runtime.join("bus");
    let config = runtime.join("bus.conf");
    let text = include_str!("../services/bus.conf");
    let text = text.replace("@socket@", &socket.to_string_lossy());
    write(
        &config,
        &text.replace("@services@", &services.to_string_lossy()),
    );

    let mut command = Command::new("dbus-daemon");
    command
        .arg("--config-file")
        .arg(&config)
        .args(["--nofork", "--nopidfile"]);
    command
        .env_clear()
        .env("PATH", SYSTEM_PATH)
        .env("HOME", runtime)
        .envs(display.map(|name| ("DISPLAY", name)));
    let mut bus = Service::start(command, b"", runtime.join("bus.log"));
    bus.wait_until(|| UnixStream::connect(&socket).is_ok());
    bus
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file can be written");
}
