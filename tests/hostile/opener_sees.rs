//! What the browser's opener sees of us: P09.

use crate::login;
use crate::opener::Opener;
use crate::support::Home;
use crate::support::fake::Provider;

/// A login with a client secret, by this browser; the opener saw nothing that it must not.
#[track_caller]
fn check(home: &Home, opener: &Opener, browser: &str) {
    let provider = Provider::usual();
    let (secret, kept) = (home.canary(), home.canary());
    let path = format!(
        "{}:/usr/bin:/bin",
        opener.path().parent().unwrap().display()
    );
    let flow = ["--oauth-flow", "auth-code", "--oauth-client-secret", "-"];
    login(home, &provider, &flow)
        .env("BROWSER", browser)
        .env("PATH", path)
        .env("XAUTH_TOKEN", &kept)
        .env("XAUTH_HOST", "other.example")
        .env("XAUTH_TOKEN_CONDA_ELSEWHERE_EXAMPLE", &kept)
        .stdin(secret.as_str())
        .secret(&secret)
        .secret(&kept)
        .run()
        .ok();

    let token = &provider.server().seen_at("/token")[0];
    let mut secrets = provider.secrets();
    secrets.extend([secret, kept, token.form("code_verifier")]);
    let calls = opener.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert_eq!(calls[0].len(), 1, "{calls:?}");
    for seen in [calls[0].join("\n"), opener.environments().join("\n")] {
        assert!(!seen.is_empty());
        for secret in &secrets {
            assert!(
                secret.len() > 8 && !seen.contains(secret.as_str()),
                "{seen}"
            );
        }
    }
}

#[test]
fn p09_the_opener_gets_no_secret_by_its_arguments_or_variables() {
    let home = Home::new();
    let opener = Opener::following(&home);
    let browser = opener.path().to_str().unwrap().to_owned();
    check(&home, &opener, &browser);
}

#[test]
fn p09_the_desktop_s_opener_gets_none_either() {
    let home = Home::new();
    let follow = "exec curl --silent --location --max-time 20 --output \"$0.page\" \"$1\"\n";
    let opener = Opener::make(&home, "xdg-open", follow);
    check(&home, &opener, "xdg-open");
}

#[test]
fn p09_a_refresh_and_a_login_on_another_device_open_nothing() {
    let home = Home::new();
    let provider = Provider::usual();
    let opener = Opener::silent(&home);
    crate::device(&home, &provider, &[])
        .env("BROWSER", opener.path())
        .run()
        .ok();
    crate::store(&home, &provider, &(crate::now() - 60).into());
    crate::xauth(&home, &provider, &["token", crate::HOST])
        .env("BROWSER", opener.path())
        .reveals()
        .run()
        .ok();
    assert!(opener.calls().is_empty(), "{:?}", opener.calls());
}
