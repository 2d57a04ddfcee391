//! A real S3 server that checks signatures, session tokens and rights.

use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::channel::{free_port, make_channel};
use super::python::installed;
use super::run::{Run, SYSTEM_PATH};
use super::service::Service;

/// moto at `http://127.0.0.1`, with a channel at `some/prefix` in the bucket `channel`, in the region `us-east-1`.
/// Ends when dropped.
pub struct Moto {
    // Dropped in this order.
    server: Service,
    directory: TempDir,
    port: u16,
    keys: Value,
}

impl Moto {
    /// Starts it and fills its bucket.
    #[track_caller]
    pub fn start() -> Self {
        let directory = TempDir::with_prefix("xauth-moto-").expect("a temporary directory");
        let port = free_port();
        let mut command = Command::new(installed("target/s3/bin/moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        command.env_clear().env("PATH", SYSTEM_PATH);
        command.env("HOME", directory.path());
        // As many as it takes to make its users, a role and the bucket; see `s3.py`.
        command.env("INITIAL_NO_AUTH_ACTION_COUNT", "12");
        let mut server = Service::start(command, b"", directory.path().join("log"));
        server.wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        let channel = directory.path().join("channel");
        make_channel(&channel);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services/s3.py");
        let run = Run::new(installed("target/s3/bin/python"));
        let run = run.args([script, &format!("http://127.0.0.1:{port}")]);
        let run = run.args([channel]).env("HOME", directory.path());
        let keys = run.timeout(Duration::from_secs(60)).run().ok().json();
        Self {
            server,
            directory,
            port,
            keys,
        }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The keys of `owner`, `reader` (of files alone), `nobody` (who may do nothing) or `session`, as they are stored.
    pub fn keys(&self, name: &str) -> Value {
        let keys = &self.keys[name];
        json!({ "S3Credentials": {
            "access_key_id": keys["id"],
            "secret_access_key": keys["secret"],
            "session_token": keys["token"],
        } })
    }

    /// What it wrote: a line for each request.
    pub fn log(&self) -> String {
        self.server.log()
    }
}
