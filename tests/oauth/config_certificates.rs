//! Whose certificates are trusted: the system's, and what the user adds to them.

use std::fs;

use crate::real_common::{Login, stored};
use crate::support::{Certificates, Home, Idp, Person, Provider, Run, in_namespace};

/// What puts a file in the place of the system's certificates.
const AS_SYSTEM: &str =
    "mount --bind \"$1\" /etc/ssl/certs/ca-certificates.crt && shift && exec \"$@\"";

fn log_in(home: &Home, run: Run, idp: &Idp, more: &[&str]) {
    let more = [&["--oauth-flow", "device-code"], more].concat();
    let login = Login::run(home, run, idp, &more);
    idp.approve_device(&login.code(), &Person::quick("alice"));
    login.done();
    assert!(stored(home).is_some());
}

#[track_caller]
fn is_not_trusted(home: &Home, run: Run, idp: &Idp) {
    Login::run(home, run, idp, &[])
        .end()
        .fails_with(5)
        .notes("certificate");
    assert_eq!(stored(home), None);
}

#[test]
fn p67_each_way_to_name_an_authority_makes_it_trusted() {
    let idp = Idp::over_tls(Provider::default());
    is_not_trusted(&Home::new(), Home::new().xauth(), &idp);
    let ca = idp.ca();
    for variable in ["SSL_CERT_FILE", "XAUTH_CA_CERT"] {
        let home = Home::new();
        log_in(&home, home.xauth().env(variable, &ca), &idp, &[]);
    }
    let home = Home::new();
    log_in(
        &home,
        home.xauth(),
        &idp,
        &["--ca-cert", ca.to_str().unwrap()],
    );

    // A folder of OpenSSL's: its files are found by the hash of the name.
    let home = Home::new();
    let file = home.write("authorities/ours.pem", fs::read(&ca).unwrap());
    let folder = file.parent().unwrap();
    let run = || home.xauth().env("SSL_CERT_DIR", folder);
    home.run("openssl")
        .args(["rehash".as_ref(), folder.as_os_str()])
        .run()
        .ok();
    log_in(&home, run(), &idp, &[]);
}

#[test]
fn p67_the_flag_says_more_than_the_variable_and_another_authority_is_none() {
    let idp = Idp::over_tls(Provider::default());
    let others = Certificates::new();
    let (ca, other) = (idp.ca(), others.authority());
    for variable in ["SSL_CERT_FILE", "XAUTH_CA_CERT"] {
        let home = Home::new();
        is_not_trusted(&home, home.xauth().env(variable, &other), &idp);
        let run = home.xauth().env(variable, &other);
        log_in(&home, run, &idp, &["--ca-cert", ca.to_str().unwrap()]);
    }
}

/// An activated environment names its own bundle, which does not have a company's authority.
#[test]
fn p67_what_is_added_does_not_hide_what_the_system_trusts() {
    let idp = Idp::over_tls(Provider::default());
    let others = Certificates::new();
    let other = others.authority();
    let ca = idp.ca();
    let words = ["sh", "-c", AS_SYSTEM, "sh", ca.to_str().unwrap()];
    let in_system = |run: Run| in_namespace(run.through(words), "exec \"$@\"");
    let folder = other.parent().unwrap();
    for (variable, value) in [
        ("NOTHING", other.as_path()),
        ("SSL_CERT_FILE", other.as_path()),
        ("SSL_CERT_FILE", "/no/such/file".as_ref()),
        ("SSL_CERT_DIR", folder),
        ("XAUTH_CA_CERT", other.as_path()),
    ] {
        let home = Home::new();
        let run = || home.xauth().env(variable, value);
        log_in(&home, in_system(run()), &idp, &[]);
    }
}

#[test]
fn a_file_of_certificates_that_is_none_is_a_mistake_of_the_user() {
    let idp = Idp::over_tls(Provider::default());
    let home = Home::new();
    let garbage = home.write(
        "garbage.pem",
        "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
    );
    let empty = home.write("empty.pem", "");
    let missing = home.path().join("missing.pem");
    for path in [garbage.as_path(), &empty, &missing, home.path()] {
        let flag = ["--ca-cert", path.to_str().unwrap()];
        let ran = Login::run(&home, home.xauth(), &idp, &flag).end();
        ran.fails_with(2).notes("could not use the certificates in");
        let run = home.xauth().env("XAUTH_CA_CERT", path);
        Login::run(&home, run, &idp, &[]).end().fails_with(2);
    }
    assert_eq!((stored(&home), idp.requests()), (None, vec![]));
}
