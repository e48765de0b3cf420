#include "core/directory_index.h"

#include <algorithm>
#include <map>

#include "core/ownership.h"
#include "core/text.h"

namespace core {

DirectoryIndex::DirectoryIndex(Snapshot snapshot, std::uint32_t generation)
    : generation_(generation), snapshot_(std::move(snapshot)) {
    for (const auto& domain : snapshot_.domains) {
        by_uuid_.emplace(domain.uuid, &domain);
        by_name_.emplace(domain.name, &domain);
    }
}

const HostEntry* DirectoryIndex::host(std::string_view name) const {
    const auto found = std::ranges::find(snapshot_.hosts, name, &HostEntry::name);
    return found != snapshot_.hosts.end() ? &*found : nullptr;
}

const DomainEntry* DirectoryIndex::domain_by_uuid(std::string_view uuid) const {
    std::string lower(uuid);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = by_uuid_.find(lower);
    return found != by_uuid_.end() ? found->second : nullptr;
}

bool DirectoryIndex::belongs(const DomainEntry& domain, std::string_view owner) {
    if (owner == no_owner) return domain.owners.empty();
    return std::ranges::find(domain.owners, owner) != domain.owners.end();
}

std::vector<const DomainEntry*> DirectoryIndex::domains(std::string_view owner, std::string_view name_or_uuid) const {
    std::vector<const DomainEntry*> found;
    const auto [from, to] = by_name_.equal_range(name_or_uuid);
    for (auto each = from; each != to; ++each) {
        if (belongs(*each->second, owner)) found.push_back(each->second);
    }
    if (is_uuid(name_or_uuid)) {
        const DomainEntry* by_uuid = domain_by_uuid(name_or_uuid);
        if (by_uuid != nullptr && belongs(*by_uuid, owner)) return {by_uuid};
    }
    std::ranges::sort(found, {}, [](const DomainEntry* domain) { return std::tie(domain->host, domain->uuid); });
    return found;
}

std::vector<std::pair<std::string, std::size_t>> DirectoryIndex::owners() const {
    std::map<std::string, std::size_t> counts;
    std::size_t without = 0;
    for (const auto& domain : snapshot_.domains) {
        for (const auto& owner : domain.owners) ++counts[owner];
        if (domain.owners.empty()) ++without;
    }
    std::vector<std::pair<std::string, std::size_t>> owners(counts.begin(), counts.end());
    if (without > 0) owners.emplace_back(no_owner, without);
    return owners;
}

std::shared_ptr<const DirectoryIndex> DirectoryReader::current() {
    auto index = index_.load(std::memory_order_acquire);
    if (index->generation() == shared_.generation()) return index;
    const std::lock_guard lock(renewing_);
    index = index_.load(std::memory_order_acquire);
    if (index->generation() == shared_.generation()) return index;
    if (const auto copy = shared_.copy()) {
        index =
            std::make_shared<DirectoryIndex>(decode(copy->content.data(), copy->content.size()), copy->generation);
        index_.store(index, std::memory_order_release);
    }
    return index;
}

}  // namespace core
