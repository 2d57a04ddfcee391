//! A certificate authority of one's own, with a certificate for this machine or for others.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::run::Run;

/// An authority that nobody trusts yet, and a certificate of it: for `localhost` and 127.0.0.1, or other names.
pub struct Certificates {
    directory: TempDir,
}

impl Certificates {
    /// Makes them for this machine, good for a day.
    #[track_caller]
    pub fn new() -> Self {
        Self::naming("DNS:localhost,IP:127.0.0.1")
    }

    /// The same for other names, written as in a `subjectAltName`.
    #[track_caller]
    pub fn naming(names: &str) -> Self {
        let made = Self {
            directory: TempDir::with_prefix("xauth-certificates-").expect("a directory"),
        };
        made.make(
            "authority",
            &["-subj", "/CN=test authority"],
            &[
                "basicConstraints=critical,CA:TRUE",
                "keyUsage=critical,keyCertSign,cRLSign",
            ],
        );
        let (authority, key) = (made.file("authority.pem"), made.file("authority.key"));
        let [authority, key] = [&authority, &key].map(|path| path.to_string_lossy());
        made.make(
            "server",
            &["-subj", "/CN=localhost", "-CA", &authority, "-CAkey", &key],
            &[
                "basicConstraints=critical,CA:FALSE",
                &format!("subjectAltName={names}"),
                "extendedKeyUsage=serverAuth",
            ],
        );
        made
    }

    /// The authority's certificate: what a client has to trust.
    pub fn authority(&self) -> PathBuf {
        self.file("authority.pem")
    }

    /// The server's certificate.
    pub fn certificate(&self) -> PathBuf {
        self.file("server.pem")
    }

    /// The server's key.
    pub fn key(&self) -> PathBuf {
        self.file("server.key")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    #[track_caller]
    fn make(&self, name: &str, options: &[&str], extensions: &[&str]) {
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1";
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        let run = Run::new("openssl").args(request.split(' '));
        let run = run.args(["-config", &empty(self.directory.path())]);
        let run = run.args(["-keyout", &key, "-out", &certificate]);
        let run = run.args(options.iter().copied());
        let run = extensions
            .iter()
            .fold(run, |run, extension| run.args(["-addext", extension]));
        run.cwd(self.directory.path()).run().ok();
    }
}

/// Debian's configuration adds extensions of an authority to every certificate.
fn empty(directory: &Path) -> String {
    let path = directory.join("openssl.cnf");
    let text = "[req]\ndistinguished_name = name\n[name]\n";
    std::fs::write(&path, text).expect("a file can be written");
    path.to_string_lossy().into_owned()
}
