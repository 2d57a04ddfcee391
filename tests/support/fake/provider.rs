//! An OpenID provider that does what it should, until a test tells it otherwise.

use std::sync::Arc;

use serde_json::{Value, json};

use super::books::Books;
use super::http::{Answer, Request};
use super::server::Server;
use super::signer::Signer;

/// A provider on loopback, with reuse detection: a refresh token that comes twice ends them all.
pub struct Provider {
    server: Server,
    books: Arc<Books>,
}

impl Provider {
    /// One that does all as usual.
    pub fn usual() -> Self {
        Self::start(|_, _| None)
    }

    /// One that answers by `change`, and as usual where that is `None`.
    pub fn start(
        change: impl Fn(&Request, &Books) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        Self::with_signer(Signer::rsa(), change)
    }

    /// The same with another key.
    pub fn with_signer(
        signer: Signer,
        change: impl Fn(&Request, &Books) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let books = Arc::new(Books::new(signer));
        let known = Arc::clone(&books);
        let server = Server::start(move |request| {
            change(request, &known).unwrap_or_else(|| known.usual(request))
        });
        Self { server, books }
    }

    /// The server, for its requests.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What it knows.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Its issuer, for who asks it directly.
    pub fn issuer(&self) -> String {
        self.server.url()
    }

    /// Everything that it may give out and that nobody may show.
    pub fn secrets(&self) -> Vec<String> {
        self.books.secrets()
    }

    /// Gives out tokens, in the form in which rattler keeps a login.
    pub fn stored(&self, expires_at: &Value) -> Value {
        let (access, refresh) = self.books.issue();
        json!({ "OAuth": {
            "access_token": access,
            "refresh_token": refresh,
            "expires_at": expires_at,
            "token_endpoint": format!("{}/token", self.issuer()),
            "revocation_endpoint": format!("{}/revoke", self.issuer()),
            "client_id": "rattler",
        } })
    }
}
