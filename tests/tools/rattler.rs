//! pixi and rattler-build, which read our stores.

use xauth::tool::Given;

use crate::common::{Place, bearer, why_not};

#[test]
fn it_finds_by_itself_what_is_for_a_whole_host() {
    let place = Place::new();
    for key in ["h.example", "*.prefix.dev", "s3://bucket"] {
        let given = place.give("rattler", key, &bearer("canary-1"));
        assert!(
            matches!(&given, Given::To(slots) if slots.is_empty()),
            "{given:?}"
        );
    }
    assert!(place.paths().is_empty(), "{:?}", place.paths());
    assert!(place.shares().all().unwrap().is_empty());
    let rattler = place.tool("rattler");
    let why = why_not(
        &*rattler,
        "https://h.example/chan",
        &bearer("canary-1"),
        None,
    );
    assert!(why.contains("whole hosts only"), "{why}");
}
