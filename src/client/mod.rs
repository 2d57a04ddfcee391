//! Client: requests with the credential that this machine has for their URL.
//!
//! A [`Client`] finds the credential for each URL in the stores that `xauth login` and pixi write, renews it
//! before it ends, sends it to its own origin and to no other, and says in a typed [`Error`] what a person has
//! to do. It is cheap to clone, and works on every runtime of tokio.
//!
//! ```
//! use std::{io::{Read, Write}, net::TcpListener, thread};
//!
//! use xauth::{Env, client::{Client, Error}};
//!
//! // A channel that wants a token: it answers one request without, and one with it.
//! let listener = TcpListener::bind("127.0.0.1:0")?;
//! let channel = format!("http://{}/channel/repodata.json", listener.local_addr()?);
//! let server = thread::spawn(move || {
//!     for stream in listener.incoming().take(2) {
//!         let mut stream = stream.unwrap();
//!         let mut request = [0; 4096];
//!         let length = stream.read(&mut request).unwrap();
//!         let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
//!         let status = match request.contains("authorization: bearer a-token\r\n") {
//!             true => "200 OK",
//!             false => "401 Unauthorized",
//!         };
//!         let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}");
//!         stream.write_all(answer.as_bytes()).unwrap();
//!     }
//! });
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! # let home = tempfile::tempdir()?;
//! # let home = home.path().to_str().unwrap();
//! // A program of its own captures its environment: `Env::capture()`. This one has no login at all …
//! let nobody = Client::new(&Env::of([("HOME", home), ("XAUTH_STORE", "file")]))?;
//! match nobody.get(&channel).await {
//!     Err(Error::LoginRequired { command, .. }) => assert_eq!(command, "xauth login 127.0.0.1"),
//!     other => panic!("{other:?}"),
//! }
//!
//! // … and this one has a token.
//! let token = [("XAUTH_HOST", "127.0.0.1"), ("XAUTH_TOKEN", "a-token")];
//! let env = Env::of([("HOME", home), ("XAUTH_STORE", "file")].into_iter().chain(token));
//! let client = Client::new(&env)?;
//! let response = client.get(&channel).await?;
//! assert_eq!(response.status(), 200);
//! assert_eq!(response.text().await?, "{}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # server.join().unwrap();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod carry;
mod credentials;
mod error;
mod exchange;
mod kept;
mod redirect;
mod renewal;

use std::{mem, sync::Arc};

pub use reqwest;
use reqwest::{Method, Request, Response};
use url::Url;

pub use self::{builder::Builder, error::Error};
use self::{
    builder::{Network, Without},
    credentials::Credentials,
    exchange::Exchange,
    kept::Kept,
    redirect::Asked,
};
use crate::{env::Env, http, text::redact_url};

/// Sends requests with the credentials of this machine.
#[derive(Clone)]
pub struct Client {
    http: http::Client,
    kept: Arc<Kept>,
    credentials: Arc<Credentials>,
    without: Without,
    network: Network,
}

/// Nothing of what it holds, which is credentials.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the stores that `env` leads to.
    ///
    /// # Errors
    /// For a setting that cannot be used.
    pub fn new(env: &Env) -> Result<Self, Error> {
        Self::builder().build(env)
    }

    /// What a client can be made with.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Asks for a URL.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub async fn get(&self, url: &str) -> Result<Response, Error> {
        let parsed = Url::parse(url).map_err(|error| Error::Request {
            url: redact_url(url),
            why: error.to_string(),
        })?;
        self.execute(Request::new(Method::GET, parsed)).await
    }

    /// Sends a request, and follows up to ten redirects.
    ///
    /// The credential is looked up for the URL of each hop, and so never goes to an origin that it is not for. A
    /// request that has one of its own (an `Authorization` header, user info, which becomes one, `/t/TOKEN/`) is sent
    /// with that and no other. Headers
    /// that are marked sensitive, cookies and `Authorization` stay with the origin of the request.
    /// What began is carried through when the future is dropped: tokens that a provider gave out are stored.
    ///
    /// # Errors
    /// When there is no answer, and for 401 and 403: [`Error::LoginRequired`] when nothing is stored,
    /// [`Error::Rejected`] when the server does not take what is, also after it was read (and, for an OAuth login
    /// and 401, renewed) once more. A request with a credential of its own gets every answer, as does any other status.
    pub async fn execute(&self, request: Request) -> Result<Response, Error> {
        if self.network == Network::Forbidden {
            let why = "the network must not be used";
            return Err(Error::request(request.url(), why));
        }
        if !matches!(request.url().scheme(), "http" | "https") {
            let why = "it is neither http nor https";
            return Err(Error::request(request.url(), why));
        }
        let (mut request, mut without) = (request, self.without);
        carry::user_as_header(&mut request)?;
        let start = request.url().clone();
        for _ in 0..=redirect::MOST {
            let asked = Asked::of(&request);
            let url = asked.url.clone();
            let Exchange {
                response,
                sent,
                answer,
            } = self.ask(request, &asked, without).await?;
            match asked.next(&response, &sent, answer.as_ref())? {
                Some(next) => request = next,
                None => return carry::detach(response, &url, answer.as_ref()),
            }
            // A login is for what the caller asked for; a mirror that it leads to may be public.
            if request.url().origin() != start.origin() {
                without = Without::Ask;
            }
        }
        let why = format!("more than {} times", redirect::MOST);
        Err(Error::redirect(&start, why))
    }

    /// What a person should know of the stores and renewals that kept nothing from working, each thing once.
    pub fn take_warnings(&self) -> Vec<String> {
        let warnings = self.credentials.warnings.lock();
        let mut warnings = warnings.unwrap_or_else(std::sync::PoisonError::into_inner);
        mem::take(&mut *warnings).into_iter().collect()
    }
}
