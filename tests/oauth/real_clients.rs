//! Clients of every kind at the real provider, and providers that lack something.

use std::net::TcpListener;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::real_common::{Login, stored, text, token};
use crate::support::{CLIENT_SECRET, Home, Idp, Person, Provider};

fn log_in(home: &Home, idp: &Idp, flow: &str, input: &str, more: &[&str]) -> Value {
    let arguments = [&["--oauth-flow", flow], more].concat();
    let run = home.xauth().stdin(input).secret(CLIENT_SECRET);
    let login = Login::run(home, run, idp, &arguments);
    match flow {
        "auth-code" => drop(Person::quick("alice").visit(&login.url())),
        _ => idp.approve_device(&login.code(), &Person::quick("alice")),
    }
    login.done()
}

const FLOWS: [&str; 2] = ["auth-code", "device-code"];

#[test]
fn a_confidential_client_sends_its_secret_as_the_provider_wants_it() {
    for (client, header, scheme) in [("basic", true, "Basic"), ("post", false, "")] {
        let idp = Idp::start(Provider {
            header,
            ..Provider::default()
        });
        for flow in FLOWS {
            let home = Home::new();
            let client_id = ["--oauth-client-id", client, "--oauth-client-secret", "-"];
            log_in(&home, &idp, flow, CLIENT_SECRET, &client_id);
            assert_eq!(idp.introspect(&token(&home))["client_id"], client);
            let mut requests = idp.requests();
            requests.retain(|asked| asked.path == "/token" && asked.status == 200);
            let last = requests.pop().unwrap();
            assert_eq!(last.authorization, scheme, "{client} {flow}");
            assert_eq!(last.client, client);
        }
    }
}

#[test]
fn a_wrong_client_secret_is_refused() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let client = ["--oauth-client-id", "basic", "--oauth-client-secret", "-"];
    let arguments = [&["--oauth-flow", "device-code"], &client[..]].concat();
    let run = home.xauth().stdin("wrong-secret").secret("wrong-secret");
    let ran = Login::run(&home, run, &idp, &arguments).end().fails_with(4);
    ran.notes("invalid_client");
    assert_eq!(stored(&home), None);
}

#[test]
fn p53_a_client_with_one_redirect_uri_uses_that_one() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let redirect = format!("http://127.0.0.1:{port}/callback");
    let idp = Idp::start(Provider {
        redirect: redirect.clone(),
        ..Provider::default()
    });
    let home = Home::new();
    let client = ["--oauth-client-id", "exact"];
    let login = Login::start(
        &home,
        &idp,
        &[&client[..], &["--oauth-flow", "auth-code"]].concat(),
    );
    let visit = Person::quick("alice").visit(&login.url());
    assert_eq!(
        visit.status, 400,
        "a redirect that is not registered: {visit:?}"
    );
    drop(login);

    let with_redirect = [&client[..], &["--oauth-redirect-uri", &redirect]].concat();
    log_in(&home, &idp, "auth-code", "", &with_redirect);
    let asked = idp.requests();
    let used = asked.iter().rev().find(|asked| asked.path == "/auth");
    assert_eq!(used.unwrap().parameter("redirect_uri"), redirect);
}

#[test]
fn an_audience_gets_a_token_for_it() {
    let idp = Idp::start(Provider::default());
    for flow in FLOWS {
        let home = Home::new();
        let audience = "https://conda.example.com";
        let scope = ["--oauth-scope", "openid", "--oauth-scope", "channel:read"];
        let arguments = [&["--oauth-audience", audience], &scope[..]].concat();
        log_in(&home, &idp, flow, "", &arguments);
        assert_eq!(stored(&home).unwrap()["audience"], audience);
        let token = token(&home);
        let claims = token.split('.').nth(1).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], audience);
        assert_eq!(claims["scope"], "channel:read");
    }
}

#[test]
fn without_a_device_flow_the_url_is_shown() {
    let idp = Idp::start(Provider {
        device: false,
        ..Provider::default()
    });
    let home = Home::new();
    let login = Login::start(&home, &idp, &[]);
    Person::quick("alice").visit(&login.url());
    login.done();
    let login = Login::start(&home, &idp, &["--oauth-flow", "device-code"]);
    login.end().fails_with(4);
}

#[test]
fn a_login_without_a_refresh_token_says_so() {
    let idp = Idp::start(Provider {
        refresh: false,
        ..Provider::default()
    });
    for flow in FLOWS {
        let home = Home::new();
        assert_eq!(log_in(&home, &idp, flow, "", &[])["refreshable"], false);
        let stored = stored(&home).unwrap();
        assert!(stored["refresh_token"].is_null(), "{stored}");
        assert!(idp.is_active(text(&stored["access_token"])));
    }
}
