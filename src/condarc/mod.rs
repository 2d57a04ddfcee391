//! Condarc: conda's own configuration files, where they are and what is in them.

mod alias;
mod custom;
mod files;
mod secrets;
pub(crate) mod yaml;

pub use self::{
    alias::{channel_alias, default_alias},
    custom::custom_channels,
    secrets::{Found, conceal, of_file as secrets_in, secrets},
};
