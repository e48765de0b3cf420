#include "core/host_table.h"

#include <thread>

namespace core {

std::shared_ptr<Host> HostTable::at(const DirectoryIndex& index, const HostEntry& entry) {
    Hosts gone;
    std::shared_ptr<Host> host;
    {
        const std::lock_guard lock(mutex_);
        if (index.generation() != generation_) gone = take_gone(index);
        generation_ = index.generation();
        auto& held = hosts_[entry.name];
        if (held == nullptr) held = std::make_shared<Host>(entry.name, entry.uri, settings_);
        host = held;
    }
    // On a thread of its own: closing the connection to a host that is silent takes its time.
    if (!gone.empty()) std::thread([closing = std::move(gone)] {}).detach();
    return host;
}

HostTable::Hosts HostTable::take_gone(const DirectoryIndex& index) {
    Hosts gone;
    for (auto each = hosts_.begin(); each != hosts_.end();) {
        const HostEntry* entry = index.host(each->first);
        const auto current = each++;
        if (entry == nullptr || entry->uri != current->second->uri()) gone.insert(hosts_.extract(current));
    }
    return gone;
}

}  // namespace core
