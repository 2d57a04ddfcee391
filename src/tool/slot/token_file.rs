//! A token file of conda and anaconda-client: the whole file is the token, and nothing more: conda reads it as it is,
//! line ends and all (`conda/gateways/anaconda_client.py`, `read_binstar_tokens`).

use super::layout::{Damage, Layout, Text};
use crate::secret::Secret;

pub(super) struct Whole;

impl Layout for Whole {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        let is_there = !text.trim().is_empty();
        Ok(is_there.then(|| Secret::new(text)))
    }

    fn set(&self, _: &str, value: &str) -> Result<Text, Damage> {
        Ok(Text::new(value.to_owned()))
    }

    fn unset(&self, _: &str) -> Result<Option<Text>, Damage> {
        Ok(None)
    }
}
