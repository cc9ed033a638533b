//! Who may speak to the agent: somebody on this machine, from our own page, who knows the token.
//!
//! A web page of another site can send requests to 127.0.0.1, also under a name of its own that leads there.
//! So the `Host` must be a loopback name with our port, the `Origin`, if any, our own, and the token right.

use crate::app::App;
use crate::engine::Engine;
use crate::error::Refusal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use linkyard_wire::{FailureCode, TOKEN_HEADER};
use std::fmt;
use subtle::ConstantTimeEq;

/// The secret that pairs a page with its agent: 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Draws one from the operating system's randomness.
    ///
    /// # Errors
    /// The operating system has none to give.
    pub fn draw() -> Result<Token, getrandom::Error> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Token(bytes.iter().map(|it| format!("{it:02x}")).collect()))
    }

    /// Takes a given one, or `None` if it is shorter than 32 characters or holds other than letters and digits.
    pub fn given(text: &str) -> Option<Token> {
        let is_good = text.len() >= 32 && text.bytes().all(|it| it.is_ascii_alphanumeric());
        is_good.then(|| Token(text.to_owned()))
    }

    /// For the address of the page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares in a time that says nothing about where the two differ.
    fn is(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What a request must have.
#[derive(Clone, Debug)]
pub struct Guard {
    token: Token,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Guard {
    /// Lets in who knows `token` and calls us by a loopback name and `port`. `more_origins` are for a page that another
    /// server shows during development, such as `http://127.0.0.1:7879`.
    pub fn new(token: Token, port: u16, more_origins: &[String]) -> Guard {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut hosts: Vec<String> = names.iter().map(|it| format!("{it}:{port}")).collect();
        if port == 80 {
            hosts.extend(names.iter().map(|&it| it.to_owned()));
        }
        let origins = hosts
            .iter()
            .map(|it| format!("http://{it}"))
            .chain(more_origins.iter().cloned())
            .collect();
        Guard {
            token,
            hosts,
            origins,
        }
    }

    /// Checks one request.
    fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = headers
            .get(header::HOST)
            .and_then(|it| it.to_str().ok())
            .or(uri.authority().map(|it| it.as_str()));
        if !host.is_some_and(|host| self.hosts.iter().any(|it| it.eq_ignore_ascii_case(host))) {
            return Err(Refusal::new(
                FailureCode::ForeignOrigin,
                format!(
                    "the request is addressed to `{}`, which is not this agent",
                    host.unwrap_or("nobody")
                ),
                "open the address that `linkyard serve` prints",
            ));
        }
        if let Some(origin) = headers.get(header::ORIGIN) {
            let origin = origin.to_str().unwrap_or("unreadable");
            if !self
                .origins
                .iter()
                .any(|it| it.eq_ignore_ascii_case(origin))
            {
                return Err(Refusal::new(
                    FailureCode::ForeignOrigin,
                    format!("the request comes from a page of `{origin}`"),
                    "open the address that `linkyard serve` prints",
                ));
            }
        }
        if !uri.path().starts_with("/api/") || self.knows_token(uri, headers) {
            return Ok(());
        }
        Err(Refusal::new(
            FailureCode::NotPaired,
            "the page does not know this agent's token".to_owned(),
            "open the address that `linkyard serve` prints: the token is its last part",
        ))
    }

    fn knows_token(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        if let Some(token) = headers.get(TOKEN_HEADER) {
            return token.to_str().is_ok_and(|it| self.token.is(it));
        }
        // A browser cannot set headers on an event stream. Nothing else takes the token from the address,
        // where it could end in logs and histories.
        uri.path().ends_with("/events")
            && uri
                .query()
                .unwrap_or_default()
                .split('&')
                .filter_map(|it| it.strip_prefix("token="))
                .any(|it| self.token.is(it))
    }
}

/// Stands before every route.
pub(crate) async fn guard<E: Engine>(
    State(app): State<App<E>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    app.guard.check(request.uri(), request.headers())?;
    Ok(next.run(request).await)
}
