//! What the tests of all tools share.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use tempfile::TempDir;
use url::Url;
use xauth::{
    Env, Failure, Secret,
    scheme::Credential,
    store::keychain::Patience,
    target::Key,
    tool::{self, Given, Hands, Login, Shares, Taken, Theirs, Tool},
};

/// A private home with the tools of an environment.
pub struct Place {
    pub home: TempDir,
    env: Env,
}

impl Place {
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// With these variables; `~` in a value is the home.
    pub fn with(variables: &[(&str, &str)]) -> Self {
        let home = TempDir::new().unwrap();
        let path = home.path().to_str().unwrap();
        let mut all = vec![("HOME".to_owned(), path.to_owned())];
        all.extend(variables.iter().map(|(name, value)| {
            let value = value.replace('~', path);
            ((*name).to_owned(), value)
        }));
        let env = Env::of(all);
        Self { home, env }
    }

    pub fn tool(&self, name: &str) -> Box<dyn Tool> {
        let mut tools = tool::all(&self.env).into_iter();
        tools.find(|tool| tool.name() == name).unwrap()
    }

    pub fn shares(&self) -> Shares {
        Shares::in_directory(self.env.state_dir(), self.hands().into())
    }

    /// What reaches the keyring, if the variables lead to one.
    pub fn hands(&self) -> Hands {
        Hands::of(&self.env, Patience::ALONE)
    }

    /// Shares the login of `key` with a tool.
    pub fn give(&self, tool: &str, key: &str, credential: &Credential) -> Given {
        self.try_give(tool, key, credential).unwrap()
    }

    /// The same, where it may fail.
    pub fn try_give(
        &self,
        tool: &str,
        key: &str,
        credential: &Credential,
    ) -> Result<Given, Failure> {
        let key = Key::stored(key);
        let login = Login::new(&key, credential, None);
        self.shares().give(&*self.tool(tool), &login, Theirs::Stays)
    }

    /// The same, in the place of what the tool has by itself.
    pub fn force(&self, tool: &str, key: &str, credential: &Credential) -> Given {
        let key = Key::stored(key);
        let login = Login::new(&key, credential, None);
        let shares = self.shares();
        shares
            .give(&*self.tool(tool), &login, Theirs::Goes)
            .unwrap()
    }

    /// Takes it back.
    pub fn take(&self, tool: &str, key: &str) -> Vec<Taken> {
        self.shares().take(Some(tool), &Key::stored(key)).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file as another program would.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Every path below the home, but our own record's lock and directories.
    pub fn paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        walk(self.home.path(), self.home.path(), &mut found);
        found.retain(|path| !path.starts_with(".local"));
        found.sort();
        found
    }
}

fn walk(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        found.push(path.strip_prefix(root).unwrap().display().to_string());
        if path.is_dir() {
            walk(&path, root, found);
        }
    }
}

pub fn bearer(token: &str) -> Credential {
    Credential::of_token("bearer", &Secret::new(token)).unwrap()
}

/// A JSON Web Token as API keys of Anaconda's are, with `name` in it.
pub fn jwt(name: &str) -> String {
    let claims = serde_json::json!({ "exp": 4_102_444_800_i64, "sub": name });
    let parts = [r#"{"alg":"RS256","typ":"JWT"}"#, &claims.to_string(), "sig"];
    parts
        .map(|part| BASE64_URL_SAFE_NO_PAD.encode(part))
        .join(".")
}

/// An API key of Anaconda's.
pub fn api_key(name: &str) -> Credential {
    bearer(&jwt(name))
}

pub fn conda_token(token: &str) -> Credential {
    Credential::of_token("conda-token", &Secret::new(token)).unwrap()
}

pub fn basic(username: &str, password: &str) -> Credential {
    let pair = serde_json::json!({ "BasicHTTP": { "username": username, "password": password } });
    Credential::from_json("h.example", &pair.to_string()).unwrap()
}

/// The reason that a tool gives for not using a login.
pub fn why_not(tool: &dyn Tool, key: &str, credential: &Credential, typed: Option<&str>) -> String {
    let (key, typed) = (Key::stored(key), typed.map(|url| Url::parse(url).unwrap()));
    let login = Login::new(&key, credential, typed);
    tool.pieces(&login).unwrap_err().why
}
