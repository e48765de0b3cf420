#include "core/host_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <thread>
#include <tuple>
#include <unordered_set>

#include "core/residence.h"
#include "core/text.h"

namespace core {
namespace {

constexpr std::size_t most_logged_once = 1000;  // lines; what mDNS makes us say must not grow without end

// Ends the watcher on a thread of its own: libvirt may hold it in a call to a host that hangs.
void retire(std::unique_ptr<HostWatcher> watcher) {
    std::thread([retired = std::move(watcher)] {}).detach();
}

// As it was known a moment ago, by a directory before this one, if it is the same host at the same place: what was up
// is not taken from anybody for as long as it takes to connect anew.
HostEntry as_known(const Snapshot& known, const std::string& name, const std::string& uri) {
    const auto found = std::ranges::find(known.hosts, name, &HostEntry::name);
    return found != known.hosts.end() && found->uri == uri ? *found : new_host(name, uri);
}

}  // namespace

Snapshot as_configured(const Snapshot& known, const std::map<std::string, std::string>& hosts) {
    Snapshot snapshot;
    for (const auto& [name, uri] : hosts) snapshot.hosts.push_back(as_known(known, name, uri));
    for (const auto& host : known.hosts) {
        if (host.is_discovered && !hosts.contains(host.name)) snapshot.hosts.push_back(host);
    }
    std::ranges::sort(snapshot.hosts, {}, &HostEntry::name);
    const auto is_where_it_was = [&](const DomainEntry& domain) {
        const auto before = std::ranges::find(known.hosts, domain.host, &HostEntry::name);
        const auto now = std::ranges::find(snapshot.hosts, domain.host, &HostEntry::name);
        return before != known.hosts.end() && now != snapshot.hosts.end() && before->uri == now->uri;
    };
    std::ranges::copy_if(known.domains, std::back_inserter(snapshot.domains), is_where_it_was);
    return snapshot;
}

// A retired watcher may have news when the set is gone.
struct HostSet::Bell {
    std::mutex mutex;
    std::function<void()> changed;  // empty when nobody listens any more

    void ring() {
        const std::lock_guard lock(mutex);
        if (changed) changed();
    }
};

HostSet::HostSet(const HostSettings& settings, const Snapshot& known, std::function<void()> changed)
    : settings_(settings), bell_(std::make_shared<Bell>()) {
    bell_->changed = std::move(changed);
    for (const auto& [name, uri] : settings_.hosts) add(as_known(known, name, uri), false, known);
    if (!settings_.discovers) return;
    for (const auto& host : known.hosts) {
        if (host.is_discovered && may_follow({host.name, host.uri}) && has_room()) add(host, true, known);
    }
}

HostSet::~HostSet() {
    const std::lock_guard lock(bell_->mutex);
    bell_->changed = nullptr;
}

void HostSet::add(HostEntry host, bool is_discovered, const Snapshot& known) {
    const std::string name = host.name;
    const std::string uri = host.uri;
    auto watcher = std::make_unique<HostWatcher>(std::move(host), settings_.link, settings_.owners, known,
                                                 [bell = bell_] { bell->ring(); });
    Member& member = members_[name];
    if (member.watcher != nullptr) retire(std::move(member.watcher));
    member = Member{uri, is_discovered, std::move(watcher)};
}

// A host that does not answer and is announced elsewhere: its address is free for others.
bool HostSet::is_leaving(const std::string& name, const Member& member) const {
    const auto hint = std::ranges::find(hints_.hosts, name, &HostHint::name);
    return member.is_discovered && member.watcher->state() != HostState::up && hint != hints_.hosts.end() &&
           hint->uri != member.uri;
}

void HostSet::forget(const std::string& name) {
    const auto member = members_.find(name);
    retire(std::move(member->second.watcher));
    members_.erase(member);
}

bool HostSet::has_room() {
    const auto is_discovered = [](const auto& entry) { return entry.second.is_discovered; };
    if (static_cast<std::size_t>(std::ranges::count_if(members_, is_discovered)) < settings_.most_discovered)
        return true;
    const auto oldest = std::ranges::min_element(members_, {}, [](const auto& entry) { return entry.second.left; });
    if (oldest->second.left == Clock::time_point::max()) {
        log_once(
            fmt::format("mDNS leads to more than {} hosts: further ones are not taken", settings_.most_discovered));
        return false;
    }
    forget(std::string(oldest->first));
    return true;
}

// Whether the hint leads to a host that is not among the members under another name.
bool HostSet::may_follow(const HostHint& hint) {
    for (const auto& [name, member] : members_) {
        if (name == hint.name) {
            if (member.is_discovered) continue;
            log_once(
                fmt::format("mDNS announces a host {}, which is in the configuration: the announcement is not used",
                            quoted(name)));
            return false;
        }
        if (member.uri == hint.uri && !is_leaving(name, member)) {
            log_once(fmt::format("mDNS announces a host {} where {} is: it is not listed twice", quoted(hint.name),
                                 quoted(name)));
            return false;
        }
    }
    return true;
}

// An address that was given to another machine, or a machine that has another name now: who announces it has it.
void HostSet::make_room_for(const HostHint& hint) {
    const auto former = std::ranges::find_if(members_, [&](const auto& entry) {
        const auto& [name, member] = entry;
        return member.is_discovered && member.uri == hint.uri && !is_announced(name);
    });
    if (former == members_.end()) return;
    settings_.log(fmt::format("host {} has left: {} is at its address", quoted(former->first), quoted(hint.name)));
    forget(std::string(former->first));
}

bool HostSet::is_announced(const std::string& name) const {
    return std::ranges::find(hints_.hosts, name, &HostHint::name) != hints_.hosts.end();
}

void HostSet::log_once(const std::string& line) {
    if (logged_.size() < most_logged_once && logged_.insert(line).second) settings_.log(line);
}

void HostSet::follow(Hints hints) {
    hints_ = std::move(hints);
    settle();
}

void HostSet::settle() {
    for (const auto& hint : hints_.hosts) {
        const auto member = members_.find(hint.name);
        if (member == members_.end()) {
            make_room_for(hint);
            if (may_follow(hint) && has_room()) add(new_host(hint.name, hint.uri), true, {});
        } else if (member->second.uri != hint.uri && member->second.watcher->state() != HostState::up &&
                   Clock::now() >= member->second.moved + shortest_stay && may_follow(hint)) {
            settings_.log(fmt::format("host {} is at {} now", quoted(hint.name), quoted(hint.uri)));
            Snapshot known;
            member->second.watcher->add_to(known);
            HostEntry host = known.hosts.front();  // as unreachable as before, until it answers there
            host.uri = hint.uri;
            add(std::move(host), true, known);
            member->second.moved = Clock::now();
        }
    }
    const auto now = Clock::now();
    for (auto each = members_.begin(); each != members_.end();) {
        auto& [name, member] = *each;
        const bool stays = !member.is_discovered || member.watcher->state() == HostState::up || is_announced(name);
        if (stays) {
            member.left = Clock::time_point::max();
        } else if (member.left == Clock::time_point::max()) {
            member.left = now;
        }
        if (stays || now < member.left + kept_after_leaving) {
            ++each;
            continue;
        }
        settings_.log(fmt::format("host {} has left: it is forgotten", quoted(name)));
        retire(std::move(member.watcher));
        each = members_.erase(each);
    }
}

Clock::time_point HostSet::settle_at() const {
    auto next = Clock::time_point::max();
    for (const auto& [name, member] : members_) {
        if (member.left != Clock::time_point::max()) next = std::min(next, member.left + kept_after_leaving);
    }
    return next;
}

bool HostSet::have_outcome() const {
    return std::ranges::all_of(members_, [](const auto& entry) { return entry.second.watcher->has_outcome(); });
}

Snapshot HostSet::picture() const {
    Snapshot snapshot;
    for (const auto& [name, member] : members_) {
        member.watcher->add_to(snapshot);
        snapshot.hosts.back().is_discovered = member.is_discovered;
    }
    drop_doubles(snapshot);
    add_announced(snapshot);
    std::ranges::sort(snapshot.domains, {},
                      [](const DomainEntry& domain) { return std::tie(domain.name, domain.host); });
    mark_residences(snapshot);
    return snapshot;
}

// A machine of the configuration that mDNS announces too, under another address: libvirt's host UUID tells.
void HostSet::drop_doubles(Snapshot& snapshot) {
    std::unordered_set<std::string> doubles;
    for (const auto& host : snapshot.hosts) {
        if (!host.is_discovered || host.uuid.empty()) continue;
        const bool is_double = std::ranges::any_of(snapshot.hosts, [&](const HostEntry& other) {
            return !other.is_discovered && other.uuid == host.uuid &&
                   (other.state == HostState::up || host.state != HostState::up);
        });
        if (is_double) doubles.insert(host.name);
    }
    std::erase_if(snapshot.hosts, [&](const HostEntry& host) { return doubles.contains(host.name); });
    std::erase_if(snapshot.domains, [&](const DomainEntry& domain) { return doubles.contains(domain.host); });
}

// The domains that mDNS announces for hosts whose libvirt has not spoken yet.
void HostSet::add_announced(Snapshot& snapshot) const {
    std::unordered_set<std::string_view> silent;
    for (const auto& host : snapshot.hosts) {
        if (host.is_discovered && !members_.at(host.name).watcher->has_spoken()) silent.insert(host.name);
    }
    for (const auto& hint : hints_.domains) {
        if (!silent.contains(hint.host)) continue;
        DomainEntry domain{hint.name, hint.uuid};
        domain.host = hint.host;
        domain.is_announced = true;
        snapshot.domains.push_back(std::move(domain));
    }
}

void HostSet::request_stop() {
    for (const auto& [name, member] : members_) member.watcher->request_stop();
}

bool HostSet::has_ended() const {
    return std::ranges::all_of(members_, [](const auto& entry) { return entry.second.watcher->has_ended(); });
}

std::set<std::string> HostSet::lost() const {
    std::set<std::string> names;
    for (const auto& [name, member] : members_) {
        if (member.is_discovered && member.watcher->state() != HostState::up) names.insert(name);
    }
    return names;
}

}  // namespace core
