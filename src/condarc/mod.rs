//! Condarc: conda's own configuration files, where they are and what is in them.

mod alias;
mod files;
pub(crate) mod yaml;

pub use self::alias::{channel_alias, default_alias};
