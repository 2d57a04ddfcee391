//! Seeds: every property is tried twice, with cases that never change and with new ones.

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner},
};
use std::{
    fmt::Debug,
    hash::{BuildHasher, RandomState},
};

/// The seed that every run uses.
const FIXED: u64 = 2;

/// The seeds of this run: the fixed one, and a new one or that of the variable `FOUND_SEED`.
pub fn seeds() -> [u64; 2] {
    let asked = std::env::var("FOUND_SEED").ok();
    let new = || RandomState::new().hash_one(()) >> 1;
    [
        FIXED,
        asked.map_or_else(new, |seed| seed.parse().expect("`FOUND_SEED` is a number")),
    ]
}

/// A source of cases that this seed always makes the same.
pub fn runner(seed: u64, cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(config, rng)
}

/// Tries `property` on `cases` cases of each seed; a failure names the seed and the smallest case.
#[track_caller]
pub fn hold<S: Strategy<Value: Debug>>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> TestCaseResult,
) {
    for seed in seeds() {
        println!("FOUND_SEED={seed}: {cases} cases");
        if let Err(failure) = runner(seed, cases).run(strategy, &property) {
            panic!("with FOUND_SEED={seed}: {failure}");
        }
    }
}
