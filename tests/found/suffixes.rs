//! Public suffixes: below them live unrelated people, so no wildcard spans one.

use proptest::{prelude::*, sample::select};
use xauth::target::key::lookup;

use super::{seeds::hold, site::Site};

/// Of each kind that the Public Suffix List has: ICANN's and private ones, in punycode, wildcard rules.
const SUFFIXES: [&str; 15] = [
    "com",
    "dev",
    "test",
    "invented-tld",
    "co.uk",
    "com.au",
    "github.io",
    "gitlab.io",
    "pages.dev",
    "s3.amazonaws.com",
    "s3.us-west-2.amazonaws.com",
    "xn--p1ai",
    "xn--55qx5d.cn",
    "anything.ck",
    "anything.kobe.jp",
];

fn suffix() -> impl Strategy<Value = &'static str> {
    select(&SUFFIXES[..])
}

#[test]
fn p23_no_login_spans_a_public_suffix() {
    let dot = select(&["", "."][..]);
    hold(
        100,
        &(suffix(), dot, any::<bool>()),
        |(suffix, dot, is_upper)| {
            let site = Site::new();
            let shown = if is_upper {
                suffix.to_uppercase()
            } else {
                suffix.to_owned()
            };
            let star = format!("*.{shown}{dot}");
            let url = format!("https://{shown}{dot}/x");
            for words in [&[star.as_str()][..], &[&url, "--subdomains"]] {
                let done = site.login(&[words, &["--token", "-"]].concat(), "a-secret");
                prop_assert_eq!(done.code, 2, "{:?}: {:?}", words, done);
                let who = format!(
                    "`*.{suffix}` would send the credential to every site below `{suffix}`"
                );
                prop_assert!(done.said.contains(&who), "{}", done.said);
                prop_assert!(!site.file().exists());
            }
            Ok(())
        },
    );
}

#[test]
fn p23_a_wildcard_above_other_peoples_sites_is_refused_too() {
    for spanning in ["*.kobe.jp", "*.kawasaki.jp"] {
        let site = Site::new();
        let done = site.login(&[spanning, "--token", "-"], "a-secret");
        assert_eq!(done.code, 2, "{spanning}: {done:?}");
        assert!(!site.file().exists());
    }
}

#[test]
fn p23_no_wildcard_of_another_program_answers_across_a_public_suffix() {
    let labels = "(none-has-this-[0-9]\\.){1,3}"; // The list has `x0.com`.
    hold(
        300,
        &(labels, suffix(), select(&["", "."][..])),
        |(labels, suffix, dot)| {
            let site = Site::new();
            let host = format!("{labels}{suffix}{dot}");
            // Every wildcard at the suffix and above, as rattler would find it.
            let above: Vec<String> = ancestors(&format!("{suffix}{dot}"))
                .map(|domain| format!("*.{domain}"))
                .collect();
            let above: Vec<&str> = above.iter().map(String::as_str).collect();
            site.put(&above);
            let url = format!("https://{host}/x");
            prop_assert_eq!(site.answer(&url), None);
            let own = format!(
                "*.{}",
                ancestors(&host)
                    .nth(labels.matches('.').count() - 1)
                    .unwrap()
            );
            let candidates = lookup(&url::Url::parse(&url).unwrap());
            prop_assert_eq!(candidates.last().unwrap().key.as_str(), own);
            Ok(())
        },
    );
}

/// The domain and those above it.
fn ancestors(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |domain| Some(domain.split_once('.')?.1))
        .filter(|domain| !domain.is_empty())
}
