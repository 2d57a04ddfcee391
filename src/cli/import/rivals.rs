//! Rivals: sources that hold different credentials for one key. None of them wins in silence.

use std::collections::BTreeMap;

use super::{
    Context,
    plan::{Plan, State},
};
use crate::{error::Result, target::Key};

/// Which of several rivals wins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    /// The first: the person named its source.
    First,
    /// The one that the person says.
    Asked,
    /// None.
    None,
}

impl Plan {
    /// Logins of one host with different credentials, which each may be for a channel of its own.
    pub(super) fn rivals_by_channel(&self) -> Vec<usize> {
        self.rivals().into_values().flatten().collect()
    }

    /// Marks those who lose: all but those who hold what the winner holds.
    pub(super) fn settle(&mut self, order: Order, context: &mut Context<'_>) -> Result<()> {
        for (key, group) in self.rivals() {
            let chosen = match order {
                Order::First => group.first().copied(),
                Order::Asked if context.ui.can_ask() => Some(self.ask(&key, &group, context)?),
                Order::Asked | Order::None => None,
            };
            let lost = match (order, chosen) {
                (Order::Asked, Some(_)) => State::PassedOver,
                _ => State::Rival,
            };
            self.choose(&group, chosen, &lost);
        }
        Ok(())
    }

    fn ask(&self, key: &Key, group: &[usize], context: &mut Context<'_>) -> Result<usize> {
        let options: Vec<String> = group.iter().map(|at| self.items[*at].origin()).collect();
        let question = format!("Different credentials were found for {key}; take the one of");
        Ok(group[context.ui.ask_one(&question, &options)?])
    }

    fn choose(&mut self, group: &[usize], chosen: Option<usize>, lost: &State) {
        let credential = chosen.and_then(|at| self.items[at].find.found.credential.clone().ok());
        for at in group {
            let own = self.items[*at].find.found.credential.as_ref().ok();
            if own != credential.as_ref() {
                self.items[*at].state = lost.clone();
            }
        }
    }

    /// The positions of wanted logins, by the keys that have more than one credential.
    fn rivals(&self) -> BTreeMap<Key, Vec<usize>> {
        let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (at, item) in self.items.iter().enumerate() {
            if let Some((request, _)) = item.login().filter(|_| item.is_wanted()) {
                groups.entry(request.key.clone()).or_default().push(at);
            }
        }
        let credential = |at: &usize| self.items[*at].login().map(|(_, credential)| credential);
        let differ = |group: &[usize]| {
            group
                .windows(2)
                .any(|pair| credential(&pair[0]) != credential(&pair[1]))
        };
        groups.retain(|_, group| differ(group));
        groups
    }
}
