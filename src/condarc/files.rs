//! Files: where conda looks for its configuration, in its order (`conda/base/constants.py`, `SEARCH_PATH`). A file inside
//! an environment is left out: a project must not choose where a login goes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::env::Env;

/// The files of the system and of the user.
pub fn all(env: &Env) -> Vec<PathBuf> {
    let system = ["/etc/conda", "/var/lib/conda"].map(PathBuf::from);
    let mut files: Vec<PathBuf> = system.iter().flat_map(|folder| in_folder(folder)).collect();
    files.extend(of_user(env));
    files
}

/// The files of the user.
pub fn of_user(env: &Env) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let base = env.path_variable("XDG_CONFIG_HOME").map(PathBuf::from);
    folders.extend(base.map(|base| base.join("conda")));
    let home = env.home();
    if let Some(home) = &home {
        folders.extend([home.join(".config/conda"), home.join(".conda")]);
    }
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| in_folder(folder))
        .collect();
    files.extend(home.map(|home| home.join(".condarc")));
    files.extend(env.path_variable("CONDARC").map(PathBuf::from));
    // Our record has to lead to one that we write from any directory.
    let absolute = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
    let mut files: Vec<PathBuf> = files.iter().map(absolute).collect();
    let mut seen = Vec::new();
    files.retain(|file| {
        let is_new = !seen.contains(file);
        seen.push(file.clone());
        is_new
    });
    files
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("condarc.d")).into_iter().flatten();
    let mut parts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let is_part = |path: &PathBuf| {
        path.extension()
            .is_some_and(|end| end == "yml" || end == "yaml")
    };
    parts.retain(is_part);
    parts.sort();
    let named = [".condarc", "condarc"].map(|name| folder.join(name));
    named.into_iter().chain(parts).collect()
}
