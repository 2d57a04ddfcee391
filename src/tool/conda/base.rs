//! Base: conda as it is installed, and what is installed beside it: conda loads plugins from its base environment alone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::env::Env;

/// Where installers put conda, below the home directory or the root.
const USUAL: [&str; 7] = [
    "miniforge3",
    "miniconda3",
    "anaconda3",
    "mambaforge",
    "opt/miniconda3",
    "opt/anaconda3",
    "conda",
];

/// One conda.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// The program.
    pub(super) program: PathBuf,
    prefix: PathBuf,
}

impl Base {
    /// The conda that this user runs: the one that is active, on `PATH`, or in one of the usual places.
    pub(super) fn of(env: &Env) -> Option<Self> {
        let active = env.path_variable("CONDA_EXE").map(PathBuf::from);
        let on_path = || env.program("conda");
        let installed = || usual(env).find(|program| program.is_file());
        let program = active
            .filter(|program| program.is_file())
            .or_else(on_path)
            .or_else(installed)?;
        // `PREFIX/bin/conda`, `PREFIX/condabin/conda` or `PREFIX\Scripts\conda.exe`, often behind a link.
        let real = fs::canonicalize(&program).ok()?;
        let prefix = real.parent()?.parent()?.to_owned();
        Some(Self { program, prefix })
    }

    /// The version of a Python package in the base environment; `name` is as its directory has it.
    pub(super) fn version(&self, name: &str) -> Option<String> {
        let mut directories = self.site_packages().into_iter();
        directories.find_map(|directory| {
            let entries = fs::read_dir(directory).ok()?;
            let mut names = entries.flatten().map(|entry| entry.file_name());
            names.find_map(|file| Some(version(file.to_str()?, name)?.to_owned()))
        })
    }

    /// The file of settings that a package of this name puts into the base environment.
    pub(super) fn condarc_of(&self, package: &str) -> PathBuf {
        self.prefix.join("condarc.d").join(format!("{package}.yml"))
    }

    fn site_packages(&self) -> Vec<PathBuf> {
        if cfg!(windows) {
            return vec![self.prefix.join("Lib").join("site-packages")];
        }
        let entries = fs::read_dir(self.prefix.join("lib"));
        let pythons = entries.into_iter().flatten().flatten();
        let pythons = pythons.filter(|entry| {
            let name = entry.file_name();
            name.to_str()
                .is_some_and(|name| name.starts_with("python3"))
        });
        pythons
            .map(|entry| entry.path().join("site-packages"))
            .collect()
    }
}

fn usual(env: &Env) -> impl Iterator<Item = PathBuf> {
    let program = match cfg!(windows) {
        true => Path::new("Scripts").join("conda.exe"),
        false => Path::new("bin").join("conda"),
    };
    let root = (!cfg!(windows)).then(|| PathBuf::from("/opt"));
    let folders: Vec<PathBuf> = env.home().into_iter().chain(root).collect();
    let places = folders
        .into_iter()
        .flat_map(|folder| USUAL.map(|name| folder.join(name)));
    places.map(move |place| place.join(&program))
}

/// The version in `NAME-VERSION.dist-info`.
fn version<'f>(file: &'f str, name: &str) -> Option<&'f str> {
    let rest = file.strip_suffix(".dist-info")?;
    let (own, version) = rest.split_once('-')?;
    own.replace('.', "_")
        .eq_ignore_ascii_case(name)
        .then_some(version)
}
