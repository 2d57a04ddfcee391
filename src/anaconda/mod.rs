//! Anaconda: what anaconda-auth and anaconda-client know: sites, accounts, API keys and access tokens.

pub mod site;

pub use self::site::Site;
