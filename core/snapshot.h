// The picture of the network that the directory process publishes: hosts and their domains at one moment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core {

enum class HostState : std::uint8_t { connecting, up, unreachable };
[[nodiscard]] std::string_view to_string(HostState state) noexcept;

struct HostEntry {
    std::string name;
    HostState state = HostState::connecting;
    std::int64_t since = 0;      // seconds since 1970, UTC, when it entered the state
    std::string error = {};      // why it is unreachable
    std::string uri = {};        // libvirt's, read-write callers use it too
    std::string uuid = {};       // the host's own, as libvirt says it; empty if its driver knows none
    bool is_discovered = false;  // found by mDNS, not in the configuration
    // As its libvirt said when it last listed its domains; empty and 0: it never has, or its driver does not know.
    std::string hypervisor = {};  // virConnectGetType: "QEMU"
    std::uint32_t cpus = 0;       // virNodeInfo's
    std::uint64_t memory_kib = 0;
};

// A host whose state nobody knows yet, from now on.
[[nodiscard]] HostEntry new_host(std::string name, std::string uri);

struct DomainEntry {
    std::string name;
    std::string uuid;  // lower case
    int id = -1;       // -1: not active
    int state = 0;     // virDomainState
    std::string host = {};
    std::string title = {};
    std::vector<std::string> owners = {};
    bool is_announced = false;  // only mDNS says so: libvirt on the host has not been asked yet
    bool is_elsewhere = false;  // another host has the same domain, and there it lives (see residence.h)
    // Of virDomainInfo; 0: its host does not tell.
    std::uint32_t vcpus = 0;       // nrVirtCpu
    std::uint64_t memory_kib = 0;  // what it has now if it is active (memory), otherwise what it would get (maxMem)
};

struct Snapshot {
    std::vector<HostEntry> hosts;      // sorted by name
    std::vector<DomainEntry> domains;  // sorted by name, then host
};

// For the shared mapping; both sides are the same program. decode() throws std::exception at what encode() did not
// write.
[[nodiscard]] std::vector<std::uint8_t> encode(const Snapshot& snapshot);
[[nodiscard]] Snapshot decode(const std::uint8_t* data, std::size_t size);

}  // namespace core
