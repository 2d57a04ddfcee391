//! Logging out with one form of a name removes what was logged in with another, and nothing else.

use proptest::prelude::*;

use super::{
    forms::Case,
    names::{Dress, Name},
    places::{ALIAS, Place, Reach},
    seeds::hold,
    site::Site,
};

#[test]
fn p22_login_with_one_form_logout_with_another_removes_it() {
    hold(150, &Case::any(), |case| {
        let Some(expected) = case.place.expected(case.reach) else {
            return Ok(());
        };
        let site = Site::with_alias(ALIAS);
        let others = others(&case, &expected.key);
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        site.put(&others);
        let before = site.stored();

        let login = site.login(&case.words(), "a-secret");
        prop_assert_eq!(login.code, 0, "{:?}", login);
        prop_assert_eq!(site.keys().len(), others.len() + 1, "{:?}", login);
        let logout = site.run(&["logout", "--json", &case.typed[2]]);
        prop_assert_eq!(logout.code, 0, "{:?}", logout);
        prop_assert_eq!(&logout.json()["removed"][0]["key"], expected.key.as_str());
        prop_assert_eq!(site.stored(), before);
        Ok(())
    });
}

/// Logins of others, whose names only look like that of the case.
fn others(case: &Case, key: &str) -> Vec<String> {
    let host = match &case.place {
        Place::Web { name, .. } | Place::Wildcard(name) => name.canonical(),
        Place::Channel { .. } => "alias.example".to_owned(),
        Place::Bucket { bucket, .. } => bucket.clone(),
    };
    vec![
        format!("not{host}"),
        format!("*.not{host}"),
        format!("{host}.evil.test"),
        format!("x.{host}"),
        format!("s3://not{host}"),
        format!("s3://{host}x"),
        format!("https://not{host}/x"),
        format!("{key}-x"),
    ]
}

#[test]
fn p22_all_forms_of_a_name_are_one_key() {
    let dresses = prop::collection::vec(Dress::any(), 2..6);
    hold(100, &(Name::domain(), dresses), |(name, dresses)| {
        let site = Site::new();
        for dress in &dresses {
            let typed = name.dressed(dress);
            let done = site.login(&[&typed, "--token", "-"], "a-secret");
            prop_assert_eq!(done.code, 0, "{}: {:?}", typed, done);
            let canonical = name.canonical();
            prop_assert!(
                done.said.contains(&format!("logged in to {canonical} ")),
                "{}",
                done.said
            );
        }
        prop_assert_eq!(site.keys(), vec![name.canonical()]);
        Ok(())
    });
}

#[test]
fn a_login_ends_no_other_that_it_does_not_replace() {
    let narrow = Reach {
        subdomains: true,
        ..Reach::default()
    };
    let place = Place::Wildcard(Name::of("beta.prefix.dev"));
    assert_eq!(place.expected(narrow).unwrap().key, "*.beta.prefix.dev");
    for words in [
        &["*.beta.prefix.dev"][..],
        &["beta.prefix.dev", "--subdomains"],
    ] {
        let site = Site::new();
        site.put(&["*.prefix.dev", "beta.prefix.dev", "*.dev.example"]);
        let done = site.login(&[words, &["--token", "-"]].concat(), "a-secret");
        assert_eq!(done.code, 0, "{done:?}");
        let keys = site.keys();
        assert!(
            keys.contains(&"*.prefix.dev".to_owned()),
            "{words:?} ended {keys:?}: {done:?}"
        );
    }
}
