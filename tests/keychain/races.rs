//! Several at once.

use std::thread;

use crate::Desk;
use crate::support::Mode;
use crate::support::procs::inject;

/// Every message takes a while, so that all have searched before the first has written.
#[test]
fn logins_at_the_same_time_make_one_item() {
    let desk = Desk::new(Mode::Unlocked);
    let runs: Vec<_> = (0..4)
        .map(|at| desk.logging_in(&format!("token-{at}"), &[]))
        .collect();
    let slowly = |run| inject(run, "sendmsg", "sendmsg:delay_enter=200000").0.ok();
    thread::scope(|scope| {
        runs.into_iter()
            .for_each(|run| drop(scope.spawn(move || slowly(run))))
    });
    let items = desk.service.items();
    assert_eq!(items.len(), 1, "{items:?}");
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
