#include "discovery/cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/text.h"

namespace discovery {
namespace {

std::optional<Cache::Clock::time_point> earlier(std::optional<Cache::Clock::time_point> one,
                                                std::optional<Cache::Clock::time_point> other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

// The address to use of those that several interfaces give: IPv4 before IPv6, any before a link-local one.
auto preference(const Record& record) {
    const bool is_ipv6 = record.address.find(':') != std::string::npos;
    return std::tuple(is_ipv6, record.address.starts_with("fe80:") || record.address.starts_with("169.254."));
}

}  // namespace

std::size_t Cache::count(Kind kind) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(entries_, [&](const auto& entry) { return entry.first.kind == kind; }));
}

std::size_t Cache::room_for(Kind kind) const {
    const std::size_t hosts = std::max<std::size_t>(settings_.max_records / hosts_share, 1);
    const std::size_t most = kind == Kind::host ? hosts : settings_.max_records - hosts;
    return most - std::min(most, count(kind));
}

void Cache::appeared(const Service& service, int protocol, bool is_local) {
    auto entry = entries_.find(service);
    if (entry == entries_.end()) {
        if (room_for(service.kind) == 0) {
            turned_away_.emplace(service.kind, now_());
            return log_refusal(service, Refusal::too_many, fmt::format("{}", settings_.max_records));
        }
        entry = entries_.emplace(service, Entry{}).first;
    }
    entry->second.protocols.insert(protocol);
    entry->second.is_local |= is_local;
    if (std::exchange(entry->second.is_unknown, false)) entry->second.resolve_at = {};  // it may have moved
}

void Cache::disappeared(const Service& service, int protocol) {
    const auto entry = entries_.find(service);
    if (entry == entries_.end()) return;
    entry->second.protocols.erase(protocol);
    if (!entry->second.protocols.empty()) return;
    if (entry->second.resolving_since) --resolving_;
    entries_.erase(entry);
}

void Cache::lost_sight() {
    for (auto& [service, entry] : entries_) {
        entry.protocols.clear();
        entry.is_unknown = true;
        entry.resolving_since.reset();
    }
    resolving_ = 0;
    rediscovery_ends_.reset();
}

void Cache::back_in_sight() {
    rediscovery_ends_ = now_() + rediscovery_limit;
}

void Cache::expire() {
    if (!rediscovery_ends_ || now_() < *rediscovery_ends_) return;
    rediscovery_ends_.reset();
    std::erase_if(entries_, [this](const auto& entry) {
        if (entry.second.is_unknown && entry.second.resolving_since) --resolving_;
        return entry.second.is_unknown;
    });
}

// When the service has to be resolved; none: it is under way, or known well enough.
std::optional<Cache::Clock::time_point> Cache::due(const Service& service, const Entry& entry) const {
    if (entry.is_unknown || entry.resolving_since) return std::nullopt;
    const bool is_lost = service.kind == Kind::host && lost_hosts_.contains(service.instance);
    if (entry.record && !is_lost && entry.resolve_at != Clock::time_point{}) return std::nullopt;
    return entry.resolve_at;
}

std::optional<Service> Cache::next_to_resolve() {
    if (resolving_ >= most_resolvers) return std::nullopt;
    const auto now = now_();
    // Hosts before domains; of one kind what has waited longest, so that those who never answer starve nobody.
    auto next = entries_.end();
    for (auto each = entries_.begin(); each != entries_.end(); ++each) {
        if (next != entries_.end() && next->first.kind != each->first.kind) break;
        const auto its_due = due(each->first, each->second);
        if (!its_due || *its_due > now) continue;
        if (next == entries_.end() || *its_due < next->second.resolve_at) next = each;
    }
    if (next == entries_.end()) return std::nullopt;
    next->second.resolving_since = now;
    ++resolving_;
    return next->first;
}

void Cache::resolved(const Service& service, Resolved resolved, const std::vector<std::string>& own_addresses) {
    const auto found = entries_.find(service);
    if (found == entries_.end() || !found->second.resolving_since) return;
    Entry& entry = found->second;
    entry.resolving_since.reset();
    --resolving_;
    resolved.is_local = entry.is_local;
    auto checked = check(service.kind, service.instance, resolved, settings_.allow, own_addresses);
    if (auto* record = std::get_if<Record>(&checked)) {
        if (has_room_on_host(service, record->host_name)) {
            entry.record = std::move(*record);
            entry.pause = first_pause;
            entry.resolve_at = now_() + look_again_pause;
            return;
        }
        checked = Refusal::too_many_of_host;
    }
    log_refusal(service, std::get<Refusal>(checked),
                fmt::format("{} at {}", core::quoted(resolved.host_name), core::quoted(resolved.address)));
    const auto refusal = std::get<Refusal>(checked);
    if (refusal == Refusal::host_not_allowed || refusal == Refusal::bad_host_name) {
        entries_.erase(found);  // a stranger takes no room
    } else {
        ask_later(service, entry);  // it may be a passing state, or a forged answer: what was known stays
    }
}

void Cache::not_resolved(const Service& service) {
    const auto found = entries_.find(service);
    if (found == entries_.end() || !found->second.resolving_since) return;
    Entry& entry = found->second;
    entry.resolving_since.reset();
    --resolving_;
    ask_later(service, entry);
}

void Cache::ask_later(const Service& service, Entry& entry) {
    const bool is_lost = service.kind == Kind::host && lost_hosts_.contains(service.instance);
    entry.resolve_at = now_() + (is_lost ? look_again_pause : entry.pause);
    entry.pause = std::min(entry.pause * 2, longest_pause);
}

bool Cache::has_room_on_host(const Service& service, const std::string& host_name) const {
    const auto others = std::ranges::count_if(entries_, [&](const auto& other) {
        return other.first.kind == service.kind && other.second.record && other.first.instance != service.instance &&
               other.second.record->host_name == host_name;
    });
    return static_cast<std::size_t>(others) <
           (service.kind == Kind::host ? most_hosts_of_host : most_domains_of_host);
}

bool Cache::is_resolving(const Service& service) const {
    const auto found = entries_.find(service);
    return found != entries_.end() && found->second.resolving_since;
}

std::vector<Service> Cache::overdue() const {
    std::vector<Service> late;
    for (const auto& [service, entry] : entries_) {
        if (entry.resolving_since && now_() >= *entry.resolving_since + resolver_limit) late.push_back(service);
    }
    return late;
}

std::optional<Cache::Clock::time_point> Cache::next_due() const {
    std::optional<Clock::time_point> next = rediscovery_ends_;
    for (const auto& [service, entry] : entries_) {
        if (entry.resolving_since) next = earlier(next, *entry.resolving_since + resolver_limit);
        if (resolving_ < most_resolvers) next = earlier(next, due(service, entry));
    }
    return next;
}

bool Cache::wants_new_browse(Kind kind) {
    const auto since = turned_away_.find(kind);
    if (since == turned_away_.end() || room_for(kind) == 0) return false;
    // Not for each place that becomes free: a flood that comes and goes would have us browse all the time.
    if (room_for(kind) * 2 < count(kind) && now_() < since->second + longest_pause) return false;
    turned_away_.erase(since);
    for (auto& [service, entry] : entries_) {
        if (service.kind != kind) continue;
        entry.protocols.clear();
        entry.is_unknown = true;
    }
    back_in_sight();
    return true;
}

void Cache::log_refusal(const Service& service, Refusal refusal, std::string_view detail) {
    if (!settings_.log || !logged_.insert(refusal).second) return;
    settings_.log(fmt::format("mDNS: the {} {} is not used: {} ({}); more of this kind are not logged",
                              service.kind == Kind::host ? "host" : "domain", core::quoted(service.instance),
                              to_string(refusal), detail));
}

std::map<std::string, const Record*> Cache::best_hosts() const {
    std::map<std::string, const Record*> best;
    for (const auto& [service, entry] : entries_) {
        if (service.kind != Kind::host || !entry.record) continue;
        const auto [chosen, is_new] = best.emplace(service.instance, &*entry.record);
        if (!is_new && preference(*entry.record) < preference(*chosen->second)) chosen->second = &*entry.record;
    }
    return best;
}

core::Hints Cache::hints() const {
    core::Hints hints;
    using Key = std::pair<std::string_view, std::string_view>;
    std::map<Key, std::string> names;  // by host UUID and mDNS host name
    for (const auto& [instance, record] : best_hosts()) {
        hints.hosts.push_back({instance, fill_uri(settings_.uri, *record)});
        names.emplace(Key(record->host_uuid, record->host_name), instance);
    }
    std::set<Key> seen;  // a service comes once per interface
    for (const auto& [service, entry] : entries_) {
        if (service.kind != Kind::domain || !entry.record) continue;
        const auto host = names.find({entry.record->host_uuid, entry.record->host_name});
        if (host == names.end() || !seen.emplace(host->second, entry.record->uuid).second) continue;
        hints.domains.push_back({host->second, entry.record->name, entry.record->uuid});
    }
    return hints;
}

}  // namespace discovery
