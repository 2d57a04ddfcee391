//! Anaconda's and prefix.dev's servers, and two of somebody's own, for clients that use a proxy.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::certificates::Certificates;
use super::python::python;
use super::run::{Run, SYSTEM_PATH};
use super::service::Service;

mod given;
mod request;

pub use request::Request;

/// As in `tests/services/anaconda_world/hosts.py`.
const HOSTS: &str = "DNS:anaconda.com,DNS:auth.anaconda.com,DNS:anaconda.cloud,DNS:id.anaconda.cloud,\
    DNS:anaconda.org,DNS:api.anaconda.org,DNS:conda.anaconda.org,DNS:repo.anaconda.cloud,\
    DNS:repo.anaconda.com,DNS:prefix.dev,DNS:repo.prefix.dev,DNS:anaconda.example.test,\
    DNS:other.example.test";

/// Servers for anaconda.com, anaconda.org, repo.anaconda.cloud, prefix.dev and so on, and for
/// `anaconda.example.test` and `other.example.test`; nothing that goes through their proxy comes
/// to the network. They are strict: what is issued is good until it expires or is revoked, and nothing
/// else is. Ends when dropped.
pub struct AnacondaWorld {
    // Dropped in this order.
    server: Service,
    directory: TempDir,
    certificates: Certificates,
    port: u16,
    knobs: RefCell<Map<String, Value>>,
}

impl AnacondaWorld {
    /// Starts them.
    #[track_caller]
    pub fn start() -> Self {
        let directory = TempDir::with_prefix("xauth-anaconda-").expect("a temporary directory");
        let certificates = Certificates::naming(HOSTS);
        let place = directory.path();
        for (from, name) in [
            (certificates.certificate(), "server.pem"),
            (certificates.key(), "server.key"),
        ] {
            fs::copy(from, place.join(name)).expect("a file can be copied");
        }
        fs::write(place.join("knobs.json"), "{}").expect("a file can be written");
        let mut server = serve(place);
        server.wait_until(|| place.join("port").exists());
        let port = fs::read_to_string(place.join("port")).expect("there is a port");
        Self {
            server,
            port: port.parse().expect("it is a number"),
            directory,
            certificates,
            knobs: RefCell::default(),
        }
    }

    /// The same run, with the proxy, and with the authority trusted by us and by Python's clients.
    pub fn env(&self, run: Run) -> Run {
        let authority = self.authority();
        let certificates = [
            "XAUTH_CA_CERT",
            "REQUESTS_CA_BUNDLE",
            "SSL_CERT_FILE",
            "CURL_CA_BUNDLE",
        ];
        let run = run.envs(certificates.map(|name| (name, &authority)));
        let run = run.envs(["HTTPS_PROXY", "https_proxy"].map(|name| (name, self.proxy())));
        let run = run.envs(["NO_PROXY", "no_proxy"].map(|name| (name, "127.0.0.1,localhost")));
        // anaconda-cli-base would tell its maker about each run.
        run.env("OTEL_SDK_DISABLED", "true")
            .env("ANACONDA_TELEMETRY_ENABLED", "false")
    }

    /// The proxy's URL.
    pub fn proxy(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The authority's certificate.
    pub fn authority(&self) -> PathBuf {
        self.certificates.authority()
    }

    /// A program for `BROWSER` that plays a person who is logged in and agrees: it opens the page, and
    /// follows where it leads. It does not wait: clients open it before they listen.
    pub fn browser(&self) -> PathBuf {
        let path = self.directory.path().join("browser");
        let (proxy, authority) = (self.proxy(), self.authority());
        let command = format!(
            "#!/bin/sh\ncurl --silent --location --max-time 30 --output /dev/null \
             --noproxy 127.0.0.1,localhost --proxy '{proxy}' --cacert '{}' \"$1\" \
             </dev/null >/dev/null 2>&1 &\n",
            authority.display()
        );
        fs::write(&path, command).expect("a file can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode can be set");
        path
    }

    /// Sets a knob, for all later requests:
    ///
    /// - `no_device`, `old_keys`, `no_bearer`, `lax_tokens`, `any_port`: `true`
    /// - `key_lifetime`: seconds; `username`: a name, or `null` for nobody's
    /// - `device`: what polls are told, in order, before they are let in: `["authorization_pending",
    ///   "slow_down", "access_denied", "expired_token"]`; `interval` and `device_expires_in`: seconds
    /// - `browser`: the error that a browser comes back with: `"access_denied"`
    /// - `passwords`: `{"me": "canary-…"}`, for who logs in with one
    /// - `clients`, `redirects`: what is registered at the login provider
    /// - `discovery`, `device_answer`: fields to add, or to have otherwise
    /// - `organisations`, `subscriptions`, `scopes`, `authentication_type`: what is answered
    /// - `revoked`: keys and tokens that are good no more
    pub fn set(&self, knob: &str, value: impl Into<Value>) {
        let mut knobs = self.knobs.borrow_mut();
        knobs.insert(knob.to_owned(), value.into());
        let (new, file) = ["knobs.new", "knobs.json"]
            .map(|name| self.directory.path().join(name))
            .into();
        let text = serde_json::to_string(&*knobs).expect("knobs are JSON");
        fs::write(&new, text).expect("a file can be written");
        fs::rename(new, file).expect("a file can be renamed");
    }

    /// Forces the answers to requests such as `POST anaconda.com/api/auth/api-keys` (with `*` as in a
    /// shell): an object with some of `status`, `body` (text, or what is sent as JSON), `headers`, `delay`
    /// (seconds), `size` (bytes), `broken` (ends in the middle), `times`.
    pub fn answer(&self, request: &str, answer: Value) {
        let mut answers = self.knobs.borrow().get("answers").cloned();
        let answers = answers.get_or_insert_with(|| json!({}));
        answers[request] = answer;
        self.set("answers", answers.take());
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        let lines = self.log().into_iter();
        let requests = lines.filter(|line| line["method"].is_string());
        let requests = requests.map(|line| Request::read(&line));
        requests
            .filter(|request| request.method != "CONNECT")
            .collect()
    }

    /// Where the proxy was asked to connect to, in order: `anaconda.com:443`. Nobody else was let through.
    pub fn connections(&self) -> Vec<Request> {
        let lines = self.log().into_iter();
        let connections = lines.filter(|line| line["method"] == "CONNECT");
        connections.map(|line| Request::read(&line)).collect()
    }

    /// All secrets that were issued, or that a test gave out: tokens, keys, codes.
    pub fn secrets(&self) -> Vec<String> {
        self.issued("")
    }

    /// The secrets of a kind, those that a test gave out first: `api-key`, `token`,
    /// `organisation-token`, `prefix-token`, `access-token`, `refresh-token`, `code`, `device-code`;
    /// of all kinds for an empty name.
    pub fn issued(&self, kind: &str) -> Vec<String> {
        let is_of = |line: &&Value| kind.is_empty() || line["kind"] == kind;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let knobs = self.knobs.borrow();
        let given = knobs.get("given").and_then(Value::as_array);
        let given = given.into_iter().flatten().filter(is_of);
        let given = given.filter_map(|line| text(&line["value"]));
        let log = self.log();
        let issued = log.iter().filter(is_of);
        given
            .chain(issued.filter_map(|line| text(&line["issued"])))
            .collect()
    }

    #[track_caller]
    fn log(&self) -> Vec<Value> {
        let said = self.server.log();
        assert!(
            !said.contains("Traceback"),
            "a mistake in the world: {said}"
        );
        let text = fs::read_to_string(self.directory.path().join("log")).expect("there is a log");
        let lines = text.lines().map(serde_json::from_str);
        lines.map(|line| line.expect("a line is JSON")).collect()
    }
}

fn serve(directory: &Path) -> Service {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services/anaconda_world");
    let mut command = Command::new(python());
    // Without files of compiled code beside the program.
    command.args(["-B", program]).arg(directory);
    command.env_clear().env("PATH", SYSTEM_PATH);
    Service::start(command, b"", directory.join("output"))
}
