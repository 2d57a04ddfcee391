//! A rattler that takes no lock, writing and reading beside us: P46, P47.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::common::{bearer, entries, login};
use crate::support::{Home, Oracle, Run};

const LOGINS: usize = 100;
const STORES: usize = 500;

/// Logs in beside a rattler that stores in `file` all the time, and compares what is there in the end.
fn login_beside(oracle: &Oracle, home: &Home, file: &Path, login: impl Fn(&str) -> Run) {
    let stores = STORES.to_string();
    let path = file.to_str().unwrap();
    let writer = oracle
        .at(home)
        .args(["loop-store", path, "theirs", &stores, "5000"]);
    let writer = writer.timeout(Duration::from_secs(120)).spawn();
    let mut confirmed = Vec::new();
    while entries(file)
        .keys()
        .all(|host| !host.starts_with("theirs-"))
    {
        thread::sleep(Duration::from_millis(1));
    }
    for index in 0..LOGINS {
        let host = format!("ours-{index}.example");
        if login(&host).run().code == Some(0) {
            confirmed.push(host);
        }
    }
    let stored = writer.wait().ok();
    assert_eq!(stored.out, format!("{STORES}\n"));
    let entries = entries(file);
    let is_lost = |host: &&String| entries.get(*host) != Some(&bearer("secret-1"));
    let lost: Vec<_> = confirmed.iter().filter(is_lost).collect();
    let theirs = (0..STORES).map(|index| format!("theirs-{index}.example"));
    let theirs_lost = theirs.filter(|host| !entries.contains_key(host)).count();
    println!(
        "{} beside {} logins, {} confirmed, {} of them lost; of {STORES} stores of rattler, {theirs_lost} lost",
        oracle.name,
        LOGINS,
        confirmed.len(),
        lost.len(),
    );
    assert!(lost.is_empty(), "{lost:?}");
    assert!(confirmed.len() > LOGINS * 9 / 10);
    assert!(theirs_lost * 100 <= STORES, "{theirs_lost} of {STORES}");
}

#[test]
fn p46_nothing_is_lost_beside_a_rattler_that_writes_credentials_json() {
    for oracle in Oracle::all() {
        let home = Home::new();
        login(&home, "first.example", "secret-0").run().ok();
        let file = home.credentials_path();
        login_beside(&oracle, &home, &file, |host| login(&home, host, "secret-1"));
        let ours = entries(&home.store_path());
        assert!(ours.keys().filter(|host| host.starts_with("ours-")).count() > LOGINS * 9 / 10);
    }
}

#[test]
fn p46_nothing_is_lost_beside_a_rattler_that_writes_the_named_file() {
    for oracle in Oracle::all() {
        let home = Home::new();
        let file = home.write("auth.json", "{}");
        let named = |host: &str| login(&home, host, "secret-1").env("RATTLER_AUTH_FILE", &file);
        login_beside(&oracle, &home, &file, named);
    }
}

#[test]
fn p47_no_read_of_rattler_fails_while_we_write() {
    for oracle in Oracle::all() {
        let home = Home::new();
        login(&home, "first.example", "secret-0").run().ok();
        let paths: [PathBuf; 2] = crate::common::files(&home);
        let readers = paths.map(|path| {
            let path = path.to_str().unwrap().to_owned();
            oracle.at(&home).args(["loop-read", &path, "30000"]).spawn()
        });
        let reading: Vec<_> = readers
            .into_iter()
            .map(|reader| thread::spawn(|| reader.wait().ok().out))
            .collect();
        let mut logins = 0;
        while !reading.iter().all(thread::JoinHandle::is_finished) {
            let host = format!("h{}.example", logins % 50);
            login(&home, &host, "secret-1").run().ok();
            logins += 1;
        }
        for reader in reading {
            assert_eq!(reader.join().unwrap(), "0\n");
        }
        println!("{}: 60000 reads beside {logins} logins", oracle.name);
        assert!(logins > 5, "{logins}");
    }
}
