//! Other sites than anaconda.com.

use crate::common::Place;

const SITE: &str = "anaconda.example.test";

fn login(place: &Place, arguments: &[&str]) -> crate::support::Ran {
    let more = ["--oauth-flow", "device-code"];
    place.xauth(&[&["login"], arguments, &more].concat()).run()
}

fn configure(place: &Place) {
    let text = format!("[sites.work]\ndomain = \"{SITE}\"\nauth_domain_override = \"{SITE}\"\n");
    place.home.write(".anaconda/config.toml", text);
}

#[test]
fn a_site_is_named_by_its_domain() {
    let place = Place::new();
    login(&place, &["--domain", SITE])
        .ok()
        .notes("logged in to anaconda.example.test");
    assert_eq!(place.stored(SITE), place.world.issued("api-key").pop());
    assert_eq!(place.stored("anaconda.com"), None);
    let hosts = place
        .world
        .requests()
        .into_iter()
        .map(|request| request.host);
    assert!(hosts.into_iter().all(|host| host == SITE));
}

#[test]
fn a_site_is_named_as_anacondas_settings_name_it() {
    for named in [
        &["--at", "work"][..],
        &["--at", SITE],
        &[SITE],
        &[SITE, "--at", "work"],
    ] {
        let place = Place::new();
        configure(&place);
        login(&place, named).ok();
        assert_eq!(
            place.stored(SITE),
            place.world.issued("api-key").pop(),
            "{named:?}"
        );
    }
}

#[test]
fn a_site_that_is_not_there_and_a_host_that_is_not_the_sites_are_refused() {
    let place = Place::new();
    configure(&place);
    login(&place, &["--at", "nope"])
        .fails_with(2)
        .notes("`work`");
    login(&place, &["anaconda.com", "--at", "work"])
        .fails_with(2)
        .notes("`anaconda.com` is not on the site `anaconda.example.test`")
        .notes("run `xauth login --at work`");
    login(&place, &["--at", "work", "--domain", SITE]).fails_with(2);
    assert!(place.lines().is_empty());
}

#[test]
fn a_key_that_is_given_needs_nobody() {
    let place = Place::new();
    configure(&place);
    let key = place.world.api_key_of(SITE, 86_400);
    let run = place
        .xauth(&["login", "--at", "work", "--token", "-"])
        .env("CI", "1");
    run.stdin(key.clone()).run().ok();
    assert_eq!(place.stored(SITE), Some(key));
    place
        .xauth(&["login", "--at", "work"])
        .env("CI", "1")
        .run()
        .ok();
    place.xauth(&["logout", SITE]).run().ok();
    let job = place.xauth(&["login", "--at", "work"]).env("CI", "1").run();
    job.fails_with(2)
        .notes("xauth login --at work --token - < FILE");
}

#[test]
fn a_host_that_is_no_site_is_asked_about_as_before() {
    let place = Place::new();
    configure(&place);
    let ran = place.xauth(&["login", "other.example.test"]).run();
    ran.fails_with(2)
        .notes("how to log in to `other.example.test` was not said");
}

#[test]
fn its_own_server_is_asked_whose_key_it_is_then_and_later() {
    let place = Place::new();
    let login = ["login", "--domain", SITE, "--oauth-flow", "device-code"];
    let run = place.xauth(&login).env_remove("XAUTH_NO_VERIFY");
    run.run()
        .ok()
        .notes("verified: https://anaconda.example.test/api/account takes it");
    let check = place
        .xauth(&["status", "--check"])
        .env_remove("XAUTH_NO_VERIFY");
    check.run().ok();
    let asked = "GET anaconda.example.test/api/account 200";
    assert_eq!(
        place.lines().iter().filter(|line| *line == asked).count(),
        2
    );
}

/// Anaconda's own `ssl_verify` is enough, and later, too.
#[test]
fn the_certificates_of_a_site_are_trusted_by_every_check() {
    let place = Place::new();
    let authority = place.world.authority();
    let text = format!(
        "[sites.work]\ndomain = \"{SITE}\"\nauth_domain_override = \"{SITE}\"\nssl_verify = \"{}\"\n",
        authority.display()
    );
    place.home.write(".anaconda/config.toml", text);
    let run = |arguments: &[&str]| {
        let run = place.xauth(arguments);
        let said = ["XAUTH_NO_VERIFY", "XAUTH_CA_CERT", "SSL_CERT_FILE"];
        let said = said
            .into_iter()
            .chain(["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]);
        said.fold(run, crate::support::Run::env_remove)
    };
    let verified = "verified: https://anaconda.example.test/api/account takes it";
    let login = ["login", "--at", "work", "--oauth-flow", "device-code"];
    run(&login).run().ok().notes(verified);
    for arguments in [
        &["status", "--check", "--json"][..],
        &["which", SITE, "--check", "--json"],
    ] {
        let ran = run(arguments).run().ok();
        assert!(ran.out.contains("\"verdict\":\"good\""), "{ran}");
    }
    let key = place.world.api_key_of(SITE, 86_400);
    let given = run(&["login", SITE, "--token", "-", "--force"]).stdin(key);
    given.run().ok().notes(verified);
}
