//! Many: work that waits is done side by side, a few at a time.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

/// How many at a time.
const WIDTH: usize = 8;

/// The outcomes in the order of the work; `done` is told how many are, after each.
pub(super) async fn all<T>(
    work: impl IntoIterator<Item: Future<Output = T>>,
    mut done: impl FnMut(usize),
) -> Vec<T> {
    let mut waiting = work.into_iter().map(Box::pin).enumerate();
    let mut running = Vec::new();
    let mut outcomes = Vec::new();
    poll_fn(|context| {
        loop {
            running.extend(waiting.by_ref().take(WIDTH - running.len()));
            if running.is_empty() {
                return Poll::Ready(());
            }
            let before = running.len();
            running.retain_mut(|one| match poll(one, context) {
                Some(outcome) => {
                    outcomes.push((one.0, outcome));
                    done(outcomes.len());
                    false
                }
                None => true,
            });
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn poll<T>(
    (_, work): &mut (usize, Pin<Box<impl Future<Output = T>>>),
    context: &mut Context<'_>,
) -> Option<T> {
    match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use super::*;

    #[test]
    fn a_few_go_at_a_time_and_come_in_their_order() {
        let (now, most, told) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let work = (0..30_u64).map(|number| {
            let (now, most) = (&now, &most);
            async move {
                now.set(now.get() + 1);
                most.set(now.get().max(most.get()));
                tokio::time::sleep(Duration::from_millis(30 - number)).await;
                now.set(now.get() - 1);
                number
            }
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let outcomes = runtime.block_on(all(work, |count| told.set(count)));
        assert_eq!(outcomes, (0..30).collect::<Vec<_>>());
        assert_eq!((most.get(), told.get()), (WIDTH, 30));
        assert!(
            runtime
                .block_on(all(Vec::<std::future::Ready<()>>::new(), |_| {}))
                .is_empty()
        );
    }
}
