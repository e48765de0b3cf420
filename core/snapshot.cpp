#include "core/snapshot.h"

#include <nlohmann/json.hpp>

namespace core {

// nlohmann-json finds these by name.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HostEntry, name, state, since, error, uri, uuid, is_discovered)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DomainEntry, name, uuid, id, state, host, title, owners, is_announced,
                                   is_elsewhere)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Snapshot, hosts, domains)

std::string_view to_string(HostState state) noexcept {
    switch (state) {
        case HostState::connecting:
            return "connecting";
        case HostState::up:
            return "up";
        default:
            return "unreachable";
    }
}

std::vector<std::uint8_t> encode(const Snapshot& snapshot) {
    return nlohmann::json::to_cbor(snapshot);
}

Snapshot decode(const std::uint8_t* data, std::size_t size) {
    return nlohmann::json::from_cbor(data, data + size).get<Snapshot>();
}

}  // namespace core
