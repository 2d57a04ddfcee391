//! Servers that cannot show who they are: P67.

use crate::support::fake::{Certificate, Provider, TlsFront};
use crate::support::{Home, Run};
use crate::{HOST, exits, nothing_stored, stored, xauth};

fn through(home: &Home, provider: &Provider, front: &TlsFront) -> Run {
    let issuer = front.url();
    let line = ["login", HOST, "--oauth-issuer-url", &issuer];
    let line = [&line[..], &["--oauth-flow", "device-code"]].concat();
    xauth(home, provider, &line)
}

#[test]
fn p67_a_certificate_of_an_authority_that_is_named_is_accepted() {
    let provider = Provider::usual();
    let front = TlsFront::start(Certificate::Good, &provider.issuer());
    let authority = front.authority();
    for add in [
        |run: Run, file: &std::path::Path| run.args(["--ca-cert".as_ref(), file.as_os_str()]),
        |run: Run, file: &std::path::Path| run.env("XAUTH_CA_CERT", file),
        |run: Run, file: &std::path::Path| run.env("SSL_CERT_FILE", file),
    ] {
        let home = Home::new();
        add(through(&home, &provider, &front), &authority)
            .run()
            .ok();
        assert_eq!(stored(&home)["access_token"], provider.books().newest());
    }
}

#[test]
fn p67_a_bad_certificate_a_wrong_name_and_an_old_protocol_are_network_errors() {
    for certificate in [
        Certificate::WrongName,
        Certificate::Expired,
        Certificate::SelfSigned,
        Certificate::OldProtocol,
    ] {
        let provider = Provider::usual();
        let front = TlsFront::start(certificate, &provider.issuer());
        let home = Home::new();
        let run = through(&home, &provider, &front);
        let run = run.args(["--ca-cert".as_ref(), front.authority().as_os_str()]);
        let ran = run.run();
        assert_eq!(ran.code, Some(5), "{certificate:?}: {ran} {}", front.log());
        assert!(provider.server().seen().is_empty(), "{certificate:?}");
        nothing_stored(&home);
    }
}

#[test]
fn p67_an_authority_that_nobody_named_is_not_trusted() {
    let provider = Provider::usual();
    let front = TlsFront::start(Certificate::Good, &provider.issuer());
    let home = Home::new();
    let ran = through(&home, &provider, &front).run();
    exits(&ran, &[5]);
    assert!(provider.server().seen().is_empty());
}

/// What other programs are told to turn verification off with.
#[test]
fn p67_nothing_turns_verification_off() {
    let provider = Provider::usual();
    let front = TlsFront::start(Certificate::WrongName, &provider.issuer());
    for (name, value) in [
        ("CONDA_SSL_VERIFY", "false"),
        ("REQUESTS_CA_BUNDLE", ""),
        ("CURL_CA_BUNDLE", ""),
        ("PYTHONHTTPSVERIFY", "0"),
        ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
        ("GIT_SSL_NO_VERIFY", "1"),
        ("SSL_VERIFY", "0"),
        ("SSL_NO_VERIFY", "1"),
        ("XAUTH_INSECURE", "1"),
        ("XAUTH_SSL_VERIFY", "false"),
        ("XAUTH_NO_VERIFY", "1"),
    ] {
        let home = Home::new();
        home.write(".condarc", "ssl_verify: false\n");
        let ran = through(&home, &provider, &front).env(name, value).run();
        exits(&ran, &[5]);
    }
    // It is the login that is not verified then, and never the server.
    let home = Home::new();
    let run = through(&home, &provider, &front).args(["--no-verify"]);
    exits(&run.run(), &[5]);
    for flag in ["--insecure", "-k", "--ssl-no-verify", "--tls-no-verify"] {
        let home = Home::new();
        exits(&through(&home, &provider, &front).args([flag]).run(), &[2]);
    }
    assert!(provider.server().seen().is_empty());
}

#[test]
fn p67_an_authority_file_that_is_none_is_said_to_be_none() {
    let provider = Provider::usual();
    let front = TlsFront::start(Certificate::Good, &provider.issuer());
    let home = Home::new();
    home.write("empty.pem", "");
    home.write(
        "broken.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    for file in ["missing.pem", "empty.pem", "broken.pem", "."] {
        let run = through(&home, &provider, &front).args(["--ca-cert", file]);
        exits(&run.run(), &[2, 5]);
    }
    assert!(provider.server().seen().is_empty());
}
