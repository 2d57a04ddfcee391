//! Harden: no core dump of a process that holds secrets, and full disks as errors instead of signals.

/// Done first thing by the program. What the system refuses is left as it was.
#[cfg(unix)]
pub fn process() {
    use std::sync::{Arc, atomic::AtomicBool};

    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    // Nor may another process of the user attach to this one, or read its memory.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    // A file over its size limit is then an error of the write, after which we clean up.
    let seen = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
}

/// Nothing is known to do here on this system.
#[cfg(not(unix))]
pub fn process() {}
