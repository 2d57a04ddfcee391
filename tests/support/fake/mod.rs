//! Servers that do what they are told, also what a real one never does.

mod books;
mod http;
mod provider;
mod server;
mod signer;
mod tls;

pub use books::{Books, challenge, issuer};
pub use http::{Answer, Pace, Request};
pub use provider::Provider;
pub use server::Server;
pub use signer::Signer;
pub use tls::{Certificate, TlsFront};
