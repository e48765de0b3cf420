#include "core/residence.h"

#include <libvirt/libvirt.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace core {
namespace {

using Claim = std::tuple<bool, bool, bool, bool>;

}  // namespace

void mark_residences(Snapshot& snapshot) {
    std::unordered_set<std::string_view> hosts_up;
    for (const auto& host : snapshot.hosts) {
        if (host.state == HostState::up) hosts_up.insert(host.name);
    }
    const auto claim = [&](const DomainEntry& domain) {
        return Claim(!domain.is_announced, domain.id >= 0, hosts_up.contains(domain.host),
                     domain.state == VIR_DOMAIN_RUNNING);
    };
    std::unordered_map<std::string_view, Claim> best;
    for (const auto& domain : snapshot.domains) {
        const Claim its_claim = claim(domain);
        const auto [entry, is_new] = best.emplace(domain.uuid, its_claim);
        if (!is_new) entry->second = std::max(entry->second, its_claim);
    }
    for (auto& domain : snapshot.domains) domain.is_elsewhere = claim(domain) < best.at(domain.uuid);
}

}  // namespace core
