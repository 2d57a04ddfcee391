//! Every tool's file where it is a link, open to others, or somebody else's.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::faults::text;
use crate::support::{Home, procs};
use crate::table::{HOST, ROWS};

#[test]
fn a_link_to_the_users_own_file_stays_one() {
    for row in &ROWS {
        let place = row.place();
        place.write("dotfiles/real", row.theirs);
        fs::remove_file(place.path(row.file)).unwrap();
        symlink(place.path("dotfiles/real"), place.path(row.file)).unwrap();
        place.give(row.tool, HOST, &row.credential("tk-123"));
        assert!(place.read("dotfiles/real").contains(HOST));
        place.take(row.tool, HOST);
        assert!(place.path(row.file).is_symlink());
        assert_eq!(place.read("dotfiles/real"), row.theirs);
    }
}

/// The file was ours, and was moved to where its owner keeps such files.
#[test]
fn a_link_that_came_later_is_left_with_what_it_leads_to() {
    for row in &ROWS {
        let place = crate::common::Place::new();
        place.give(row.tool, HOST, &row.credential("tk-123"));
        fs::rename(place.path(row.file), place.path("moved")).unwrap();
        symlink(place.path("moved"), place.path(row.file)).unwrap();
        place.take(row.tool, HOST);
        assert!(place.path(row.file).is_symlink());
        assert!(!place.read("moved").contains("tk-123"));
    }
}

#[test]
fn a_file_is_private_when_it_is_made_and_when_it_is_changed() {
    for row in &ROWS {
        for mask in ["000", "077"] {
            let home = Home::new();
            row.login(&home, "tk-123").run().ok();
            procs::umask(row.share(&home), mask).run().ok();
            assert_eq!(home.mode(row.file), 0o600, "{}", row.tool);
            row.unshare(&home).run().ok();
            assert!(home.read(row.file).is_none(), "{}", row.tool);

            home.write(row.file, row.theirs);
            let file = home.path().join(row.file);
            fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
            procs::umask(row.share(&home), mask).run().ok();
            assert_eq!(home.mode(row.file), 0o600, "{}", row.tool);
        }
    }
}

#[test]
fn another_users_file_and_a_directory_that_others_can_write_are_refused() {
    for row in &ROWS {
        let home = Home::for_nobody();
        row.login(&home, "tk-123").run().ok();
        let file = home.write(row.file, row.theirs);
        let folder = file.parent().unwrap();
        fs::set_permissions(folder, Permissions::from_mode(0o777)).unwrap();
        let ran = row.share(&home).run().fails_with(3);
        ran.notes("can be written by other users");
        fs::set_permissions(folder, Permissions::from_mode(0o500)).unwrap();
        if folder != home.path() {
            row.share(&home)
                .run()
                .fails_with(3)
                .notes("Permission denied");
        }
        fs::set_permissions(folder, Permissions::from_mode(0o700)).unwrap();
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(&file, Some(0), None).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
            let ran = row.share(&home).run().fails_with(3);
            ran.notes("belongs to another user");
        }
        assert_eq!(text(&home, row), row.theirs);
    }
}
