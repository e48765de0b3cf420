#include "core/objects.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/handle.h"
#include "core/text.h"

namespace core {
namespace {

template <auto ByName>
AnyHandle by_name(void* parent, const std::string& key, std::string_view function) {
    auto handle = [&] {
        if constexpr (std::is_invocable_v<decltype(ByName), virConnectPtr, const char*>)
            return ByName(static_cast<virConnectPtr>(parent), key.c_str());
        else if constexpr (std::is_invocable_v<decltype(ByName), virStoragePoolPtr, const char*>)
            return ByName(static_cast<virStoragePoolPtr>(parent), key.c_str());
        else if constexpr (std::is_invocable_v<decltype(ByName), virNetworkPtr, const char*>)
            return ByName(static_cast<virNetworkPtr>(parent), key.c_str());
        else
            return ByName(static_cast<virDomainPtr>(parent), key.c_str(), 0);
    }();
    if (handle == nullptr) throw_last_error(function);
    return own(handle);
}

// A name that looks like a UUID is a name all the same, if there is none with that UUID.
template <auto ByName, auto ByUuid>
AnyHandle by_name_or_uuid(void* parent, const std::string& key, std::string_view function) {
    if (is_uuid(key)) {
        if (auto handle = ByUuid(static_cast<virConnectPtr>(parent), key.c_str())) return own(handle);
    }
    return by_name<ByName>(parent, key, function);
}

constexpr std::array<std::string_view, 1> snapshot_look_ups{"virDomainSnapshotLookupByName"};
constexpr std::array<std::string_view, 1> checkpoint_look_ups{"virDomainCheckpointLookupByName"};
constexpr std::array<std::string_view, 2> network_look_ups{"virNetworkLookupByName", "virNetworkLookupByUUIDString"};
constexpr std::array<std::string_view, 1> port_look_ups{"virNetworkPortLookupByUUIDString"};
constexpr std::array<std::string_view, 2> pool_look_ups{"virStoragePoolLookupByName",
                                                        "virStoragePoolLookupByUUIDString"};
constexpr std::array<std::string_view, 1> volume_look_ups{"virStorageVolLookupByName"};
constexpr std::array<std::string_view, 1> device_look_ups{"virNodeDeviceLookupByName"};
constexpr std::array<std::string_view, 1> interface_look_ups{"virInterfaceLookupByName"};
constexpr std::array<std::string_view, 1> secret_look_ups{"virSecretLookupByUUIDString"};
constexpr std::array<std::string_view, 2> filter_look_ups{"virNWFilterLookupByName", "virNWFilterLookupByUUIDString"};
constexpr std::array<std::string_view, 1> binding_look_ups{"virNWFilterBindingLookupByPortDev"};
constexpr std::array<std::string_view, 2> domain_look_ups{"virDomainLookupByName", "virDomainLookupByUUIDString"};

using Read = std::string_view;
constexpr std::array domain_reads{Read("domainGetInfo"),          Read("domainIsPersistent"),
                                  Read("domainGetAutostart"),     Read("domainHasManagedSaveImage"),
                                  Read("domainListAllSnapshots"), Read("domainListAllCheckpoints")};
constexpr std::array snapshot_reads{Read("domainSnapshotIsCurrent"), Read("domainSnapshotGetParent"),
                                    Read("domainSnapshotListAllChildren")};
constexpr std::array checkpoint_reads{Read("domainCheckpointGetParent"), Read("domainCheckpointListAllChildren")};
constexpr std::array network_reads{Read("networkIsActive"),      Read("networkIsPersistent"),
                                   Read("networkGetAutostart"),  Read("networkGetBridgeName"),
                                   Read("networkGetDHCPLeases"), Read("networkListAllPorts")};
constexpr std::array port_reads{Read("networkPortGetParameters")};
constexpr std::array pool_reads{Read("storagePoolGetInfo"), Read("storagePoolIsActive"),
                                Read("storagePoolIsPersistent"), Read("storagePoolGetAutostart"),
                                Read("storagePoolListAllVolumes")};
constexpr std::array volume_reads{Read("storageVolGetInfo"), Read("storageVolGetPath")};
constexpr std::array device_reads{Read("nodeDeviceIsActive"), Read("nodeDeviceIsPersistent"),
                                  Read("nodeDeviceGetParent"), Read("nodeDeviceListCaps")};
constexpr std::array interface_reads{Read("interfaceIsActive"), Read("interfaceGetMACString")};
constexpr std::array secret_reads{Read("secretGetUsageType"), Read("secretGetUsageID")};
constexpr std::array binding_reads{Read("nWFilterBindingGetFilterName")};

constexpr Definition definition_of_domain{"domainDefineXML", VIR_DOMAIN_XML_INACTIVE, VIR_DOMAIN_XML_SECURE};
constexpr Definition definition_of_network{"networkDefineXML", VIR_NETWORK_XML_INACTIVE};
constexpr Definition definition_of_pool{"storagePoolDefineXML", VIR_STORAGE_XML_INACTIVE};
constexpr Definition definition_of_device{"nodeDeviceDefineXML"};
constexpr Definition definition_of_interface{"interfaceDefineXML", VIR_INTERFACE_XML_INACTIVE};
constexpr Definition definition_of_secret{"secretDefineXML"};
constexpr Definition definition_of_filter{"nWFilterDefineXML"};

constexpr std::array table{
    Kind{Target::domain, "domain", "", Target::host, "domainGetXMLDesc", "", domain_look_ups, domain_reads,
         definition_of_domain, nullptr},
    Kind{Target::host, "host", "", Target::host, "", "", {}, {}, {}, nullptr},
    Kind{Target::snapshot,
         "snapshot",
         "snapshots",
         Target::domain,
         "domainSnapshotGetXMLDesc",
         "domainListAllSnapshots",
         snapshot_look_ups,
         snapshot_reads,
         {},
         [](void* parent, const std::string& key) {
             return by_name<virDomainSnapshotLookupByName>(parent, key, snapshot_look_ups[0]);
         },
         "domainSnapshotCreateXML"},
    Kind{Target::checkpoint,
         "checkpoint",
         "checkpoints",
         Target::domain,
         "domainCheckpointGetXMLDesc",
         "domainListAllCheckpoints",
         checkpoint_look_ups,
         checkpoint_reads,
         {},
         [](void* parent, const std::string& key) {
             return by_name<virDomainCheckpointLookupByName>(parent, key, checkpoint_look_ups[0]);
         },
         "domainCheckpointCreateXML"},
    Kind{Target::network, "network", "networks", Target::host, "networkGetXMLDesc", "connectListAllNetworks",
         network_look_ups, network_reads, definition_of_network,
         [](void* parent, const std::string& key) {
             return by_name_or_uuid<virNetworkLookupByName, virNetworkLookupByUUIDString>(parent, key,
                                                                                          network_look_ups[0]);
         }},
    Kind{Target::network_port,
         "networkPort",
         "ports",
         Target::network,
         "networkPortGetXMLDesc",
         "networkListAllPorts",
         port_look_ups,
         port_reads,
         {},
         [](void* parent, const std::string& key) {
             return by_name<virNetworkPortLookupByUUIDString>(parent, key, port_look_ups[0]);
         },
         "networkPortCreateXML"},
    Kind{Target::storage_pool, "storagePool", "storagePools", Target::host, "storagePoolGetXMLDesc",
         "connectListAllStoragePools", pool_look_ups, pool_reads, definition_of_pool,
         [](void* parent, const std::string& key) {
             return by_name_or_uuid<virStoragePoolLookupByName, virStoragePoolLookupByUUIDString>(parent, key,
                                                                                                  pool_look_ups[0]);
         }},
    Kind{Target::storage_vol,
         "storageVol",
         "storageVols",
         Target::storage_pool,
         "storageVolGetXMLDesc",
         "storagePoolListAllVolumes",
         volume_look_ups,
         volume_reads,
         {},
         [](void* parent, const std::string& key) {
             return by_name<virStorageVolLookupByName>(parent, key, volume_look_ups[0]);
         },
         "storageVolCreateXML"},
    Kind{Target::node_device, "nodeDevice", "nodeDevices", Target::host, "nodeDeviceGetXMLDesc",
         "connectListAllNodeDevices", device_look_ups, device_reads, definition_of_device,
         [](void* parent, const std::string& key) {
             return by_name<virNodeDeviceLookupByName>(parent, key, device_look_ups[0]);
         }},
    Kind{Target::interface, "interface", "interfaces", Target::host, "interfaceGetXMLDesc",
         "connectListAllInterfaces", interface_look_ups, interface_reads, definition_of_interface,
         [](void* parent, const std::string& key) {
             return by_name<virInterfaceLookupByName>(parent, key, interface_look_ups[0]);
         }},
    Kind{Target::secret, "secret", "secrets", Target::host, "secretGetXMLDesc", "connectListAllSecrets",
         secret_look_ups, secret_reads, definition_of_secret,
         [](void* parent, const std::string& key) {
             return by_name<virSecretLookupByUUIDString>(parent, key, secret_look_ups[0]);
         }},
    Kind{Target::nwfilter,
         "nwfilter",
         "nwfilters",
         Target::host,
         "nWFilterGetXMLDesc",
         "connectListAllNWFilters",
         filter_look_ups,
         {},
         definition_of_filter,
         [](void* parent, const std::string& key) {
             return by_name_or_uuid<virNWFilterLookupByName, virNWFilterLookupByUUIDString>(parent, key,
                                                                                            filter_look_ups[0]);
         }},
    Kind{Target::nwfilter_binding,
         "nwfilterBinding",
         "nwfilterBindings",
         Target::host,
         "nWFilterBindingGetXMLDesc",
         "connectListAllNWFilterBindings",
         binding_look_ups,
         binding_reads,
         {},
         [](void* parent, const std::string& key) {
             return by_name<virNWFilterBindingLookupByPortDev>(parent, key, binding_look_ups[0]);
         },
         "nWFilterBindingCreateXML"},
};

static_assert(std::ranges::all_of(table, [at = 0U](const Kind& kind) mutable {
    return static_cast<unsigned>(kind.target) == at++;
}));

std::string text(const char* borrowed) {
    return borrowed != nullptr ? borrowed : "";
}

template <auto GetUuid, class Handle>
std::string uuid_of(Handle handle) {
    std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
    return GetUuid(handle, uuid.data()) == 0 ? uuid.data() : "";
}

Reference in_collection(Target target, std::string name, std::string uuid) {
    const std::string key = name.empty() ? uuid : name;
    return {target, std::move(name), std::move(uuid), {std::string(kind_of(target).collection), key}};
}

}  // namespace

std::span<const Kind> kinds() noexcept {
    return table;
}

const Kind& kind_of(Target target) noexcept {
    return table[static_cast<std::size_t>(target)];
}

const Kind* find_collection(Target parent, std::string_view collection) noexcept {
    const auto found = std::ranges::find_if(table, [&](const Kind& kind) {
        return kind.parent == parent && !kind.collection.empty() && kind.collection == collection;
    });
    return found != table.end() ? &*found : nullptr;
}

const Kind* find_defined_by(std::string_view command) noexcept {
    constexpr std::string_view newer = "Flags";
    if (command.ends_with(newer)) command.remove_suffix(newer.size());
    const auto found = std::ranges::find_if(table, [&](const Kind& kind) {
        return !kind.definition.command.empty() && kind.definition.command == command;
    });
    return found != table.end() ? &*found : nullptr;
}

std::string_view to_string(Target target) noexcept {
    return kind_of(target).name;
}

bool is_of_domain(Target target) noexcept {
    return target == Target::domain || kind_of(target).parent == Target::domain;
}

Reference reference_of(virDomainPtr domain) {
    return {Target::domain, text(virDomainGetName(domain)), uuid_of<virDomainGetUUIDString>(domain)};
}

Reference reference_of(virDomainSnapshotPtr snapshot) {
    return in_collection(Target::snapshot, text(virDomainSnapshotGetName(snapshot)), {});
}

Reference reference_of(virDomainCheckpointPtr checkpoint) {
    return in_collection(Target::checkpoint, text(virDomainCheckpointGetName(checkpoint)), {});
}

Reference reference_of(virNetworkPtr network) {
    return in_collection(Target::network, text(virNetworkGetName(network)),
                         uuid_of<virNetworkGetUUIDString>(network));
}

Reference reference_of(virNetworkPortPtr port) {
    Reference reference = in_collection(Target::network_port, {}, uuid_of<virNetworkPortGetUUIDString>(port));
    Reference network = reference_of(virNetworkPortGetNetwork(port));  // lent
    reference.path.insert(reference.path.begin(), network.path.begin(), network.path.end());
    return reference;
}

Reference reference_of(virStoragePoolPtr pool) {
    return in_collection(Target::storage_pool, text(virStoragePoolGetName(pool)),
                         uuid_of<virStoragePoolGetUUIDString>(pool));
}

Reference reference_of(virStorageVolPtr volume, virStoragePoolPtr pool) {
    Reference reference = in_collection(Target::storage_vol, text(virStorageVolGetName(volume)), {});
    const StoragePoolHandle found(pool == nullptr ? virStoragePoolLookupByVolume(volume) : nullptr);
    if (pool == nullptr && found == nullptr) throw_last_error("virStoragePoolLookupByVolume");
    const Reference its_pool = reference_of(pool != nullptr ? pool : found.get());
    reference.path.insert(reference.path.begin(), its_pool.path.begin(), its_pool.path.end());
    return reference;
}

Reference reference_of(virNodeDevicePtr device) {
    return in_collection(Target::node_device, text(virNodeDeviceGetName(device)), {});
}

Reference reference_of(virInterfacePtr interface) {
    return in_collection(Target::interface, text(virInterfaceGetName(interface)), {});
}

Reference reference_of(virSecretPtr secret) {
    return in_collection(Target::secret, {}, uuid_of<virSecretGetUUIDString>(secret));
}

Reference reference_of(virNWFilterPtr filter) {
    return in_collection(Target::nwfilter, text(virNWFilterGetName(filter)),
                         uuid_of<virNWFilterGetUUIDString>(filter));
}

Reference reference_of(virNWFilterBindingPtr binding) {
    return in_collection(Target::nwfilter_binding, text(virNWFilterBindingGetPortDev(binding)), {});
}

}  // namespace core
