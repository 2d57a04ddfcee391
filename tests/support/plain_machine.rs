//! A machine without the marks that a container leaves in its root directory.

use rustix::process::geteuid;

use super::run::Run;

/// Makes a root directory with the folders of this one and nothing beside them, and goes on there.
/// `/run`, which may have a mark, too, is an empty folder in it.
const MOVE: &str = r#"
root=$(mktemp -d) && mount -t tmpfs tmpfs "$root" || exit 99
for name in /*; do
    if [ -L "$name" ]; then cp -P "$name" "$root/"; continue; fi
    [ -d "$name" ] && mkdir "$root$name" && [ "$name" != /run ] || continue
    mount --rbind "$name" "$root$name" || exit 99
done
exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
"#;

/// Runs it in a mount namespace where `script`, of which `"$@"` is the run, may do as it likes.
pub fn in_namespace(run: Run, script: &str) -> Run {
    let user: &[&str] = match geteuid().is_root() {
        true => &[],
        false => &["--map-root-user"],
    };
    let words = [&["unshare", "--mount"], user, &["sh", "-c", script, "sh"]];
    run.through(words.concat())
}

/// Runs it as on a machine that is no container.
pub fn on_plain_machine(run: Run) -> Run {
    in_namespace(run, MOVE)
}
