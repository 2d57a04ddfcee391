//! The proxies of the environment, and who is not to be asked through them.

use crate::config_proxy::Proxy;
use crate::real_common::{Login, stored};
use crate::support::{Home, Idp, Person, Provider, Run};

fn log_in(home: &Home, run: Run, idp: &Idp) {
    let login = Login::run(home, run, idp, &["--oauth-flow", "device-code"]);
    idp.approve_device(&login.code(), &Person::quick("alice"));
    login.done();
    assert!(stored(home).is_some());
}

#[test]
fn https_goes_through_a_tunnel_of_the_proxy() {
    let idp = Idp::over_tls(Provider::default());
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let (home, proxy) = (Home::new(), Proxy::start());
        let run = home.xauth().env("SSL_CERT_FILE", idp.ca());
        log_in(&home, run.env(variable, proxy.url()), &idp);
        let tunnel = format!("CONNECT localhost:{} HTTP/1.1", idp.port());
        let lines = proxy.lines();
        assert!(!lines.is_empty(), "{variable}");
        // What is asked is for the provider alone: the proxy sees a name and a port.
        assert!(lines.iter().all(|line| *line == tunnel), "{lines:?}");
    }
}

#[test]
fn what_goes_to_this_machine_in_clear_goes_through_no_proxy() {
    let idp = Idp::start(Provider::default());
    let (home, proxy) = (Home::new(), Proxy::start());
    log_in(&home, home.xauth().env("http_proxy", proxy.url()), &idp);
    assert_eq!(proxy.lines(), [""; 0]);
}

#[test]
fn who_needs_no_proxy_is_asked_without_one() {
    let idp = Idp::over_tls(Provider::default());
    for (name, value) in [
        ("NO_PROXY", "localhost"),
        ("no_proxy", "a.example, localhost"),
        ("NO_PROXY", "*"),
    ] {
        let (home, proxy) = (Home::new(), Proxy::start());
        let run = home.xauth().env("SSL_CERT_FILE", idp.ca());
        let run = run.env("HTTPS_PROXY", proxy.url()).env(name, value);
        log_in(&home, run, &idp);
        assert_eq!(proxy.lines(), [""; 0], "{name}={value}");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_a_failure_of_the_network() {
    let idp = Idp::over_tls(Provider::default());
    let home = Home::new();
    let run = home.xauth().env("SSL_CERT_FILE", idp.ca());
    let run = run.env("HTTPS_PROXY", "http://127.0.0.1:9");
    Login::run(&home, run, &idp, &[]).end().fails_with(5);
    assert_eq!((stored(&home), idp.requests()), (None, vec![]));
}
