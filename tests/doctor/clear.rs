//! Secrets in clear: the file and the line are named, the secret is not.

use crate::common::Ward;

#[test]
fn secrets_in_files_of_shells_are_named_with_their_lines() {
    for (path, line) in [
        (".bashrc", "export ANACONDA_API_KEY='CANARY'"),
        (".zshenv", "export XAUTH_TOKEN_H_EXAMPLE=CANARY"),
        (
            ".config/environment.d/10-conda.conf",
            "QUETZ_API_KEY=CANARY",
        ),
        (
            ".profile",
            "export CONDA_CHANNELS=https://h.example/t/CANARY/chan",
        ),
    ] {
        let ward = Ward::new();
        let line = line.replace("CANARY", &ward.home.canary());
        ward.home
            .write(path, format!("umask 022\n{line}\nalias x=y\n{line}\n"));
        let finding = ward.finding("startup");
        let problem = finding["problem"].as_str().unwrap();
        assert!(
            problem.ends_with("has a secret in clear (lines 2, 4)"),
            "{problem}"
        );
        // What it takes to edit a script is a person.
        assert!(finding["run"].is_null());
        ward.home.write(path, "umask 022\nalias x=y\n");
        assert!(ward.findings("startup").is_empty());
    }
}

#[test]
fn a_link_stays_one_when_lines_are_removed() {
    let ward = Ward::new();
    let line = format!("xauth login h.example --token {}\n", ward.home.canary());
    ward.home
        .write("dotfiles/history", format!("umask 022\n{line}"));
    ward.shell("ln -s dotfiles/history .bash_history").ok();
    ward.is_cured("history", "has kept a secret in clear (line 2)");
    assert!(ward.home.path().join(".bash_history").is_symlink());
    assert_eq!(ward.home.read("dotfiles/history").unwrap(), b"umask 022\n");
}

#[test]
fn secrets_in_histories_are_a_problem() {
    for (path, line) in [
        (".bash_history", "xauth login h.example --token CANARY"),
        (
            ".zsh_history",
            ": 1700000000:0;pixi auth login h.example --conda-token CANARY",
        ),
        (
            ".bash_history",
            "conda install -c https://h.example/t/CANARY/chan numpy",
        ),
        (
            "env/conda-meta/history",
            "# cmd: conda create -c https://h.example/t/CANARY/chan",
        ),
    ] {
        let ward = Ward::new();
        let line = line.replace("CANARY", &ward.home.canary());
        let prefix = ward.home.path().join("env");
        ward.home
            .write(".conda/environments.txt", format!("{}\n", prefix.display()));
        ward.home.write(path, format!("ls\n{line}\n"));
        ward.is_cured("history", "has kept a secret in clear (line 2)");
        assert_eq!(ward.home.read(path).unwrap(), b"ls\n");
    }
}

#[test]
fn secrets_in_condas_settings_are_named_with_their_lines() {
    let ward = Ward::new();
    let canary = ward.home.canary();
    let text = format!(
        "channels:\n  - https://h.example/t/{canary}/chan\n  - https://h.example/t/$TOKEN/other\n"
    );
    ward.home.write(".condarc", &text);
    let finding = ward.finding("condarc");
    let problem = finding["problem"].as_str().unwrap();
    let wanted =
        "`~/.condarc` line 2 (`channels[0]`) has a secret in clear, for `https://h.example/chan`";
    assert_eq!(problem, wanted);
    ward.fix().fails_with(1);
    assert_eq!(ward.home.read(".condarc").unwrap(), text.as_bytes());
    ward.is_cured("condarc", "has a secret in clear");
    let left = "channels:\n  - https://h.example/chan\n  - https://h.example/t/$TOKEN/other\n";
    assert_eq!(ward.home.read(".condarc").unwrap(), left.as_bytes());
    assert_eq!(ward.token("https://h.example/chan"), canary);
}

#[test]
fn odd_files_hold_nobody_up() {
    let ward = Ward::new();
    ward.shell("mkfifo .bash_history; ln -s .zsh_history .zsh_history; mkdir .profile; head -c 3000000 /dev/urandom > .zshrc").ok();
    ward.xauth(&["doctor"])
        .run()
        .ok()
        .prints("nothing is wrong\n");
}
