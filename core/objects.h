// The kinds of libvirt's objects: where they stand in a path, and how they are found, named and let go.
//
// A path of objects begins at a host or at a domain: …/HOST/storagePools/POOL/storageVols/VOL, …/VM/snapshots/NAME.
#pragma once

#include <libvirt/libvirt.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

enum class Target : std::uint8_t {
    domain,
    host,
    snapshot,
    checkpoint,
    network,
    network_port,
    storage_pool,
    storage_vol,
    node_device,
    interface,
    secret,
    nwfilter,
    nwfilter_binding,
};

// Any libvirt object, freed in its own way.
using AnyHandle = std::unique_ptr<void, void (*)(void*)>;

// What is known of an object that a function returned.
struct Reference {
    Target target = Target::domain;
    std::string name;       // empty for what has none, secrets and ports of networks; and for the host called
    std::string uuid = {};  // empty for what has none
    std::vector<std::string> path =
        {};  // from its host, or from its domain: {"networks", "default"}; none for a domain
};

// How one of a kind gets a new document.
struct Definition {
    std::string_view command = {};  // of the host: "networkDefineXML", and the same with Flags; empty: none
    unsigned document_flags = 0;    // of default_command, for the document that is in force from the next start
    unsigned with_secrets = 0;      // the flag that it has its secrets with
};

struct Kind {
    Target target;
    std::string_view name;        // "storagePool", as in answers
    std::string_view collection;  // "storagePools", as in paths; empty: it is no part of a collection
    Target parent;                // whose collection
    std::string_view default_command;
    std::string_view list_command;  // what the collection's address calls; on the parent
    // The functions that a path stands for.
    std::span<const std::string_view> look_ups;
    // Reads that complete an object's page: plain ones, which need no arguments.
    std::span<const std::string_view> completed_by;
    Definition definition;
    // By name, or by UUID if it has one. Throws LibvirtError if the parent has none with the key.
    AnyHandle (*look_up)(void* parent, const std::string& key);
    std::string_view created_by = {};  // the parent's command, where there is no definition

    // What makes one of these, on the parent; empty: nothing does.
    [[nodiscard]] constexpr std::string_view maker() const {
        return created_by.empty() ? definition.command : created_by;
    }
};

[[nodiscard]] std::span<const Kind> kinds() noexcept;
[[nodiscard]] const Kind& kind_of(Target target) noexcept;
// The kind of object that a parent's collection holds; null if the parent has no such collection.
[[nodiscard]] const Kind* find_collection(Target parent, std::string_view collection) noexcept;
// What a command of a host defines; null if it defines nothing, or what has no kind of its own.
[[nodiscard]] const Kind* find_defined_by(std::string_view command) noexcept;
[[nodiscard]] std::string_view to_string(Target target) noexcept;  // "storagePool"
// Whether it is a domain, or belongs to one: only then can it have owners.
[[nodiscard]] bool is_of_domain(Target target) noexcept;

// One step of a path.
struct Step {
    Target target;
    std::string key;  // a name or a UUID
};

// What libvirt knows of an object by heart. A volume's pool costs a round trip unless it is given.
[[nodiscard]] Reference reference_of(virDomainPtr domain);
[[nodiscard]] Reference reference_of(virDomainSnapshotPtr snapshot);
[[nodiscard]] Reference reference_of(virDomainCheckpointPtr checkpoint);
[[nodiscard]] Reference reference_of(virNetworkPtr network);
[[nodiscard]] Reference reference_of(virNetworkPortPtr port);
[[nodiscard]] Reference reference_of(virStoragePoolPtr pool);
[[nodiscard]] Reference reference_of(virStorageVolPtr volume, virStoragePoolPtr pool = nullptr);
[[nodiscard]] Reference reference_of(virNodeDevicePtr device);
[[nodiscard]] Reference reference_of(virInterfacePtr interface);
[[nodiscard]] Reference reference_of(virSecretPtr secret);
[[nodiscard]] Reference reference_of(virNWFilterPtr filter);
[[nodiscard]] Reference reference_of(virNWFilterBindingPtr binding);

// The kind that a libvirt handle is of, and its free function.
template <class Handle>
struct HandleTraits;
template <>
struct HandleTraits<virConnectPtr> {
    static constexpr Target target = Target::host;
};
template <>
struct HandleTraits<virDomainPtr> {
    static constexpr Target target = Target::domain;
    static constexpr auto free = virDomainFree;
};
template <>
struct HandleTraits<virDomainSnapshotPtr> {
    static constexpr Target target = Target::snapshot;
    static constexpr auto free = virDomainSnapshotFree;
};
template <>
struct HandleTraits<virDomainCheckpointPtr> {
    static constexpr Target target = Target::checkpoint;
    static constexpr auto free = virDomainCheckpointFree;
};
template <>
struct HandleTraits<virNetworkPtr> {
    static constexpr Target target = Target::network;
    static constexpr auto free = virNetworkFree;
};
template <>
struct HandleTraits<virNetworkPortPtr> {
    static constexpr Target target = Target::network_port;
    static constexpr auto free = virNetworkPortFree;
};
template <>
struct HandleTraits<virStoragePoolPtr> {
    static constexpr Target target = Target::storage_pool;
    static constexpr auto free = virStoragePoolFree;
};
template <>
struct HandleTraits<virStorageVolPtr> {
    static constexpr Target target = Target::storage_vol;
    static constexpr auto free = virStorageVolFree;
};
template <>
struct HandleTraits<virNodeDevicePtr> {
    static constexpr Target target = Target::node_device;
    static constexpr auto free = virNodeDeviceFree;
};
template <>
struct HandleTraits<virInterfacePtr> {
    static constexpr Target target = Target::interface;
    static constexpr auto free = virInterfaceFree;
};
template <>
struct HandleTraits<virSecretPtr> {
    static constexpr Target target = Target::secret;
    static constexpr auto free = virSecretFree;
};
template <>
struct HandleTraits<virNWFilterPtr> {
    static constexpr Target target = Target::nwfilter;
    static constexpr auto free = virNWFilterFree;
};
template <>
struct HandleTraits<virNWFilterBindingPtr> {
    static constexpr Target target = Target::nwfilter_binding;
    static constexpr auto free = virNWFilterBindingFree;
};

template <class T>
concept ObjectHandle = requires {
    HandleTraits<T>::free;
};

template <ObjectHandle T>
[[nodiscard]] AnyHandle own(T handle) {
    return {handle, [](void* owned) { HandleTraits<T>::free(static_cast<T>(owned)); }};
}

}  // namespace core
