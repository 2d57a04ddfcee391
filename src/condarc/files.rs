//! Files: where conda looks for its configuration, in its order (`conda/base/constants.py`, `SEARCH_PATH`).

use std::path::PathBuf;

use crate::env::Env;

/// The files of the system and of the user.
pub(super) fn files(env: &Env) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = ["/etc/conda", "/var/lib/conda"]
        .iter()
        .flat_map(|folder| [".condarc", "condarc"].map(|name| PathBuf::from(folder).join(name)))
        .collect();
    if let Some(folder) = env.path_variable("XDG_CONFIG_HOME") {
        files.extend(
            [".condarc", "condarc"].map(|name| PathBuf::from(folder).join("conda").join(name)),
        );
    }
    if let Some(home) = env.home() {
        let folders = [home.join(".config/conda"), home.join(".conda")];
        files.extend(
            folders
                .iter()
                .flat_map(|folder| [".condarc", "condarc"].map(|name| folder.join(name))),
        );
        files.push(home.join(".condarc"));
    }
    files.extend(env.path_variable("CONDARC").map(PathBuf::from));
    files
}
