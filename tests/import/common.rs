//! What the tests of imports do again and again.

use serde_json::{Map, Value, json};

use crate::support::{Home, Ran, Run};

/// Where mamba keeps its logins.
pub const MAMBA: &str = ".mamba/auth/authentication.json";

/// An import into the file store.
pub fn importing(home: &Home, arguments: &[&str]) -> Run {
    let run = home.xauth().args(["import", "--store", "file"]);
    run.args(arguments.iter().copied())
}

/// The same, to its end.
#[track_caller]
pub fn import(home: &Home, arguments: &[&str]) -> Ran {
    importing(home, arguments).run()
}

/// What the store holds.
pub fn stored(home: &Home) -> Map<String, Value> {
    match home.read(home.store_path()) {
        Some(bytes) => serde_json::from_slice(&bytes).unwrap(),
        None => Map::new(),
    }
}

/// mamba's file, with a bearer token for each of `logins`.
pub fn write_mamba(home: &Home, logins: &[(&str, &str)]) {
    let entry = |(site, token): &(&str, &str)| {
        (
            (*site).to_owned(),
            json!({ "token": token, "type": "BearerToken" }),
        )
    };
    let entries: Map<String, Value> = logins.iter().map(entry).collect();
    home.write(MAMBA, serde_json::to_vec_pretty(&entries).unwrap());
}

/// An entry with a bearer token.
pub fn bearer(token: &str) -> Value {
    json!({ "BearerToken": token })
}

/// An entry with a conda token.
pub fn conda_token(token: &str) -> Value {
    json!({ "CondaToken": token })
}

/// An entry with a user name and a password.
pub fn basic(name: &str, password: &str) -> Value {
    json!({ "BasicHTTP": { "username": name, "password": password } })
}
