//! What login accepts, lookup finds for the origins that login printed, and for no other.

use std::cell::RefCell;

use proptest::{prelude::*, test_runner::TestCaseError};

use super::{
    forms::Case,
    model::applies,
    places::{ALIAS, Expected},
    seeds::hold,
    site::{Done, Site},
};

#[derive(Debug, Default)]
struct Count {
    accepted: u32,
    refused: u32,
    found: u32,
    not_found: u32,
}

#[test]
fn what_login_accepts_is_found_for_the_origins_it_printed_and_for_no_other() {
    let count = RefCell::new(Count::default());
    hold(600, &Case::any(), |case| {
        let site = Site::with_alias(ALIAS);
        let done = site.login(&case.words(), "a-secret");
        let Some(expected) = case.place.expected(case.reach) else {
            count.borrow_mut().refused += 1;
            return is_refused(&site, &done);
        };
        count.borrow_mut().accepted += 1;
        prop_assert_eq!(done.code, 0, "{:?}", done);
        check(&case, &expected, &site, &done, &mut count.borrow_mut())
    });
    println!("{:?}", count.borrow());
    let Count {
        accepted,
        refused,
        found,
        not_found,
    } = count.into_inner();
    let fewest = accepted.min(refused).min(found).min(not_found);
    assert!(fewest > 100, "the cases are of one kind");
}

fn is_refused(site: &Site, done: &Done) -> Result<(), TestCaseError> {
    prop_assert_eq!(done.code, 2, "{:?}", done);
    prop_assert!(done.said.lines().count() == 2, "{:?}", done);
    prop_assert!(!site.file().exists(), "a file was made");
    Ok(())
}

fn check(
    case: &Case,
    expected: &Expected,
    site: &Site,
    done: &Done,
    count: &mut Count,
) -> Result<(), TestCaseError> {
    let said = done.json();
    prop_assert_eq!(&said["key"], &expected.key.as_str());
    let origins: Vec<String> = serde_json::from_value(said["applies_to"].clone()).unwrap();
    prop_assert_eq!(&origins, &expected.origins);
    prop_assert_eq!(site.keys(), vec![expected.key.clone()]);
    for origin in &origins {
        prop_assert!(
            done.said.contains(origin.as_str()),
            "`{}` is not said: {}",
            origin,
            done.said
        );
    }
    for typed in &case.typed {
        // A URL is the request itself, and rattler finds nothing for a host with a dot at its end.
        let is_rooted = url::Url::parse(typed).is_ok_and(|url| is_rooted(&url));
        let key = (!is_rooted).then(|| expected.key.clone());
        prop_assert_eq!(site.answer(typed), key, "for what was typed: {}", typed);
    }
    for probe in case.place.probes() {
        let applies = applies(&origins, &probe);
        let answer = site.answer(&probe.url());
        prop_assert_eq!(
            answer.is_some(),
            applies,
            "{} and {:?}",
            probe.url(),
            origins
        );
        *(if applies {
            &mut count.found
        } else {
            &mut count.not_found
        }) += 1;
    }
    Ok(())
}

fn is_rooted(url: &url::Url) -> bool {
    url.scheme().starts_with("http") && url.domain().is_some_and(|host| host.ends_with('.'))
}
