//! A home, a world, and who acts in them: Anaconda's three clients, and we.

use std::cell::Cell;
use std::path::PathBuf;

use crate::support::{AnacondaWorld, Home, Ran, Request, Run, anaconda, anaconda_cloud, leaked};

/// Their login through a browser is at one port, whoever does it.
const PORT_8000: &str = "/tmp/xauth-tests-port-8000.lock";

/// Where anaconda-auth keeps its keys.
pub const KEYRING: &str = ".anaconda/keyring";
/// Where anaconda-client keeps its token.
pub const TOKENS: [&str; 2] = [
    ".config/binstar/https%3A%2F%2Fapi.anaconda.org.token",
    ".continuum/anaconda-client/tokens/https%3A%2F%2Fapi.anaconda.org.token",
];

/// A home whose programs reach the world and nothing else.
pub struct Place {
    // Dropped in this order.
    pub home: Home,
    pub world: AnacondaWorld,
    forgotten: Cell<usize>,
}

impl Place {
    pub fn new() -> Self {
        let place = Self {
            home: Home::new(),
            world: AnacondaWorld::start(),
            forgotten: Cell::new(0),
        };
        // Tests beside each other cannot all have the port that Anaconda's client is registered with.
        place.world.set("any_port", true);
        place
    }

    /// xauth, with its logins in a file.
    pub fn xauth(&self, arguments: &[&str]) -> Run {
        let run = self.home.xauth().args(arguments);
        self.world
            .env(run)
            .env("XAUTH_STORE", "file")
            .env("BROWSER", "true")
    }

    /// `anaconda auth …` of anaconda-auth.
    pub fn auth(&self, arguments: &[&str]) -> Run {
        self.python(anaconda(), &["-m", "anaconda_cli_base", "auth"], arguments)
    }

    /// `anaconda cloud …` of anaconda-cloud-auth.
    pub fn cloud(&self, arguments: &[&str]) -> Run {
        let start = "from anaconda_cli_base.cli import app; app()";
        self.python(anaconda_cloud(), &["-c", start, "cloud"], arguments)
    }

    /// `anaconda …` of anaconda-client.
    pub fn client(&self, arguments: &[&str]) -> Run {
        let start = "from binstar_client.scripts.cli import main; main()";
        let run = self.python(anaconda(), &["-c", start], arguments);
        run.env("ANACONDA_CLIENT_FORCE_STANDALONE", "1")
    }

    /// The same run, with a person at a browser.
    pub fn in_browser(&self, run: Run) -> Run {
        let run = run.env("BROWSER", self.world.browser());
        run.through(["flock", "--close", PORT_8000])
    }

    /// Runs it, and looks for every secret that there is on its standard error.
    #[track_caller]
    pub fn run(&self, run: Run) -> Ran {
        let ran = run.run();
        let found = leaked(&self.world.secrets(), &ran.err);
        assert_eq!(found, None, "{ran}");
        ran
    }

    /// The same, and on standard output.
    #[track_caller]
    pub fn quietly(&self, run: Run) -> Ran {
        let ran = self.run(run);
        assert_eq!(leaked(&self.world.secrets(), &ran.out), None, "{ran}");
        ran
    }

    /// The requests since the last [`forget`](Self::forget); of the person's browser only the first.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.world.requests().into_iter().skip(self.forgotten.get());
        requests
            .filter(|request| !request.path.contains("/local-login-"))
            .collect()
    }

    /// What was asked up to here was not what is looked at.
    pub fn forget(&self) {
        self.forgotten.set(self.world.requests().len());
    }

    /// A file of the home, as text.
    #[track_caller]
    pub fn file(&self, path: &str) -> String {
        String::from_utf8(self.home.read(path).expect(path)).unwrap()
    }

    fn python(&self, program: PathBuf, start: &[&str], arguments: &[&str]) -> Run {
        let run = self.home.run(program).args(start).args(arguments);
        self.world.env(run).env("BROWSER", "true")
    }
}
