//! Condarc: conda's own configuration files, where they are and what is in them.

mod alias;
mod custom;
mod default_channels;
mod files;
mod secrets;
mod settings;
pub(crate) mod yaml;

pub use self::{
    alias::{channel_alias, default_alias},
    custom::custom_channels,
    default_channels::set_default_channels,
    files::{all as files, of_user as files_of_user},
    secrets::{Found, conceal, of_file as secrets_in, secrets},
    settings::{Setting, settings_in},
};
