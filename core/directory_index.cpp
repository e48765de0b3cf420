#include "core/directory_index.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/name_order.h"
#include "core/ownership.h"
#include "core/text.h"

namespace core {
namespace {

bool comes_before(const std::string& a, const std::string& b) {
    return compare_names(a, b) < 0;
}

std::vector<std::pair<std::string, std::size_t>> count_owners(const Snapshot& snapshot) {
    std::map<std::string, std::size_t, decltype(&comes_before)> counts(&comes_before);
    std::size_t without = 0;
    for (const auto& domain : snapshot.domains) {
        if (domain.is_elsewhere) continue;
        for (const auto& owner : domain.owners) ++counts[owner];
        if (domain.owners.empty()) ++without;
    }
    std::vector<std::pair<std::string, std::size_t>> owners(counts.begin(), counts.end());
    if (without > 0) owners.emplace_back(no_owner, without);
    return owners;
}

}  // namespace

DirectoryIndex::DirectoryIndex(Snapshot snapshot, std::uint32_t generation)
    : generation_(generation), snapshot_(std::move(snapshot)) {
    for (const auto& domain : snapshot_.domains) {
        by_uuid_.emplace(domain.uuid, &domain);
        by_name_.emplace(domain.name, &domain);
    }
    owners_ = count_owners(snapshot_);
    for (const auto& host : snapshot_.hosts) hosts_.push_back(&host);
    std::ranges::sort(hosts_, comes_before, &HostEntry::name);
    for (const auto& domain : snapshot_.domains) domains_on_[domain.host] += domain.is_elsewhere ? 0 : 1;
    look_at_all();
}

void DirectoryIndex::look_at_all() {
    std::unordered_map<std::string_view, std::size_t> host_places;
    std::unordered_map<std::string_view, std::size_t> owner_places;
    for (const auto* host : hosts_) host_places.emplace(host->name, host_places.size());
    // Also of those who own nothing but a copy that was left behind.
    std::set<std::string, decltype(&comes_before)> first_owners(&comes_before);
    for (const auto& domain : snapshot_.domains)
        if (!domain.owners.empty()) first_owners.insert(domain.owners.front());
    for (const auto& name : first_owners) owner_places.emplace(name, owner_places.size());
    for (const auto& domain : snapshot_.domains) {
        const auto host = host_places.find(domain.host);
        const auto owner = domain.owners.empty() ? owner_places.end() : owner_places.find(domain.owners.front());
        looks_.push_back({lower_case(domain.name), lower_case(domain.title), 0,
                          host != host_places.end() ? host->second : host_places.size(),
                          owner != owner_places.end() ? owner->second : owner_places.size()});
    }
    std::vector<const DomainEntry*> by_name;
    for (const auto& domain : snapshot_.domains) by_name.push_back(&domain);
    std::ranges::sort(by_name, [](const DomainEntry* a, const DomainEntry* b) {
        const auto order = compare_names(a->name, b->name);
        return order != 0 ? order < 0 : std::tie(a->uuid, a->host) < std::tie(b->uuid, b->host);
    });
    for (std::size_t place = 0; place < by_name.size(); ++place)
        looks_[static_cast<std::size_t>(by_name[place] - snapshot_.domains.data())].name_place = place;
}

std::size_t DirectoryIndex::domains_on(std::string_view host) const {
    const auto found = domains_on_.find(host);
    return found != domains_on_.end() ? found->second : 0;
}

const HostEntry* DirectoryIndex::host(std::string_view name) const {
    const auto found = std::ranges::find(snapshot_.hosts, name, &HostEntry::name);
    return found != snapshot_.hosts.end() ? &*found : nullptr;
}

const DomainEntry* DirectoryIndex::domain_by_uuid(std::string_view uuid) const {
    const DomainEntry* found = nullptr;
    const auto [from, to] = by_uuid_.equal_range(lower_case(uuid));
    for (auto each = from; each != to; ++each) {
        if (found == nullptr || found->is_elsewhere) found = each->second;
    }
    return found;
}

bool DirectoryIndex::belongs(const DomainEntry& domain, std::string_view owner) {
    if (owner == no_owner) return domain.owners.empty();
    return std::ranges::find(domain.owners, owner) != domain.owners.end();
}

bool DirectoryIndex::is_found_by_uuid(const DomainEntry& domain) const {
    const auto [from, to] = by_uuid_.equal_range(lower_case(domain.uuid));
    return !domain.is_elsewhere && std::all_of(from, to, [&](const auto& each) {
        return each.second == &domain || each.second->is_elsewhere;
    });
}

std::vector<const DomainEntry*> DirectoryIndex::copies(std::string_view uuid) const {
    std::vector<const DomainEntry*> found;
    const auto [from, to] = by_uuid_.equal_range(uuid);
    for (auto each = from; each != to; ++each) {
        if (!each->second->is_announced) found.push_back(each->second);
    }
    return found;
}

bool DirectoryIndex::belongs_everywhere(const DomainEntry& domain, std::string_view owner) const {
    return belongs(domain, owner) &&
           std::ranges::all_of(copies(domain.uuid), [&](const DomainEntry* copy) { return belongs(*copy, owner); });
}

std::vector<const DomainEntry*> DirectoryIndex::domains(std::string_view owner, std::string_view name_or_uuid,
                                                        std::string_view host) const {
    std::vector<const DomainEntry*> found;
    const auto take = [&](const auto& range) {
        for (auto each = range.first; each != range.second; ++each) {
            const DomainEntry& domain = *each->second;
            if (belongs(domain, owner) && (host.empty() ? !domain.is_elsewhere : domain.host == host))
                found.push_back(&domain);
        }
    };
    if (is_uuid(name_or_uuid)) take(by_uuid_.equal_range(lower_case(name_or_uuid)));
    if (found.empty()) take(by_name_.equal_range(name_or_uuid));
    // What is only announced takes no name from a domain that is there.
    const bool has_confirmed = std::ranges::any_of(found, [](const auto* each) { return !each->is_announced; });
    if (has_confirmed) std::erase_if(found, [](const auto* each) { return each->is_announced; });
    std::ranges::sort(found, {}, [](const DomainEntry* domain) { return std::tie(domain->host, domain->uuid); });
    return found;
}

std::shared_ptr<const DirectoryIndex> DirectoryReader::current() {
    auto index = index_.load(std::memory_order_acquire);
    if (index->generation() == shared_.generation()) return index;
    const std::unique_lock lock(renewing_, std::try_to_lock);
    return lock.owns_lock() ? renew() : index;
}

std::shared_ptr<const DirectoryIndex> DirectoryReader::newest() {
    const std::lock_guard lock(renewing_);
    return renew();
}

std::shared_ptr<const DirectoryIndex> DirectoryReader::renew() {
    auto index = index_.load(std::memory_order_acquire);
    if (index->generation() == shared_.generation()) return index;
    if (const auto copy = shared_.copy()) {
        index =
            std::make_shared<DirectoryIndex>(decode(copy->content.data(), copy->content.size()), copy->generation);
        index_.store(index, std::memory_order_release);
    }
    return index;
}

}  // namespace core
