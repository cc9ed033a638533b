//! The engine's refusals, in its own words.

use thiserror::Error;

/// Why the engine refused a call. The text is what stands after `Error response from daemon: `.
///
/// Each text was read off Engine 20.10.24; where Engine 28 says something else, it has a variant of its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EngineError {
    /// The container name is taken.
    #[error(
        "Conflict. The container name \"/{name}\" is already in use by container \"{id}\". You have to remove (or rename) that container to be able to reuse that name."
    )]
    NameTaken {
        /// The name.
        name: String,
        /// Who has it.
        id: String,
    },
    /// The name has a character that the engine does not allow.
    #[error("Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")]
    BadName {
        /// The name.
        name: String,
    },
    /// No such container.
    #[error("No such container: {name}")]
    NoSuchContainer {
        /// What was asked for.
        name: String,
    },
    /// A link names a container that does not exist.
    #[error("could not get container for {name}: No such container: {name}")]
    NoSuchLinkSource {
        /// What the link names.
        name: String,
    },
    /// A link from or to a container on the host's network.
    #[error(
        "conflicting options: host type networking can't be used with links. This would result in undefined behavior"
    )]
    HostNetworkLink,
    /// A link of a container that shares another one's network.
    #[error(
        "conflicting options: container type network can't be used with links. This would result in undefined behavior"
    )]
    ContainerNetworkLink,
    /// The source of a link does not run.
    #[error("Cannot link to a non running container: /{source_name} AS /{recipient}/{alias}")]
    SourceNotRunning {
        /// Source container.
        source_name: String,
        /// Recipient container.
        recipient: String,
        /// Alias.
        alias: String,
    },
    /// The source of a link is not on the default bridge; Engine 27 and older.
    #[error("Cannot link to /{source_name}, as it does not belong to the default network")]
    SourceNotOnBridge {
        /// Source container.
        source_name: String,
    },
    /// The source of a link is not on the default bridge; Engine 28 and newer.
    #[error("container {source_id} not attached to default bridge network")]
    SourceNotAttached {
        /// Id of the source container.
        source_id: String,
    },
    /// A host port is taken; Engine 27 and older.
    #[error(
        "driver failed programming external connectivity on endpoint {name}{endpoint}: Bind for {host_ip}:{port} failed: port is already allocated"
    )]
    PortTaken {
        /// The container that wanted it.
        name: String,
        /// Id of its endpoint in brackets, which a prediction cannot know and leaves out.
        endpoint: String,
        /// Host address.
        host_ip: String,
        /// Host port.
        port: u16,
    },
    /// A host port is taken; Engine 28 and newer, which see at once that all addresses include each single one.
    #[error(
        "failed to set up container networking: driver failed programming external connectivity on endpoint {name}{endpoint}: Bind for {host_ip}:{port} failed: port is already allocated"
    )]
    PortHeld {
        /// The container that wanted it.
        name: String,
        /// Id of its endpoint in brackets, which a prediction cannot know and leaves out.
        endpoint: String,
        /// The host address on which it is taken, not the one that was asked for.
        host_ip: String,
        /// Host port.
        port: u16,
    },
    /// A host port is taken on some addresses, and wanted on all or on one of them. Engine 27 and older keep their books
    /// by address and do not see that; the kernel does.
    #[error(
        "driver failed programming external connectivity on endpoint {name}{endpoint}: Error starting userland proxy: listen {protocol}4 {host_ip}:{port}: bind: address already in use"
    )]
    PortTakenOnOtherAddress {
        /// The container that wanted it.
        name: String,
        /// Id of its endpoint in brackets, which a prediction cannot know and leaves out.
        endpoint: String,
        /// `tcp` or `udp`.
        protocol: &'static str,
        /// Host address.
        host_ip: String,
        /// Host port.
        port: u16,
    },
    /// A container is to start on a network that does not exist.
    #[error("{prefix}network {network} not found")]
    StartWithoutNetwork {
        /// What the engine puts before such refusals.
        prefix: &'static str,
        /// The name, or the id where there was one.
        network: String,
    },
    /// No such network.
    #[error("network {name} not found")]
    NoSuchNetwork {
        /// The name.
        name: String,
    },
    /// The network exists.
    #[error("network with name {name} already exists")]
    NetworkExists {
        /// The name.
        name: String,
    },
    /// Containers are still on the network.
    #[error(
        "error while removing network: network {name} {}",
        endpoints_or_id(endpoints, id)
    )]
    NetworkInUse {
        /// The name.
        name: String,
        /// Its id.
        id: String,
        /// Name and short id of the containers on it, where the engine names them.
        endpoints: Vec<(String, String)>,
    },
    /// No subnet or no address is left.
    #[error(
        "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network"
    )]
    NoFreeSubnet,
    /// The network has no address left.
    #[error("no available IPv4 addresses on this network's address pools: {network}")]
    NoFreeAddress {
        /// The network.
        network: String,
    },
    /// The container runs, is frozen or restarts, and must not be removed.
    #[error("{}", still_running(*small_letters, prefix, name, id, state))]
    StillRunning {
        /// Whether the engine writes in small letters.
        small_letters: bool,
        /// What stands before the name.
        prefix: &'static str,
        /// Its name.
        name: String,
        /// Its id.
        id: String,
        /// Its state.
        state: &'static str,
    },
    /// The volume is in use.
    #[error("remove {name}: volume is in use - [{container}]")]
    VolumeInUse {
        /// The volume.
        name: String,
        /// Who uses it.
        container: String,
    },
    /// No such volume.
    #[error("get {name}: no such volume")]
    NoSuchVolume {
        /// The volume.
        name: String,
    },
    /// The beginning of an id means several containers.
    #[error("Multiple IDs found with provided prefix: {prefix}")]
    AmbiguousId {
        /// What was asked for.
        prefix: String,
    },
    /// A frozen container is started.
    #[error("cannot start a paused container, try unpause instead")]
    StartPaused,
    /// A signal for a container that does not run.
    #[error(
        "{}annot kill container: {name}: {}ontainer {id} is not running",
        c(*small_letters),
        c(*small_letters)
    )]
    KillNotRunning {
        /// Whether the engine writes in small letters.
        small_letters: bool,
        /// Its name.
        name: String,
        /// Its id.
        id: String,
    },
    /// The start of a restart failed.
    #[error("Cannot restart container {name}: {why}")]
    CannotRestart {
        /// Its name.
        name: String,
        /// The engine's refusal.
        why: String,
    },
    /// The container is frozen already.
    #[error("{}ontainer {id} is already paused", c(*small_letters))]
    AlreadyPaused {
        /// Whether the engine writes in small letters.
        small_letters: bool,
        /// Its id.
        id: String,
    },
    /// The container is not frozen.
    #[error("Container {id} is not paused")]
    NotPaused {
        /// Its id.
        id: String,
    },
    /// The container does not run.
    #[error("{}ontainer {id} is not running", c(*small_letters))]
    NotRunning {
        /// Whether the engine writes in small letters.
        small_letters: bool,
        /// Its id.
        id: String,
    },
    /// The engine is starting the container again.
    #[error("{}ontainer {id} is restarting, wait until the container is running", c(*small_letters))]
    IsRestarting {
        /// Whether the engine writes in small letters.
        small_letters: bool,
        /// Its id.
        id: String,
    },
    /// No process can be added to a frozen container.
    #[error("{}ontainer {id} is paused, unpause the container before exec", c(*small_letters))]
    ExecPaused {
        /// Whether the engine writes in small letters.
        small_letters: bool,
        /// Its id.
        id: String,
    },
    /// The new name is the old one.
    #[error("Renaming a container with the same name as its current name")]
    RenameToItself,
    /// The new name has a character that the engine does not allow.
    #[error("Error when allocating new name: {why}")]
    RenameRefused {
        /// The refusal of the name.
        why: Box<EngineError>,
    },
    /// The new name is taken.
    #[error(
        "Error when allocating new name: Conflict. The container name \"/{name}\" is already in use by container \"{id}\". You have to remove (or rename) that container to be able to reuse that name."
    )]
    RenameNameTaken {
        /// The name.
        name: String,
        /// Who has it.
        id: String,
    },
    /// `rm --link` of a container's own name.
    #[error("Conflict, cannot remove the default link name of the container")]
    DefaultLinkName,
    /// A container without a network stack of its own is attached to a network.
    #[error(
        "container sharing network namespace with another container or host cannot be connected to any other network"
    )]
    SharedStack,
    /// A container on the network `none` is attached to another.
    #[error(
        "container cannot be connected to multiple networks with one of the networks in private (none) mode"
    )]
    PrivateStack,
    /// The container is on the network already.
    #[error("endpoint with name {name} already exists in network {network}")]
    EndpointExists {
        /// The container.
        name: String,
        /// The network.
        network: String,
    },
    /// The container is not on the network.
    #[error("container {id} is not connected to network {network}")]
    NotConnected {
        /// Its id.
        id: String,
        /// The network.
        network: String,
    },
    /// The program of a process is not in the image.
    #[error(
        "OCI runtime exec failed: exec failed: unable to start container process: exec: \"{program}\": executable file not found in $PATH: unknown"
    )]
    NoSuchProgram {
        /// The program.
        program: String,
    },
    /// The registry does not have the image.
    #[error(
        "pull access denied for {image}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
    )]
    PullDenied {
        /// The repository.
        image: String,
    },
    /// Somebody waits for a container, and it will not be as it should. No refusal of an engine, which knows no waiting.
    #[error("container {name} {what}")]
    AwaitedInVain {
        /// The container.
        name: String,
        /// What it does instead, as in `ended with code 1`.
        what: String,
    },
    /// A mode of `volumes_from` that there is not.
    #[error("invalid mode: {mode}")]
    BadMode {
        /// The mode.
        mode: String,
    },
    /// The engine does not have the image.
    #[error("No such image: {image}")]
    NoSuchImage {
        /// The reference.
        image: String,
    },
    /// A container was made from the image.
    #[error("{}", image_in_use(image, container, *is_running))]
    ImageInUse {
        /// The reference as asked for.
        image: String,
        /// Short id of the container.
        container: String,
        /// Whether it runs.
        is_running: bool,
    },
    /// The container whose network is shared does not run; Engine 27 and older.
    #[error("cannot join network of a non running container: {id}")]
    NetworkOwnerNotRunning {
        /// Its id.
        id: String,
    },
    /// The container whose network is shared does not run; Engine 28 and newer.
    #[error(
        "cannot join network namespace of a non running container: container {name} is {state}"
    )]
    NetworkOwnerIs {
        /// Its name.
        name: String,
        /// Its state.
        state: &'static str,
    },
    /// The container whose network is shared is gone.
    #[error("{prefix}No such container: {id}")]
    NetworkOwnerGone {
        /// What Engine 28 and newer say before it.
        prefix: &'static str,
        /// Its id.
        id: String,
    },
    /// The runtime does not find the program.
    #[error(
        "{prefix}failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"{program}\": executable file not found in $PATH: unknown"
    )]
    ProgramNotFound {
        /// What newer engines put before it.
        prefix: &'static str,
        /// The program.
        program: String,
    },
}

/// The first letter of "container" and "cannot".
fn c(small_letters: bool) -> char {
    if small_letters { 'c' } else { 'C' }
}

fn still_running(small_letters: bool, prefix: &str, name: &str, id: &str, state: &str) -> String {
    match (small_letters, state) {
        (true, "paused") => format!(
            "cannot remove container \"{prefix}{name}\": container is paused and must be unpaused first"
        ),
        (true, state) => format!(
            "cannot remove container \"{prefix}{name}\": container is {state}: stop the container before removing or force remove"
        ),
        (false, "paused") => format!(
            "You cannot remove a paused container {id}. Unpause and then stop the container before attempting removal or force remove"
        ),
        (false, state) => format!(
            "You cannot remove a {state} container {id}. Stop the container before attempting removal or force remove"
        ),
    }
}

fn endpoints_or_id(endpoints: &[(String, String)], id: &str) -> String {
    if endpoints.is_empty() {
        return format!("id {id} has active endpoints");
    }
    let named: Vec<String> = endpoints
        .iter()
        .map(|(name, id)| format!("name:\"{name}\" id:\"{id}\""))
        .collect();
    format!("has active endpoints ({})", named.join(", "))
}

fn image_in_use(image: &str, container: &str, is_running: bool) -> String {
    if is_running {
        format!(
            "conflict: unable to remove repository reference \"{image}\" (cannot be forced) - container {container} is using its referenced image"
        )
    } else {
        format!(
            "conflict: unable to remove repository reference \"{image}\" (must force) - container {container} is using its referenced image"
        )
    }
}
