//! Every tool's file under the same faults as our own store: kills, full disks, damage, links, modes, other owners.

use std::fs::{self};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use xauth::Failure;

use crate::support::{Home, Signal, Tmpfs};
use crate::table::{HOST, ROWS, Row};

const KILLS: u64 = 60;

/// What is below `folder` and named like a temporary one of ours.
fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "tmp") {
            found.push(path);
        } else if path.is_dir() && !path.is_symlink() {
            found.extend(leftovers(&path));
        }
    }
    found
}

fn random(below: u64) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(()) % below
}

/// A home with a login, and the tool's own file.
pub fn prepared(row: &Row) -> Home {
    let home = Home::new();
    row.login(&home, "tk-123").run().ok();
    home.write(row.file, row.theirs);
    home
}

pub fn text(home: &Home, row: &Row) -> String {
    String::from_utf8(home.read(row.file).unwrap()).unwrap()
}

/// What the file is to be when the login is in it.
pub fn with_ours(row: &Row) -> String {
    let home = prepared(row);
    row.share(&home).run().ok();
    let with_ours = text(&home, row);
    assert_ne!(with_ours, row.theirs);
    row.unshare(&home).run().ok();
    assert_eq!(text(&home, row), row.theirs);
    with_ours
}

#[test]
fn a_kill_leaves_the_file_with_the_login_or_without_it_and_nothing_unknown() {
    thread::scope(|scope| {
        for row in &ROWS {
            scope.spawn(|| kill(row));
        }
    });
}

fn kill(row: &Row) {
    let (with_ours, home) = (with_ours(row), prepared(row));
    let (mut both, mut usual) = ([0, 0], 20_000);
    for index in 0..KILLS {
        let run = match index % 2 {
            0 => row.share(&home),
            _ => row.unshare(&home),
        };
        let running = run.spawn();
        thread::sleep(Duration::from_micros(random(usual)));
        running.signal(Signal::KILL);
        // Half of them are to come through, however busy the machine is.
        usual = match running.wait().code {
            Some(_) => usual - usual / 20,
            None => (usual + usual / 20).min(400_000),
        };
        let found = text(&home, row);
        let is_shared = found == with_ours;
        assert!(is_shared || found == row.theirs, "{}: {found}", row.tool);
        both[usize::from(is_shared)] += 1;
        assert!(
            leftovers(home.path()).len() <= 2,
            "{:?}",
            leftovers(home.path())
        );
    }
    assert!(
        both[0] > 0 && both[1] > 0,
        "{both:?}: the kills show nothing"
    );
    row.share(&home).run().ok();
    assert_eq!(text(&home, row), with_ours);
    row.unshare(&home).run().ok();
    assert_eq!(text(&home, row), row.theirs);
    assert_eq!(leftovers(home.path()), Vec::<PathBuf>::new());
    assert!(!home.path().join(".local/state/xauth/shares.json").exists());
}

#[test]
fn what_a_kill_left_is_removed_by_the_next_run() {
    for row in &ROWS {
        let home = prepared(row);
        let folder = home
            .path()
            .join(row.file)
            .with_file_name(".xauth-share.tmp");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(".tmpAbc"), "tk-9").unwrap();
        home.xauth()
            .args(["tools", HOST, "--tool", row.tool])
            .run()
            .ok();
        assert!(!folder.exists(), "{}", row.tool);
    }
}

/// It had taken the file out of its place, to see whether it is the one that is to go.
#[test]
fn a_file_that_a_killed_run_had_taken_is_put_back_by_the_next() {
    for row in &ROWS {
        let home = prepared(row);
        let file = home.path().join(row.file);
        let folder = file.with_file_name(".xauth-share.tmp");
        fs::create_dir_all(folder.join("taken")).unwrap();
        fs::rename(&file, folder.join("taken").join(file.file_name().unwrap())).unwrap();
        row.share(&home).run().ok();
        row.unshare(&home).run().ok();
        assert_eq!(text(&home, row), row.theirs);
        assert!(!folder.exists(), "{}", row.tool);
    }
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    for row in &ROWS {
        let disk = Tmpfs::mount(64 << 10);
        let home = prepared(row);
        let folder = home.path().join(row.file).parent().unwrap().to_owned();
        // The tool's directory is on the disk, and our record is not.
        let (link, name) = match folder == home.path() {
            true => (home.path().join(row.file), Path::new(row.file).to_owned()),
            false => (folder.clone(), PathBuf::new()),
        };
        let target = disk.path().join(&name);
        match name.as_os_str().is_empty() {
            true => fs::remove_dir_all(&link).unwrap(),
            false => fs::remove_file(&link).unwrap(),
        }
        symlink(&target, &link).unwrap();
        let file = home.path().join(row.file);
        fs::write(&file, row.theirs).unwrap();
        let ballast = disk.fill();
        let ran = row.share(&home).run().fails_with(3);
        ran.notes("No space left on device");
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            row.theirs,
            "{}",
            row.tool
        );
        assert!(leftovers(disk.path()).is_empty());
        fs::remove_file(&ballast).unwrap();
        row.share(&home).run().ok();
        let shared = fs::read_to_string(&file).unwrap();
        disk.fill();
        let ran = row.unshare(&home).run().fails_with(3);
        ran.notes("No space left on device");
        assert_eq!(fs::read_to_string(&file).unwrap(), shared, "{}", row.tool);
        fs::remove_file(&ballast).unwrap();
        row.unshare(&home).run().ok();
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            row.theirs,
            "{}",
            row.tool
        );
    }
}

#[test]
fn a_damaged_file_is_an_error_with_its_byte_and_stays() {
    for row in &ROWS {
        for (text, at) in [row.corrupt, ("\u{1}\u{2}", 0)] {
            let place = row.place();
            place.write(row.file, text);
            let failure = place
                .try_give(row.tool, HOST, &row.credential("tk-123"))
                .unwrap_err();
            let is_there = matches!(&failure, Failure::Corrupt { at: found, .. } if *found == at);
            assert!(is_there, "{}: {failure:?}", row.tool);
            assert!(!failure.to_string().contains("tk-123"));
            assert_eq!(place.read(row.file), text);
        }
        let place = row.place();
        fs::write(place.path(row.file), b"ab\xff").unwrap();
        let failure = place.try_give(row.tool, HOST, &row.credential("tk-123"));
        assert!(
            matches!(failure, Err(Failure::Corrupt { at: 2, .. })),
            "{failure:?}"
        );
    }
}
