//! A real OpenID provider.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::asked::Asked;
use super::certificates::Certificates;
use super::node::{node, script};
use super::person::Person;
use super::provider::Provider;
use super::run::{Run, SYSTEM_PATH};
use super::service::Service;

/// How often one is started, and how long it may take.
const ATTEMPTS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(20);

/// The secret of the confidential clients `basic` and `post`.
pub const CLIENT_SECRET: &str = "client-secret+/=%";

/// An OpenID provider on 127.0.0.1, with these clients; ends when dropped.
///
/// - `rattler` and `conda`: public and native, any port of a loopback redirect
/// - `post` and, with [`Provider::header`], `basic`: the same with [`CLIENT_SECRET`]
/// - `exact`: public, with the one redirect URI [`Provider::redirect`]
///
/// A grant for an `audience` or `resource` has a JWT for its access token, else an opaque one.
pub struct Idp {
    // Dropped in this order.
    server: Option<Service>,
    directory: TempDir,
    provider: Provider,
    certificates: Option<Certificates>,
    port: u16,
}

impl Idp {
    /// Starts one that speaks http.
    #[track_caller]
    pub fn start(provider: Provider) -> Self {
        Self::with(provider, None)
    }

    /// Starts one at `https://localhost`, with a certificate of [`Idp::ca`].
    #[track_caller]
    pub fn over_tls(provider: Provider) -> Self {
        Self::with(provider, Some(Certificates::new()))
    }

    #[track_caller]
    fn with(provider: Provider, certificates: Option<Certificates>) -> Self {
        let mut idp = Self {
            server: None,
            directory: TempDir::with_prefix("xauth-idp-").expect("a temporary directory"),
            provider,
            certificates,
            port: 0,
        };
        idp.start_again();
        idp
    }

    /// The issuer URL, without a slash at its end.
    pub fn issuer(&self) -> String {
        match self.certificates {
            Some(_) => format!("https://localhost:{}", self.port),
            None => format!("http://127.0.0.1:{}", self.port),
        }
    }

    /// The URL of a path, which starts with `/`. `/me` answers to an opaque access token only.
    pub fn url(&self, path: &str) -> String {
        self.issuer() + path
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The file with the certificate authority, when it speaks https.
    #[track_caller]
    pub fn ca(&self) -> PathBuf {
        let certificates = self.certificates.as_ref();
        certificates.expect("it speaks https").authority()
    }

    /// The requests so far, in the order of the answers, but for those of this type's methods.
    pub fn requests(&self) -> Vec<Asked> {
        let text = fs::read_to_string(self.file("requests")).unwrap_or_default();
        let all = text.lines().map(Asked::read);
        all.filter(|asked| asked.client != "channel").collect()
    }

    /// The requests to the token endpoint for one grant: `refresh_token`, `authorization_code`,
    /// `urn:ietf:params:oauth:grant-type:device_code`.
    pub fn token_requests(&self, grant: &str) -> Vec<Asked> {
        let mut requests = self.requests();
        requests.retain(|asked| asked.path == "/token" && asked.parameter("grant_type") == grant);
        requests
    }

    /// What a channel server would be told of an opaque access token, or of a refresh token.
    #[track_caller]
    pub fn introspect(&self, token: &str) -> Value {
        let who = "client_id=channel&client_secret=channel";
        self.post("/token/introspection", who, token)
            .run()
            .ok()
            .json()
    }

    /// Whether it would be accepted.
    #[track_caller]
    pub fn is_active(&self, token: &str) -> bool {
        let said = self.introspect(token);
        said["active"].as_bool().expect("a token that is no JWT")
    }

    /// Ends the login of a token of the public client `client`, behind everyone's back.
    #[track_caller]
    pub fn revoke(&self, client: &str, token: &str) {
        self.post("/token/revocation", &format!("client_id={client}"), token)
            .run()
            .ok();
    }

    /// Lets `person` sign in, enter the code and consent, or do what else is in their nature.
    #[track_caller]
    pub fn approve_device(&self, user_code: &str, person: &Person) {
        person.visit(&self.url(&format!("/device?user_code={user_code}")));
    }

    /// Freezes it: connections are taken and not answered.
    pub fn freeze(&self) {
        self.server().signal(Signal::STOP);
    }

    /// Ends `freeze`.
    pub fn thaw(&self) {
        self.server().signal(Signal::CONT);
    }

    /// Stops it: connections are refused.
    #[track_caller]
    pub fn stop(&mut self) {
        self.server.take().expect("it runs").stop();
    }

    /// Starts it after `stop`, on the same port, with all that it knew.
    #[track_caller]
    pub fn start_again(&mut self) {
        // Among hundreds one comes to nothing now and then: node ends, or stands still, without a word.
        let mut failures = Vec::new();
        while failures.len() < ATTEMPTS {
            let log = self.file("log");
            let mut server = self.spawn(&log);
            match server.failure(PATIENCE, || port_in(&log).is_some()) {
                None => {
                    self.port = port_in(&log).expect("it was there");
                    self.server = Some(server);
                    return;
                }
                Some(failure) => failures.push(failure),
            }
        }
        panic!("the provider did not start: {failures:?}");
    }

    fn spawn(&self, log: &Path) -> Service {
        let mut command = Command::new(node());
        command.arg(script("idp.mjs")).arg(self.options());
        command.env_clear().env("PATH", SYSTEM_PATH);
        Service::start(command, b"", log.to_owned())
    }

    /// What it wrote to standard error.
    pub fn log(&self) -> String {
        self.server().log()
    }

    fn server(&self) -> &Service {
        self.server.as_ref().expect("it runs")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn options(&self) -> String {
        let certificate = self.certificates.as_ref().map(
            |certificates| json!({"cert": certificates.certificate(), "key": certificates.key()}),
        );
        let mut options = self.provider.options();
        options["port"] = self.port.into();
        options["certificate"] = certificate.into();
        options["log"] = json!(self.file("requests"));
        options["state"] = json!(self.file("state"));
        options.to_string()
    }

    /// A POST of a token by a client: who it is, as in a form.
    fn post(&self, path: &str, client: &str, token: &str) -> Run {
        let run = Run::new("curl").args(["--silent", "--show-error", "--fail", "--noproxy", "*"]);
        let run = match &self.certificates {
            Some(made) => run.args(["--cacert".as_ref(), made.authority().as_os_str()]),
            None => run,
        };
        run.args(["--data", "@-", &self.url(path)])
            .stdin(format!("{client}&token={token}"))
    }
}

/// The port that the provider says it listens on.
fn port_in(log: &Path) -> Option<u16> {
    let text = fs::read_to_string(log).ok()?;
    let issuer = text
        .lines()
        .find_map(|line| line.strip_prefix("ISSUER "))
        .filter(|_| text.ends_with('\n'))?;
    issuer.rsplit_once(':')?.1.parse().ok()
}
