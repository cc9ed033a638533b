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
        "driver failed programming external connectivity on endpoint {name}: Bind for {host_ip}:{port} failed: port is already allocated"
    )]
    PortTaken {
        /// The container that wanted it.
        name: String,
        /// Host address.
        host_ip: String,
        /// Host port.
        port: u16,
    },
    /// A host port is taken; Engine 28 and newer, which see at once that all addresses include each single one.
    #[error(
        "failed to set up container networking: driver failed programming external connectivity on endpoint {name}: Bind for {host_ip}:{port} failed: port is already allocated"
    )]
    PortHeld {
        /// The container that wanted it.
        name: String,
        /// The host address on which it is taken, not the one that was asked for.
        host_ip: String,
        /// Host port.
        port: u16,
    },
    /// A host port is taken on some addresses, and wanted on all or on one of them. Engine 27 and older keep their books
    /// by address and do not see that; the kernel does.
    #[error(
        "driver failed programming external connectivity on endpoint {name}: Error starting userland proxy: listen {protocol}4 {host_ip}:{port}: bind: address already in use"
    )]
    PortTakenOnOtherAddress {
        /// The container that wanted it.
        name: String,
        /// `tcp` or `udp`.
        protocol: &'static str,
        /// Host address.
        host_ip: String,
        /// Host port.
        port: u16,
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
    #[error("error while removing network: network {name} has active endpoints")]
    NetworkInUse {
        /// The name.
        name: String,
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
    /// The container runs.
    #[error(
        "You cannot remove a running container {id}. Stop the container before attempting removal or force remove"
    )]
    StillRunning {
        /// Its id.
        id: String,
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
    /// The container whose network is shared does not run.
    #[error("cannot join network of a non running container: {id}")]
    NetworkOwnerNotRunning {
        /// Its id.
        id: String,
    },
}
