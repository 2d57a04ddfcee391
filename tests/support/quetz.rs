//! A real conda server with API keys.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::channel::{free_port, make_channel};
use super::python::installed;
use super::run::{Run, SYSTEM_PATH};
use super::service::Service;

/// `alice` owns both channels; `bob` is nobody.
const CONFIG: &str = r#"
[github]
client_id = ""
client_secret = ""
[sqlalchemy]
database_url = "sqlite:///./quetz.sqlite"
[session]
secret = "00000000000000000000000000000000"
https_only = false
[users]
admins = ["dummy:alice"]
"#;

/// quetz at `http://localhost`, with the same package in two channels, `/get/private` and `/get/public`.
/// Ends when dropped.
pub struct Quetz {
    // Dropped in this order.
    server: Service,
    directory: TempDir,
    port: u16,
    keys: Value,
}

impl Quetz {
    /// Makes a deployment, starts it, and fills its channels.
    #[track_caller]
    pub fn start() -> Self {
        let directory = TempDir::with_prefix("xauth-quetz-").expect("a temporary directory");
        deploy(directory.path());
        let port = free_port();
        let server = serve(directory.path(), port);
        let keys = fill(directory.path(), port);
        Self {
            server,
            directory,
            port,
            keys,
        }
    }

    /// The URL of a path, which starts with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// An API key that may read the private channel.
    pub fn member(&self) -> &str {
        self.keys["member"].as_str().expect("a key")
    }

    /// A valid API key that may not.
    pub fn stranger(&self) -> &str {
        self.keys["stranger"].as_str().expect("a key")
    }

    /// What the server wrote: a line for each request.
    pub fn log(&self) -> String {
        self.server.log()
    }
}

fn deploy(directory: &Path) {
    let config = directory.join("quetz.toml");
    fs::write(&config, CONFIG).expect("a file can be written");
    let arguments = ["create", "deployment", "--copy-conf", "quetz.toml", "--dev"];
    let run = Run::new(program("quetz")).args(arguments).cwd(directory);
    run.env("HOME", directory).run().ok();
}

fn serve(directory: &Path, port: u16) -> Service {
    let mut command = Command::new(program("quetz"));
    // Its supervisor for jobs would be a process that outlives it; indexes are made without.
    let arguments = ["start", "deployment", "--no-supervisor", "--port"];
    command.args(arguments).arg(port.to_string());
    command.current_dir(directory).env_clear();
    command.env("PATH", SYSTEM_PATH).env("HOME", directory);
    let mut server = Service::start(command, b"", directory.join("log"));
    server.wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
    server
}

fn fill(directory: &Path, port: u16) -> Value {
    let channel = directory.join("channel");
    make_channel(&channel);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services/quetz.py");
    let server = format!("http://127.0.0.1:{port}");
    let run = Run::new(program("python")).args([script, &server]);
    let run = run.args([channel]).timeout(Duration::from_secs(120));
    run.run().ok().json()
}

fn program(name: &str) -> PathBuf {
    installed(&format!("target/quetz/bin/{name}"))
}
