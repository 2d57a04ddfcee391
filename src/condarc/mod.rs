//! Condarc: conda's own configuration files, where they are and what is in them.

mod alias;
mod files;
mod secrets;
pub(crate) mod yaml;

pub use self::{
    alias::{channel_alias, default_alias},
    secrets::{Found, conceal, of_file as secrets_in, secrets},
};
