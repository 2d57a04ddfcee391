//! How long processes take, measured in turns, so that what else the machine does falls on all alike.

use std::time::{Duration, Instant};

use super::arm::Arm;

/// Of many runs.
#[derive(Clone, Copy)]
pub struct Times {
    pub median: Duration,
    pub least: Duration,
}

impl Times {
    fn of(mut runs: Vec<Duration>) -> Self {
        runs.sort_unstable();
        Self {
            median: runs[runs.len() / 2],
            least: runs[0],
        }
    }
}

/// Runs all arms `runs` times, one after the other, each round in another order.
pub fn measure(arms: &[&Arm], runs: usize) -> Vec<Times> {
    const WARM_UP: usize = 4;
    let mut taken = vec![Vec::with_capacity(runs); arms.len()];
    for round in 0..runs + WARM_UP {
        for turn in 0..arms.len() {
            let index = (turn + round) % arms.len();
            let start = Instant::now();
            arms[index].run(round, &[]);
            if round >= WARM_UP {
                taken[index].push(start.elapsed());
            }
        }
    }
    taken.into_iter().map(Times::of).collect()
}
