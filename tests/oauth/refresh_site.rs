//! A login at the real provider, in either store, whose time can be set.

use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::real_common::text;
use crate::support::{Home, Idp, Mode, Oracle, Person, Provider, Run, SecretService};

/// What is logged in to: the provider itself, which takes its own tokens at `/me` while they are active.
pub const HOST: &str = "127.0.0.1";

/// Where a login is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    InFile,
    InKeychain,
}

/// A home with a login of alice's, and the provider of it.
pub struct Site {
    // Dropped in this order.
    keychain: Option<SecretService>,
    pub home: Home,
    pub idp: Idp,
}

impl Site {
    /// Logs in, the file being the store.
    #[track_caller]
    pub fn new(provider: Provider) -> Self {
        Self::kept(Kept::InFile, provider)
    }

    /// Logs in.
    #[track_caller]
    pub fn kept(kept: Kept, provider: Provider) -> Self {
        let site = Self::empty(Home::new(), kept, provider);
        site.log_in(&[]);
        site
    }

    /// One where nobody is logged in.
    #[track_caller]
    pub fn empty(home: Home, kept: Kept, provider: Provider) -> Self {
        let keychain = match kept {
            Kept::InFile => None,
            Kept::InKeychain => Some(SecretService::start(&home, Mode::Unlocked)),
        };
        let idp = Idp::start(provider);
        Self {
            keychain,
            home,
            idp,
        }
    }

    /// Logs in by device code, with more arguments.
    #[track_caller]
    pub fn log_in(&self, more: &[&str]) {
        let output = self.home.write("events", "");
        let issuer = self.idp.issuer();
        let run = self.xauth(&["login", HOST, "--oauth-issuer-url", &issuer, "--json"]);
        let run = run.args(["--oauth-flow", "device-code"]);
        let running = run.args(more.iter().copied()).stdout_to(&output).spawn();
        let mut code = None;
        wait_until("the code", || {
            let events = std::fs::read_to_string(&output).unwrap();
            let event = events.split_once('\n').map(|(line, _)| line.to_owned());
            code = event.map(|line| serde_json::from_str::<Value>(&line).unwrap());
            code.is_some()
        });
        let code = code.unwrap();
        let code = text(&code["user_code"]);
        self.idp.approve_device(code, &Person::quick("alice"));
        running.wait().ok();
    }

    /// A run of xauth, which may show secrets.
    pub fn xauth(&self, arguments: &[&str]) -> Run {
        let run = self.home.xauth().args(arguments.iter().copied());
        self.beside(run)
    }

    /// `xauth token` for the provider.
    pub fn token(&self) -> Run {
        self.xauth(&["token", &self.idp.url("/me")])
    }

    /// rattler asks the provider with what is stored, and prints the status code.
    pub fn rattler(&self, oracle: &Oracle) -> Run {
        let run = oracle.at(&self.home).args(["http", &self.idp.url("/me")]);
        self.beside(run)
    }

    /// A run that finds the same stores.
    pub fn beside(&self, run: Run) -> Run {
        match &self.keychain {
            Some(service) => run.envs(service.env()),
            None => run,
        }
    }

    /// Whether the keyring still runs, if the login is in one: gnome-keyring does not always survive so many at a time.
    pub fn has_keyring(&self) -> bool {
        self.keychain.as_ref().is_none_or(|service| {
            let look = ["lookup", "service", "rattler", "username", HOST];
            let said = service.secret_tool(&look, "").err;
            !said.contains("was not provided by any .service files")
        })
    }

    /// The login that is stored, if there is one: what is in `OAuth`.
    pub fn stored(&self) -> Option<Value> {
        let entry: Value = match &self.keychain {
            Some(service) => {
                let look = ["lookup", "service", "rattler", "username", HOST];
                let found = service.secret_tool(&look, "");
                match found.code {
                    Some(0) => serde_json::from_str(&found.out).unwrap(),
                    _ => return None,
                }
            }
            None => {
                let bytes = self.home.read(self.home.credentials_path())?;
                let store: Value = serde_json::from_slice(&bytes).unwrap();
                store.get(HOST)?.clone()
            }
        };
        Some(entry["OAuth"].clone())
    }

    /// The login that is stored. On a busy machine gnome-keyring says now and then that there is none; one that is
    /// really gone stays gone.
    #[track_caller]
    pub fn login(&self) -> Value {
        let tries = (0..20).find_map(|_| {
            let stored = self.stored();
            if stored.is_none() {
                thread::sleep(Duration::from_millis(100));
            }
            stored
        });
        tries.expect("a login is stored")
    }

    /// A token of the login that is stored: `access_token`, `refresh_token`.
    #[track_caller]
    pub fn part(&self, name: &str) -> String {
        text(&self.login()[name]).to_owned()
    }

    /// Stores a login, as another program would.
    #[track_caller]
    pub fn store(&self, login: &Value) {
        let entry = json!({ "OAuth": login });
        match &self.keychain {
            Some(service) => drop(service.python(&set_secret(&entry)).ok()),
            None => {
                let store = json!({ HOST: entry }).to_string();
                self.home.write(self.home.store_path(), &store);
                self.home.write(self.home.credentials_path(), &store);
            }
        }
    }

    /// Makes the stored login end in so many seconds. The provider knows nothing of it.
    #[track_caller]
    pub fn ends_in(&self, seconds: i64) {
        let mut login = self.login();
        login["expires_at"] = (now() + seconds).into();
        if let Some(own) = login.get_mut("xauth").and_then(Value::as_object_mut) {
            own.remove("expires_at");
            own.insert("issued_at".into(), (now() + seconds - 3600).into());
        }
        self.store(&login);
    }

    /// How many times the provider was asked for new tokens, whatever it said.
    pub fn refreshes(&self) -> usize {
        self.idp.token_requests("refresh_token").len()
    }

    /// Whether the provider takes what is stored.
    #[track_caller]
    pub fn is_alive(&self) -> bool {
        ["access_token", "refresh_token"]
            .iter()
            .all(|name| self.idp.is_active(&self.part(name)))
    }
}

/// Python that gives an item its secret and leaves its attributes, which `secret-tool` would not.
fn set_secret(entry: &Value) -> String {
    let secret = json!(entry.to_string());
    format!(
        "import secretstorage\n\
         item, = secretstorage.search_items(secretstorage.dbus_init(), {{'service': 'rattler'}})\n\
         item.set_secret({secret}.encode(), 'application/octet-stream')"
    )
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// Waits, but not for ever.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        thread::sleep(Duration::from_millis(3));
    }
}
