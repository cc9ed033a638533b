//! What `run` changes of a service.

use linkyard_core::port::PortBinding;

/// What a one-off container has otherwise than its service.
#[derive(Clone, Debug, Default)]
pub(super) struct Override {
    /// Its name.
    pub name: Option<String>,
    /// Its command; `None` leaves it to the image.
    pub command: Option<Vec<String>>,
    /// Its entrypoint.
    pub entrypoint: Option<Vec<String>>,
    /// Variables over those of the service.
    pub environment: Vec<String>,
    /// Labels over those of the service.
    pub labels: Vec<(String, String)>,
    /// User.
    pub user: Option<String>,
    /// Folder.
    pub working_dir: Option<String>,
    /// Published ports; `None` leaves those of the service.
    pub ports: Option<Vec<PortBinding>>,
    /// Mounts besides those of the service.
    pub volumes: Vec<String>,
    /// Whether it has a terminal.
    pub tty: bool,
    /// Whether its standard input stays open.
    pub stdin_open: bool,
}
