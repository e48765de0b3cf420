#include "fcgi/domain_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/error.h"
#include "core/text.h"

namespace fcgi {
namespace {

using core::DirectoryIndex;
using core::DomainEntry;

using Selection = std::vector<const DomainEntry*>;

bool is_in_scope(const DirectoryIndex& index, const DomainEntry& domain, const Scope& scope) {
    if (scope.host.empty() ? domain.is_elsewhere : domain.host != scope.host) return false;
    if (scope.for_owner) return index.belongs_everywhere(domain, scope.owner);
    return scope.owner.empty() || DirectoryIndex::belongs(domain, scope.owner);
}

// But for the state.
class Filter {
  public:
    Filter(const DirectoryIndex& index, const ListQuery& query)
        : index_(index), query_(query), text_(core::lower_case(query.text)) {}

    [[nodiscard]] bool matches(const DomainEntry& domain) const {
        if (!query_.owner.empty() && !DirectoryIndex::belongs(domain, query_.owner)) return false;
        if (!query_.host.empty() && domain.host != query_.host) return false;
        if (text_.empty()) return true;
        const auto& look = index_.look_of(domain);
        return look.name.find(text_) != std::string::npos || look.title.find(text_) != std::string::npos ||
               domain.uuid.find(text_) != std::string::npos;
    }

  private:
    const DirectoryIndex& index_;
    const ListQuery& query_;
    const std::string text_;
};

// What comes first; what is equal in the column comes in the order of names, which has no equals.
class Order {
  public:
    Order(const DirectoryIndex& index, const ListQuery& query) : index_(index), query_(query) {}

    bool operator()(const DomainEntry* a, const DomainEntry* b) const {
        return query_.is_descending ? key(*b) < key(*a) : key(*a) < key(*b);
    }

  private:
    [[nodiscard]] std::tuple<std::int64_t, std::size_t> key(const DomainEntry& domain) const {
        const auto& look = index_.look_of(domain);
        return {in_column(domain, look), look.name_place};
    }
    [[nodiscard]] std::int64_t in_column(const DomainEntry& domain, const DirectoryIndex::Look& look) const {
        switch (query_.column) {
            case Column::state:
                return domain.state;
            case Column::owner:
                return static_cast<std::int64_t>(look.owner_place);
            case Column::host:
                return static_cast<std::int64_t>(look.host_place);
            case Column::id:
                return domain.id;
            case Column::nr_virt_cpu:
                return domain.vcpus;
            case Column::memory:
                return static_cast<std::int64_t>(domain.memory_kib);
            default:
                return 0;
        }
    }

    const DirectoryIndex& index_;
    const ListQuery& query_;
};

std::vector<std::pair<int, std::size_t>> count_states(const Selection& in_scope, const Filter& filter) {
    std::map<int, std::size_t> counts;
    for (const DomainEntry* domain : in_scope) counts[domain->state] += filter.matches(*domain) ? 1 : 0;
    return {counts.begin(), counts.end()};
}

// Names the domain as `after`: with its host if the UUID alone is another's, too.
std::string name_of(const DomainEntry& domain, const Selection& all) {
    const bool is_unique = std::ranges::count(all, domain.uuid, &DomainEntry::uuid) == 1;
    return is_unique ? domain.uuid : fmt::format("{}/{}", domain.host, domain.uuid);
}

// How many of the matching stand before the page.
std::size_t place_after(const std::string& after, const Selection& in_scope, const Selection& matching,
                        const Order& order) {
    if (after.empty()) return 0;
    const auto is_meant = [&](const DomainEntry* domain) {
        return after.ends_with(domain->uuid) &&
               (after.size() == domain->uuid.size() || after == fmt::format("{}/{}", domain->host, domain->uuid));
    };
    const auto last = std::ranges::find_if(in_scope, is_meant);
    if (last == in_scope.end()) {
        throw core::ArgumentError(
            "after", fmt::format("{} is the UUID of no domain in this list: after must be one", core::quoted(after)));
    }
    return static_cast<std::size_t>(std::ranges::upper_bound(matching, *last, order) - matching.begin());
}

// The page that begins after `begin` of the matching, and its neighbours.
void cut(DomainList& list, const Selection& in_scope, const Selection& matching, std::size_t begin,
         std::optional<std::uint64_t> limit) {
    const std::size_t rest = matching.size() - begin;
    const std::size_t count = limit ? static_cast<std::size_t>(std::min<std::uint64_t>(rest, *limit)) : rest;
    const auto first = matching.begin() + static_cast<std::ptrdiff_t>(begin);
    list.page.assign(first, first + static_cast<std::ptrdiff_t>(count));
    list.from = count > 0 ? begin + 1 : 0;
    if (count > 0 && count < rest) list.next = name_of(*list.page.back(), in_scope);
    if (begin == 0 || limit == std::uint64_t{0}) return;
    const std::size_t before = limit && *limit < begin ? begin - static_cast<std::size_t>(*limit) : 0;
    list.previous = before > 0 ? name_of(*matching[before - 1], in_scope) : "";
}

}  // namespace

DomainList list_domains(const DirectoryIndex& index, const Scope& scope, const ListQuery& query,
                        std::optional<std::uint64_t> limit) {
    DomainList list;
    Selection in_scope;
    if (!scope.only_hosts) {
        for (const auto& domain : index.snapshot().domains) {
            if (is_in_scope(index, domain, scope)) in_scope.push_back(&domain);
        }
    }
    for (const DomainEntry* domain : in_scope) list.hosts.insert(domain->host);
    const Filter filter(index, query);
    list.total = in_scope.size();
    list.states = count_states(in_scope, filter);
    const Order order(index, query);
    Selection matching;
    std::ranges::copy_if(in_scope, std::back_inserter(matching), [&](const DomainEntry* domain) {
        return (!query.state || domain->state == *query.state) && filter.matches(*domain);
    });
    std::ranges::sort(matching, order);
    list.matching = matching.size();
    cut(list, in_scope, matching, place_after(query.after, in_scope, matching, order), limit);
    return list;
}

}  // namespace fcgi
