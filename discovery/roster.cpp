#include "discovery/roster.h"

#include <algorithm>
#include <iterator>

#include "discovery/service_name.h"

namespace discovery {

namespace {

// Names are one if they differ in nothing but ASCII's capitals (RFC 6762, 16).
std::string identity(const Roster::Entry& entry) {
    std::string text = entry.service.type + '/' + entry.name;
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

bool is_same_place(const Service& one, const Service& other) {
    return one.type == other.type && one.name == other.name && one.port == other.port;
}

}  // namespace

Roster::Changes Roster::want(const std::vector<Service>& services) {
    std::map<std::string, const Service*> missing;
    for (const auto& service : services) missing.emplace(service.key, &service);

    Changes changes;
    for (auto group = groups_.begin(); group != groups_.end();) {
        auto& [id, entries] = *group;
        const auto left = std::erase_if(entries, [&](const Entry& entry) {
            const auto wanted = missing.find(entry.service.key);
            if (wanted != missing.end() && is_same_place(*wanted->second, entry.service)) return false;
            drop_name(entry);
            return true;
        });
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto wanted = missing.extract(entries[i].service.key);
            if (entries[i].service == *wanted.mapped()) continue;
            entries[i].service = *wanted.mapped();
            if (left == 0) changes.new_texts.emplace_back(id, i);
        }
        if (entries.empty()) {
            changes.gone.push_back(id);
            group = groups_.erase(group);
            continue;
        }
        if (left > 0) changes.to_fill.push_back(id);
        ++group;
    }
    std::vector<Entry> added;
    for (const auto& service : services) {
        if (missing.contains(service.key)) name(added.emplace_back(Entry{service, 1, {}}));
    }
    put(std::move(added), most_in_group, changes);
    return changes;
}

Roster::Changes Roster::resolve_collision(GroupId id) {
    const auto group = groups_.find(id);
    if (group == groups_.end()) return {};
    if (group->second.size() > 1) return split(id);
    Entry& entry = group->second.front();
    drop_name(entry);
    ++entry.attempt;
    name(entry);
    return {{}, {id}, {}};
}

Roster::Changes Roster::split(GroupId id) {
    auto group = groups_.extract(id);
    if (group.empty()) return {};
    Changes changes{{id}, {}, {}};
    put(std::move(group.mapped()), 1, changes);
    return changes;
}

Roster::Changes Roster::regroup() {
    std::vector<Entry> all;
    Changes changes;
    for (auto& [id, entries] : groups_) {
        changes.gone.push_back(id);
        std::ranges::move(entries, std::back_inserter(all));
    }
    groups_.clear();
    put(std::move(all), most_in_group, changes);
    return changes;
}

const std::vector<Roster::Entry>& Roster::entries(GroupId id) const {
    static const std::vector<Entry> none;
    const auto group = groups_.find(id);
    return group != groups_.end() ? group->second : none;
}

// The entry's name for its attempt, or the next one that nobody has here.
void Roster::name(Entry& entry) {
    for (;; ++entry.attempt) {
        entry.name = service_name(entry.service.name, entry.attempt);
        if (names_.insert(identity(entry)).second) return;
    }
}

void Roster::drop_name(const Entry& entry) {
    names_.erase(identity(entry));
}

void Roster::put(std::vector<Entry> entries, std::size_t in_each, Changes& changes) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i % in_each == 0) changes.to_fill.push_back(++last_id_);
        groups_[last_id_].push_back(std::move(entries[i]));
    }
}

}  // namespace discovery
