//! Taken: a file of another program out of its place, to be looked at before it goes; it is not lost if it has to go back.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::guard;

/// The folder in a workspace in which it lies, under its own name, so that the next run can put it back.
const FOLDER: &str = "taken";

/// Takes the file at `path` out of its place; where it is then.
pub(super) fn take(path: &Path, workspace: &Path) -> io::Result<PathBuf> {
    let folder = workspace.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let taken = folder.join(path.file_name().unwrap_or_default());
    rename(path, &taken)?;
    Ok(taken)
}

/// Puts a file that was taken back in its place. One that came there meanwhile is newer still, and stays. After an
/// error it is where it was.
pub(super) fn put_back(taken: &Path, path: &Path) -> io::Result<()> {
    let moved = move_to(taken, path).or_else(|_| link_to(taken, path));
    match moved {
        Ok(()) => Ok(()),
        Err(_) if fs::symlink_metadata(path).is_ok() => fs::remove_file(taken),
        // A file system without links, either: nothing is there to be replaced.
        Err(_) => rename(taken, path),
    }
}

/// Puts back what a run that came to no end had taken from `directory` into `workspace`.
pub(super) fn put_all_back(workspace: &Path, directory: &Path) -> io::Result<()> {
    let folder = workspace.join(FOLDER);
    // What another user made, or leads elsewhere, is not what we took.
    if !is_own(workspace) || !is_own(&folder) {
        return Ok(());
    }
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        put_back(&entry.path(), &directory.join(entry.file_name()))?;
    }
    Ok(())
}

fn is_own(folder: &Path) -> bool {
    let found = fs::symlink_metadata(folder);
    found.is_ok_and(|found| found.is_dir() && guard::check_owner(folder, &found).is_ok())
}

fn link_to(taken: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(taken, path)?;
    fs::remove_file(taken)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn move_to(taken: &Path, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(
        CWD,
        taken,
        CWD,
        path,
        RenameFlags::NOREPLACE,
    )?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn move_to(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing is replaced: the name is new, or nothing has it"
)]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests write as other programs do"
)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_goes_back_unless_there_is_something_newer() {
        let home = tempfile::tempdir().unwrap();
        let (path, workspace) = (home.path().join("f"), home.path().join("w"));
        fs::write(&path, "theirs").unwrap();
        let taken = take(&path, &workspace).unwrap();
        assert!(!path.exists());
        put_back(&taken, &path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        let taken = take(&path, &workspace).unwrap();
        fs::write(&path, "newer").unwrap();
        put_all_back(&workspace, home.path()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
        assert!(!taken.exists());
    }

    #[test]
    fn what_cannot_be_put_back_is_kept() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("f");
        fs::write(&path, "theirs").unwrap();
        let taken = take(&path, &home.path().join("w")).unwrap();
        assert!(put_back(&taken, &home.path().join("gone/f")).is_err());
        assert_eq!(fs::read_to_string(&taken).unwrap(), "theirs");
    }
}
