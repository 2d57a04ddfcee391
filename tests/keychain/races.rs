//! Several at once.

use crate::support::Mode;
use crate::{Desk, KEY};

#[test]
fn logins_at_the_same_time_make_one_item() {
    let desk = Desk::new(Mode::Unlocked);
    for round in 0..3 {
        let runs: Vec<_> = (0..6)
            .map(|at| desk.logging_in(&format!("token-{round}-{at}"), &[]).spawn())
            .collect();
        runs.into_iter().for_each(|run| drop(run.wait().ok()));
        assert_eq!(desk.service.items().len(), 1, "round {round}");
        desk.run(&["logout", KEY]).ok();
    }
}

#[test]
fn logins_to_other_hosts_lose_nothing() {
    let desk = Desk::new(Mode::Unlocked);
    let host = |at: usize| format!("host-{at}.example.com");
    let runs: Vec<_> = (0..8)
        .map(|at| {
            let run = desk.xauth(&["login", &host(at), "--token", "-"]);
            run.stdin(format!("token-{at}")).spawn()
        })
        .collect();
    runs.into_iter().for_each(|run| drop(run.wait().ok()));
    let items = desk.service.items();
    assert_eq!(items.len(), 8);
    for (at, item) in items.iter().enumerate() {
        assert_eq!(item.secret, Some(crate::bearer(&format!("token-{at}"))));
    }
}

/// Items go away between the search and the question about them.
#[test]
fn a_listing_beside_removals_is_no_failure() {
    let desk = Desk::new(Mode::Unlocked);
    let host = |at: usize| format!("host-{at:02}.example.com");
    (0..20).for_each(|at| desk.service.put(&host(at), "{}"));
    let removals = desk.xauth(&["logout", "--all", "--yes"]).spawn();
    for _ in 0..5 {
        let listings = [(); 3].map(|()| desk.xauth(&["status", "--exit-zero"]).spawn());
        listings.into_iter().for_each(|run| drop(run.wait().ok()));
    }
    removals.wait().ok();
    assert!(desk.service.items().is_empty());
}
