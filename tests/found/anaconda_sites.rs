//! Which Anaconda site is meant, by what is typed, set, and in anaconda's `config.toml`.

use std::fs;

use xauth::{Env, Result, anaconda::Site};

const FILE: &str = "\
    [sites.staging]\ndomain = \"staging.example\"\napi_key = \"canary\"\n\
    [sites.dev]\ndomain = \"localhost:8443\"\nauth_domain_override = \"id.example\"\n\
    [sites.twin]\ndomain = \"twins.example\"\n[sites.other]\ndomain = \"twins.example\"\n\
    [plugin.auth]\ndomain = \"plugin.example\"\nclient_id = \"of-the-plugin\"\n";

fn site(
    file: &str,
    variable: (&str, &str),
    at: Option<&str>,
    domain: Option<&str>,
) -> Result<Site> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let variables = [
        ("HOME", "/nobody"),
        ("ANACONDA_CONFIG_TOML", path),
        variable,
    ];
    Site::of(&Env::of(variables), at, domain)
}

#[test]
fn a_site_is_found_by_name_domain_variable_and_default() {
    let none = ("A", "b");
    for (file, variable, at, domain, wanted) in [
        (FILE, none, None, None, "staging staging.example"),
        (FILE, none, Some("dev"), None, "dev localhost:8443"),
        (
            FILE,
            none,
            Some("localhost:8443"),
            None,
            "dev localhost:8443",
        ),
        (FILE, none, Some("dev"), Some("h.example"), "dev h.example"),
        (
            FILE,
            none,
            None,
            Some("localhost:8443"),
            "dev localhost:8443",
        ),
        (FILE, none, None, Some("h.example"), "- h.example"),
        (
            FILE,
            ("ANACONDA_DEFAULT_SITE", "dev"),
            None,
            None,
            "dev localhost:8443",
        ),
        (
            FILE,
            ("ANACONDA_AUTH_DOMAIN", "h.example"),
            None,
            None,
            "- h.example",
        ),
        (
            FILE,
            ("ANACONDA_AUTH_DOMAIN", "h.example"),
            Some("dev"),
            None,
            "dev localhost:8443",
        ),
        (
            FILE,
            ("ANACONDA_CLOUD_DOMAIN", "h.example"),
            None,
            None,
            "staging staging.example",
        ),
        (
            "default_site = \"dev\"\n[sites.x]\n[sites.dev]\ndomain = \"d.example\"\n",
            none,
            None,
            None,
            "dev d.example",
        ),
        (
            "[plugin.cloud]\ndomain = \"c.example\"\n[plugin.auth]\ndomain = \"a.example\"\n",
            none,
            None,
            None,
            "- c.example",
        ),
        ("", none, Some("anaconda.com"), None, "- anaconda.com"),
        (
            "",
            ("ANACONDA_AUTH_DOMAIN", "h.example"),
            Some("anaconda.com"),
            None,
            "- anaconda.com",
        ),
    ] {
        let found = site(file, variable, at, domain).unwrap();
        let shown = format!("{} {}", found.name.as_deref().unwrap_or("-"), found.domain);
        assert_eq!(shown, wanted, "{variable:?} {at:?} {domain:?}");
    }
}

#[test]
fn what_a_site_lacks_is_the_plugins() {
    let site = site(FILE, ("A", "b"), Some("dev"), None).unwrap();
    assert_eq!(
        (&*site.auth_domain, &*site.client_id),
        ("id.example", "of-the-plugin")
    );
}

#[test]
fn a_site_that_cannot_be_told_is_refused_and_the_file_is_not_quoted() {
    for (file, at, wanted) in [
        (FILE, "nope", "`nope` is no site of anaconda's"),
        (
            FILE,
            "twins.example",
            "more than one site has the domain `twins.example`",
        ),
        (
            "x = canary",
            "dev",
            "is damaged at byte 4: it is not TOML there",
        ),
    ] {
        let error = site(file, ("A", "b"), Some(at), None).unwrap_err();
        let message = error.message();
        assert!(
            message.contains(wanted) && !message.contains("canary"),
            "{message}"
        );
    }
}
