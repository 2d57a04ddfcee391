//! Names that only look like one that something is stored for: they get nothing.

use proptest::{prelude::*, sample::select};
use xauth::known::{KNOWN, Server};

use super::{
    names::Name,
    person::Person,
    seeds::hold,
    site::{Site, token_of},
};

#[test]
fn p17_a_name_that_ends_alike_or_goes_on_after_the_domain_gets_nothing() {
    let word = "[a-z][a-z0-9]{0,6}";
    hold(
        300,
        &(Name::domain(), word, any::<bool>()),
        |(name, word, is_wildcard)| {
            let site = Site::new();
            let domain = name.canonical();
            let wildcard = format!("*.{domain}");
            site.put(&[if is_wildcard { &wildcard } else { &domain }]);
            let (first, rest) = domain.split_once('.').unwrap();
            for near in [
                format!("{word}{domain}"),
                format!("{word}-{domain}"),
                format!("{domain}.{word}.test"),
                format!("{domain}{word}.test"),
                format!("{first}{word}.{rest}"),
                format!("{word}.{domain}.evil.test"),
                format!("{word}/{domain}").replace('/', "-"),
            ] {
                for url in [
                    format!("https://{near}"),
                    format!("https://{near}/{domain}?{domain}#{domain}"),
                ] {
                    let token = site.run(&["token", &url]);
                    let is_name = url::Host::parse(&near).is_ok();
                    prop_assert_eq!(
                        token.code,
                        if is_name { 4 } else { 2 },
                        "{}: {:?}",
                        url,
                        token
                    );
                    prop_assert_eq!(token.out, "");
                }
            }
            // The same question with an answer, so that the names above had a chance.
            let below = format!("https://{word}.{domain}/x");
            let there = if is_wildcard {
                below
            } else {
                format!("https://{domain}/x")
            };
            prop_assert_eq!(site.run(&["token", &there]).code, 0);
            Ok(())
        },
    );
}

#[test]
fn p18_a_host_that_only_contains_a_known_name_has_none_of_its_defaults() {
    let domains: Vec<&str> = KNOWN.iter().map(|server| server.domain).collect();
    let known = select(domains);
    let word = "[a-z][a-z0-9]{0,6}";
    hold(200, &(known, word), |(domain, word)| {
        for near in [
            format!("{word}{domain}"),
            format!("{word}-{domain}"),
            format!("{domain}.{word}.test"),
            format!("{}.{word}.test", domain.replace('.', "-")),
            format!("{domain}{word}.test"),
        ] {
            prop_assert_eq!(Server::of(&near), None);
            let site = Site::new();
            let person = Person {
                answers: true,
                ..Person::default()
            };
            let done = site.run_by(&["login", &near], person);
            prop_assert_eq!(done.code, 0, "{:?}", done);
            prop_assert_eq!(
                &done.asked[0],
                &format!("Log in to {near} with"),
                "the scheme was not asked for: {:?}",
                done
            );
            prop_assert_eq!(site.keys(), vec![near]);
        }
        let person = Person {
            answers: true,
            ..Person::default()
        };
        let host = format!("{word}.{domain}");
        // A login with OAuth needs the network, and is begun without a question.
        let done = Site::new().run_by(&["login", &host, "--offline"], person);
        match Server::of(&host).map(|server| (server.domain, server.preset())) {
            Some((_, Some(_))) => {
                prop_assert!(done.said.contains("a login with OAuth"), "{:?}", done);
            }
            // It has a question of its own, whatever of it was typed.
            Some(("anaconda.org", None)) => {
                prop_assert_eq!(&done.asked[0], "Log in to anaconda.org with", "{:?}", done);
            }
            Some((_, None)) => {
                let asks = done.asked[0].starts_with("Log in to");
                prop_assert!(!asks, "{:?}", done);
            }
            // Not all that is below is of the server.
            None => {
                let asked = format!("Log in to {host} with");
                prop_assert_eq!(&done.asked[0], &asked, "{:?}", done);
            }
        }
        Ok(())
    });
}

#[test]
fn p19_the_most_specific_key_answers() {
    let keys = ["example.com", "*.example.com", "*.a.example.com"];
    hold(300, &"([a-c]\\.){0,3}", |labels| {
        let host = format!("{labels}example.com");
        let site = Site::new();
        site.put(&keys);
        let wanted = match host.as_str() {
            "example.com" => keys[0],
            host if host == "a.example.com" || host.ends_with(".a.example.com") => keys[2],
            _ => keys[1],
        };
        let url = format!("https://{host}/channel");
        let answer = site.answer(&url);
        prop_assert_eq!(answer.as_deref(), Some(wanted), "{}", url);
        let token = site.run(&["token", &url]);
        prop_assert_eq!(token.out.trim_end(), token_of(wanted));
        Ok(())
    });
}

#[test]
fn p19_the_longest_path_answers_and_then_the_host() {
    let keys = [
        "example.com",
        "*.example.com",
        "https://example.com/a",
        "https://example.com/a/b",
        "https://example.com/a/b/c",
    ];
    hold(200, &"(/[abc]){0,5}", |path| {
        let site = Site::new();
        site.put(&keys);
        let wanted = match path {
            ref path if path.starts_with("/a/b/c") => keys[4],
            ref path if path.starts_with("/a/b") => keys[3],
            ref path if path.starts_with("/a") => keys[2],
            _ => keys[0],
        };
        let answer = site.answer(&format!("https://example.com{path}"));
        prop_assert_eq!(answer.as_deref(), Some(wanted), "{}", path);
        Ok(())
    });
}

#[test]
fn a_hosts_login_is_for_no_bucket_of_the_same_name() {
    let kinds = [
        r#"{"BearerToken":"canary"}"#,
        r#"{"CondaToken":"canary"}"#,
        r#"{"BasicHTTP":{"username":"u","password":"canary"}}"#,
    ];
    for kind in kinds {
        let site = Site::new();
        let held: serde_json::Value = serde_json::from_str(kind).unwrap();
        site.hold(&serde_json::json!({ "my.host.test": held }));
        let answer = site.answer("https://my.host.test/x");
        assert_eq!(answer.as_deref(), Some("my.host.test"));
        assert_eq!(site.answer("s3://my.host.test/x"), None, "{kind}");
        let done = site.run(&["logout", "s3://my.host.test"]);
        assert_eq!((done.code, site.keys().len()), (4, 1), "{done:?}");
    }
}
