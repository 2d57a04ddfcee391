//! The files of all tools, one row each: what is done to one is done to all.

use xauth::scheme::Credential;

use crate::common::{Place, basic, conda_token};
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
    /// The user name of a login, where it has one; else it is a token of conda's.
    pub user: Option<&'static str>,
}

pub const ROWS: [Row; 2] = [
    Row {
        tool: "mamba",
        file: ".mamba/auth/authentication.json",
        theirs: "{\n    \"a.example\": {\n        \"n\": 1.50,\n        \"type\": \"Other\"\n    }\n}",
        corrupt: ("{\n    \"a.example\": {", 19),
        user: None,
    },
    Row {
        tool: "netrc",
        file: ".netrc",
        theirs: "# mine\nmachine a.example\n\tlogin b\n\tpassword \"c d\"\nmacdef init\nls\n\ndefault login x password y",
        corrupt: ("machine a.example login b password c d\n", 37),
        user: Some("alice"),
    },
];

/// The host of every login.
pub const HOST: &str = "h.example";

impl Row {
    pub fn credential(&self, secret: &str) -> Credential {
        match self.user {
            Some(user) => basic(user, secret),
            None => conda_token(secret),
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
        let run = match self.user {
            Some(user) => run.args(["--username", user, "--password", "-"]),
            None => run.args(["--conda-token", "-"]),
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
