//! A small conda channel, to be served.

use std::net::TcpListener;
use std::path::Path;

use super::python::python;
use super::run::Run;

/// Makes a channel with the package `hello`, and its index.
#[track_caller]
pub fn make_channel(directory: &Path) {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/services/make_channel.py"
    );
    let run = Run::new(python()).args([script.as_ref(), directory.as_os_str()]);
    run.run().ok();
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}
