//! What a login does when there is a key already.

use crate::common::{KEYS, Place};

const DAY: i64 = 86_400;

#[test]
fn a_key_that_is_good_is_kept_and_nobody_is_asked() {
    let place = Place::new();
    place.login(&[]).ok();
    let key = place.stored("anaconda.com");
    let before = place.lines().len();
    for ci in ["", "1"] {
        let run = place.xauth(&["login", "anaconda.com"]).env("CI", ci);
        let ran = run.run().ok().prints("");
        ran.notes("you are logged in to anaconda.com already; the key expires in")
            .notes("`--force` makes a new key");
    }
    assert_eq!(
        (place.stored("anaconda.com"), place.lines().len()),
        (key, before)
    );
}

#[test]
fn with_force_there_is_a_new_key_and_the_old_one_goes_nowhere() {
    let place = Place::new();
    let old = place.world.api_key(300 * DAY);
    for key in KEYS {
        place.has(key, &old);
    }
    place.login(&["--force"]).ok();
    let new = place.world.issued("api-key").pop();
    for key in KEYS {
        assert_eq!(place.stored(key), new);
    }
    for request in place.world.requests() {
        assert!(!format!("{request:?}").contains(&old), "{}", request.line());
    }
}

#[test]
fn a_key_that_is_over_or_soon_to_be_is_replaced() {
    for (left, said) in [(-3 * DAY, "expired 3 days ago"), (5 * DAY, "expires in ")] {
        let place = Place::new();
        let old = place.world.api_key(left);
        place.has("anaconda.com", &old);
        place
            .login(&[])
            .ok()
            .notes("a new one is needed")
            .notes(said);
        assert_eq!(
            place.stored("anaconda.com"),
            place.world.issued("api-key").pop()
        );
        for request in place.world.requests() {
            assert!(!format!("{request:?}").contains(&old), "{}", request.line());
        }
    }
}

#[test]
fn where_nobody_can_make_another_a_key_is_good_to_its_end() {
    let place = Place::new();
    place.has("anaconda.com", &place.world.api_key(5 * DAY));
    let job = |arguments: &[&str]| place.xauth(arguments).env("CI", "1").run();
    job(&["login", "anaconda.com"])
        .ok()
        .notes("logged in to anaconda.com already");
    place.has("anaconda.com", &place.world.api_key(-DAY));
    job(&["login", "anaconda.com"])
        .fails_with(2)
        .notes("needs a person")
        .notes("xauth login anaconda.com --token - < FILE")
        .notes("ANACONDA_AUTH_API_KEY");
    assert!(place.lines().is_empty());
}

#[test]
fn what_a_kill_in_between_left_undone_is_done_by_the_next_login() {
    let place = Place::new();
    let key = place.world.api_key(300 * DAY);
    for other in [None, Some(place.world.api_key(-DAY))] {
        place.has("anaconda.com", &key);
        if let Some(other) = other {
            place.has("repo.anaconda.cloud", &other);
        }
        let ran = place.xauth(&["login", "anaconda.com"]).run().ok();
        ran.notes("stored it as `repo.anaconda.cloud`, too");
        assert_eq!(place.stored("repo.anaconda.cloud").as_ref(), Some(&key));
        place.xauth(&["logout", "repo.anaconda.cloud"]).run().ok();
        assert_eq!(place.stored("anaconda.com"), None);
    }
}

#[test]
fn a_login_that_failed_leaves_the_key_that_was_there() {
    let place = Place::new();
    let old = place.world.api_key(DAY);
    place.has("anaconda.com", &old);
    place.world.answer(
        "POST anaconda.com/api/*",
        serde_json::json!({ "status": 500 }),
    );
    place.login(&[]).fails_with(5);
    assert_eq!(place.stored("anaconda.com"), Some(old));
}
