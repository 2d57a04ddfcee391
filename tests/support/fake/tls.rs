//! nginx in front of a server: TLS with a certificate that is good, or wrong in one way.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::channel::free_port;
use crate::support::run::SYSTEM_PATH;
use crate::support::service::Service;

/// What the front shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For `localhost`, signed by the authority of the front.
    Good,
    /// For another name.
    WrongName,
    /// Ran out yesterday.
    Expired,
    /// Signed by itself.
    SelfSigned,
    /// A good one, offered with TLS 1.1 alone.
    OldProtocol,
}

/// TLS on loopback before a plain server. Ends when dropped.
pub struct TlsFront {
    // Dropped in this order.
    server: Service,
    directory: TempDir,
    port: u16,
}

impl TlsFront {
    /// Starts one before the server at `upstream`, `http://…`.
    #[track_caller]
    pub fn start(certificate: Certificate, upstream: &str) -> Self {
        let directory = TempDir::with_prefix("xauth-tls-").expect("a temporary directory");
        make_certificates(directory.path(), certificate);
        let port = free_port();
        let protocol = match certificate {
            Certificate::OldProtocol => "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;",
            _ => "ssl_protocols TLSv1.2 TLSv1.3;",
        };
        let config = include_str!("../../services/tls.conf")
            .replace("@dir@", &directory.path().display().to_string())
            .replace("@port@", &port.to_string())
            .replace("@protocol@", protocol)
            .replace("@upstream@", upstream);
        fs::write(directory.path().join("nginx.conf"), config).expect("a file can be written");
        let mut command = Command::new("nginx");
        command.arg("-p").arg(directory.path());
        command.args(["-c", "nginx.conf"]);
        command.env_clear().env("PATH", SYSTEM_PATH);
        let log = directory.path().join("error.log");
        let mut server = Service::start(command, b"", log);
        server.wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self {
            server,
            directory,
            port,
        }
    }

    /// Its origin.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// The authority that vouches for it (but not for one that is self-signed).
    pub fn authority(&self) -> PathBuf {
        self.directory.path().join("authority.pem")
    }

    /// What nginx complained of.
    pub fn log(&self) -> String {
        self.server.log()
    }
}

fn make_certificates(directory: &Path, certificate: Certificate) {
    let name = match certificate {
        Certificate::WrongName => "elsewhere.example",
        _ => "localhost",
    };
    let days = match certificate {
        Certificate::Expired => "-1",
        _ => "20",
    };
    let signer = match certificate {
        Certificate::SelfSigned => "-signkey server.key",
        _ => "-CA authority.pem -CAkey authority.key",
    };
    let extensions = format!("subjectAltName=DNS:{name}\nextendedKeyUsage=serverAuth\n");
    fs::write(directory.join("extensions"), extensions).expect("a file can be written");
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(
        directory,
        &format!(
            "req -x509 {key} -days 30 -subj /CN=Authority -keyout authority.key -out authority.pem \
             -addext keyUsage=critical,keyCertSign"
        ),
    );
    openssl(
        directory,
        &format!("req {key} -subj /CN=server -keyout server.key -out request"),
    );
    openssl(
        directory,
        &format!(
            "x509 -req -in request -out server.pem -days {days} -set_serial 7 \
             -extfile extensions {signer}"
        ),
    );
}

#[track_caller]
fn openssl(directory: &Path, arguments: &str) {
    let done = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(directory)
        .output()
        .expect("openssl runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "openssl {arguments}: {said}");
}
