//! A person with an Anaconda account, and the servers.

use serde_json::{Value, json};

use crate::support::{AnacondaWorld, Home, Ran, Run};

/// A home where somebody is logged in to anaconda.com.
pub struct Scene {
    pub home: Home,
    pub world: AnacondaWorld,
    pub key: String,
}

impl Scene {
    pub fn new() -> Self {
        let (home, world) = (Home::new(), AnacondaWorld::start());
        let key = world.api_key(86_400);
        let scene = Self { home, world, key };
        let bearer = json!({ "BearerToken": scene.key });
        scene.store(&json!({ "anaconda.com": bearer, "repo.anaconda.cloud": bearer }));
        scene
    }

    /// Puts all these logins in the file.
    pub fn store(&self, logins: &Value) {
        self.home
            .write(".rattler/credentials.json", logins.to_string());
        self.home
            .write(".rattler/rattler_auth_store.json", logins.to_string());
    }

    /// Stores a token of anaconda.org, too.
    pub fn log_in(&self, token: &str) {
        let bearer = json!({ "BearerToken": self.key });
        let token = json!({ "CondaToken": token });
        self.store(&json!({ "anaconda.com": bearer, "*.anaconda.org": token }));
    }

    /// `xauth access-token …`, with everything that was issued kept secret.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let run = self.home.xauth().env("XAUTH_STORE", "file");
        let run = self.world.env(run).args(["access-token", "-v"]);
        let run = run.args(arguments).secret(&self.key);
        self.world
            .secrets()
            .iter()
            .fold(run, |run, secret| run.secret(secret))
    }

    /// Makes a token of this name, and returns it.
    pub fn create(&self, name: &str) -> String {
        let made = self.run(&["create", "--name", name]).reveals().run().ok();
        let token = self.world.issued("token").pop().unwrap();
        made.prints(&format!("{token}\n"));
        token
    }

    /// What is stored under a key.
    pub fn stored(&self, key: &str) -> Value {
        self.home.read_json(".rattler/credentials.json")[key].clone()
    }

    /// The requests to anaconda.org's API, each as one line.
    pub fn asked(&self) -> Vec<String> {
        let requests = self.world.requests().into_iter();
        requests
            .filter(|request| request.host == "api.anaconda.org")
            .map(|request| request.line())
            .collect()
    }

    /// The names of the tokens on the server.
    pub fn names(&self, token: &str) -> Vec<String> {
        self.log_in(token);
        let listed = self
            .run(&["list", "--json"])
            .secret(token)
            .run()
            .ok()
            .json();
        let tokens = listed["tokens"].as_array().unwrap().iter();
        tokens
            .map(|token| token["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// It failed with the code, and said this.
#[track_caller]
pub fn fails(ran: Ran, code: i32, error: &str, hint: &str) {
    assert_eq!(ran.out, "", "{ran}");
    ran.fails_with(code)
        .notes(&format!("error: {error}"))
        .notes(&format!("hint: {hint}"));
}
