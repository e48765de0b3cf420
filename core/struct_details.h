// What the adapter must know of single structures of libvirt: how they are freed, how many there can be, and what is
// in them that is neither a number nor a text.
#pragma once

#include <libvirt/libvirt.h>

#include <cstdlib>

#include "core/encoding.h"
#include "core/node.h"

namespace core {

template <class Struct>
struct FreesStruct;
template <>
struct FreesStruct<virDomainFSInfo> {
    static constexpr auto one = virDomainFSInfoFree;
};
template <>
struct FreesStruct<virDomainIOThreadInfo> {
    static constexpr auto one = virDomainIOThreadInfoFree;
};
template <>
struct FreesStruct<virDomainInterface> {
    static constexpr auto one = virDomainInterfaceFree;
};
template <>
struct FreesStruct<virNetworkDHCPLease> {
    static constexpr auto one = virNetworkDHCPLeaseFree;
};

// Of an array that the caller gives, as many as libvirt's wire protocol carries.
template <class Struct>
struct MostStructs;
template <>
struct MostStructs<virDomainMemoryStatStruct> {
    static constexpr std::size_t value = 1024;  // REMOTE_DOMAIN_MEMORY_STATS_MAX
};
template <>
struct MostStructs<virDomainDiskError> {
    static constexpr std::size_t value = 256;  // REMOTE_DOMAIN_DISK_ERRORS_MAX
};

inline void clear(virDomainMemoryStatStruct& /*stat*/) noexcept {}
inline void clear(virDomainDiskError& error) noexcept {
    std::free(error.disk);
}

// Adds what add_fields() leaves out.
void add_details(const virDomainFSInfo& info, Node& to);
void add_details(const virDomainIOThreadInfo& info, Node& to);
void add_details(const virDomainInterface& interface, Node& to);
inline void add_details(const virNetworkDHCPLease& /*lease*/, Node& /*to*/) {}

}  // namespace core
