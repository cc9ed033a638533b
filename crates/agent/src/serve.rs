//! Listens on a loopback address until Ctrl+C.

use crate::app::{App, app};
use crate::context::{ProjectFolder, Reach};
use crate::engine::DockerEngine;
use crate::guard::{Guard, Token};
use crate::project_files::ProjectSource;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;
use tokio::net::TcpListener;

/// How the agent is served.
#[derive(Default)]
pub struct ServeOptions {
    /// The compose file to begin with, and the project's name.
    pub project: Option<ProjectSource>,
    /// The token; `None` draws one.
    pub token: Option<Token>,
    /// Addresses of other servers that may show the page, for development: `http://127.0.0.1:7879`.
    pub more_origins: Vec<String>,
    /// Called once, when the first request can be answered.
    pub on_ready: Option<OnReady>,
}

/// What to do when the first request can be answered: print the address, open a browser.
pub type OnReady = Box<dyn FnOnce(&Ready) + Send>;

/// Where the agent listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The address, with the port that was really taken.
    pub address: SocketAddr,
    /// What to open in a browser. The token stands behind the `#`, which browsers never send.
    pub url: String,
}

/// Why the agent cannot be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error(
        "{address} can be reached from other machines, and whoever reaches the agent can start containers: use 127.0.0.1 or [::1], and `ssh -L` to come from elsewhere"
    )]
    NotLoopback {
        /// The address.
        address: SocketAddr,
    },
    /// The port is taken.
    #[error("port {port} of {ip} is taken by another program, perhaps by another `linkyard serve`: `ss -ltnp 'sport = :{port}'` says by which; `--listen {ip}:0` takes a free port", ip = .address.ip(), port = .address.port())]
    PortTaken {
        /// The address.
        address: SocketAddr,
    },
    /// The port needs rights that the user does not have.
    #[error("port {} needs root: take one above 1023", .address.port())]
    PortForbidden {
        /// The address.
        address: SocketAddr,
    },
    /// The project folder cannot be used.
    #[error("the project folder `{path}` cannot be used: {err}")]
    NoFolder {
        /// The folder.
        path: String,
        /// The operating system's words.
        err: io::Error,
    },
    /// There is no randomness for a token.
    #[error("no token could be drawn: {0}")]
    NoRandomness(String),
    /// Anything else that listening can fail with.
    #[error("listening on {address} failed: {err}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The operating system's words.
        err: io::Error,
    },
}

/// Serves page and agent on `listen` for the files of `project_dir`, until Ctrl+C or SIGTERM. A plan that is running then is
/// broken off, and what it left is for the next look to see. An engine that does not answer yet is no fault: the page
/// works without, and asks again.
///
/// # Errors
/// A [`ServeError`], which is a sentence with what to do.
pub async fn serve(
    listen: SocketAddr,
    project_dir: PathBuf,
    options: ServeOptions,
) -> Result<(), ServeError> {
    if !listen.ip().is_loopback() {
        return Err(ServeError::NotLoopback { address: listen });
    }
    let path = project_dir
        .canonicalize()
        .map_err(|err| ServeError::NoFolder {
            path: project_dir.display().to_string(),
            err,
        })?;
    let token = match options.token {
        Some(token) => token,
        None => Token::draw().map_err(|err| ServeError::NoRandomness(err.to_string()))?,
    };
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|err| match err.kind() {
            io::ErrorKind::AddrInUse => ServeError::PortTaken { address: listen },
            io::ErrorKind::PermissionDenied => ServeError::PortForbidden { address: listen },
            _ => ServeError::Listen {
                address: listen,
                err,
            },
        })?;
    let address = listener.local_addr().map_err(|err| ServeError::Listen {
        address: listen,
        err,
    })?;
    let guard = Guard::new(token.clone(), address.port(), &options.more_origins);
    let folder = ProjectFolder {
        path,
        reach: Reach::Inside,
    };
    let state = App::new(
        DockerEngine::from_environment(),
        guard,
        folder,
        options.project,
    );
    let runs = Arc::clone(&state.runs);
    if let Some(on_ready) = options.on_ready {
        on_ready(&Ready {
            address,
            url: format!("http://{address}/#token={}", token.as_str()),
        });
    }
    axum::serve(listener, app(state))
        .with_graceful_shutdown(async move {
            asked_to_end().await;
            runs.stop_all().await;
        })
        .await
        .map_err(|err| ServeError::Listen { address, err })
}

/// Ends at Ctrl+C or SIGTERM.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_that_others_can_reach_is_refused() {
        for address in ["0.0.0.0:0", "[::]:0", "192.168.1.1:0"] {
            let err = serve(
                address.parse().unwrap(),
                PathBuf::from("."),
                ServeOptions::default(),
            )
            .await
            .unwrap_err();
            assert!(
                matches!(err, ServeError::NotLoopback { .. }),
                "{address}: {err}"
            );
        }
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named_with_what_to_do() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let err = serve(address, PathBuf::from("."), ServeOptions::default())
            .await
            .unwrap_err();
        let want = format!(
            "port {} of 127.0.0.1 is taken by another program",
            address.port()
        );
        assert!(err.to_string().starts_with(&want), "{err}");
    }

    #[tokio::test]
    async fn who_opens_the_address_gets_the_page_and_the_token_stays_out_of_it() {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let options = ServeOptions {
            on_ready: Some(Box::new(move |it| sender.send(it.clone()).unwrap())),
            ..ServeOptions::default()
        };
        let agent = tokio::spawn(serve(
            "127.0.0.1:0".parse().unwrap(),
            PathBuf::from("."),
            options,
        ));
        let ready = receiver.await.unwrap();
        let mut stream = tokio::net::TcpStream::connect(ready.address).await.unwrap();
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let request = format!(
            "GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            ready.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        agent.abort();
        let (_, token) = ready.url.split_once("/#token=").unwrap();
        assert!(
            token.len() == 64 && answer.starts_with("HTTP/1.1 200") && !answer.contains(token),
            "{answer}"
        );
    }
}
