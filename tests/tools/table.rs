//! The files of all tools, one row each: what is done to one is done to all.

use xauth::scheme::Credential;

use crate::common::{Place, api_key, basic, conda_token, jwt};
use crate::support::{Home, Run};

/// A tool's file.
pub struct Row {
    pub tool: &'static str,
    /// Below the home.
    pub file: &'static str,
    /// With entries of the tool's own; empty where a file holds one value alone.
    pub theirs: &'static str,
    /// A text that cannot be understood, and from which byte on.
    pub corrupt: (&'static str, usize),
    pub login: Sort,
}

/// What a login of the tool's is.
pub enum Sort {
    CondaToken,
    /// With this user name.
    Basic(&'static str),
    ApiKey,
}

pub const ROWS: [Row; 3] = [
    Row {
        tool: "mamba",
        file: ".mamba/auth/authentication.json",
        theirs: "{\n    \"a.example\": {\n        \"n\": 1.50,\n        \"type\": \"Other\"\n    }\n}",
        corrupt: ("{\n    \"a.example\": {", 19),
        login: Sort::CondaToken,
    },
    Row {
        tool: "netrc",
        file: ".netrc",
        theirs: "# mine\nmachine a.example\n\tlogin b\n\tpassword \"c d\"\nmacdef init\nls\n\ndefault login x password y",
        corrupt: ("machine a.example login b password c d\n", 37),
        login: Sort::Basic("alice"),
    },
    Row {
        tool: "anaconda",
        file: ".anaconda/keyring",
        theirs: "{\"other\": {\"a\": \"b c\"}, \"Anaconda Cloud\": {\"a.example\": \"eyJkb21haW4iOiJhLmV4YW1wbGUiLCJhcGlfa2V5IjoiY2FuYXJ5IiwicmVwb190b2tlbnMiOlt7InRva2VuIjoiY2FuYXJ5LTIiLCJvcmdfbmFtZSI6Im8ifV0sInZlcnNpb24iOjIsIm1vcmUiOjF9\"}}",
        corrupt: ("{\"Anaconda Cloud\": {\"a.example\": \"", 33),
        login: Sort::ApiKey,
    },
];

/// The host of every login.
pub const HOST: &str = "h.example";

impl Row {
    pub fn credential(&self, secret: &str) -> Credential {
        match self.login {
            Sort::CondaToken => conda_token(secret),
            Sort::Basic(user) => basic(user, secret),
            Sort::ApiKey => api_key(secret),
        }
    }

    /// A home with the tool's own file.
    pub fn place(&self) -> Place {
        let place = Place::new();
        place.write(self.file, self.theirs);
        place
    }

    /// A login that is not shared.
    pub fn login(&self, home: &Home, secret: &str) -> Run {
        let run = home
            .xauth()
            .args(["login", HOST, "--store", "file", "--share", "none"]);
        let (run, secret) = match self.login {
            Sort::CondaToken => (run.args(["--conda-token", "-"]), secret.to_owned()),
            Sort::Basic(user) => (
                run.args(["--username", user, "--password", "-"]),
                secret.to_owned(),
            ),
            Sort::ApiKey => (run.args(["--token", "-"]), jwt(secret)),
        };
        run.stdin(format!("{secret}\n"))
    }

    pub fn share(&self, home: &Home) -> Run {
        home.xauth().args(["share", HOST, "--with", self.tool])
    }

    pub fn unshare(&self, home: &Home) -> Run {
        home.xauth().args(["unshare", HOST, "--from", self.tool])
    }
}
