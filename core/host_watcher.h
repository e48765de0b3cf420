// Watches one host for the directory: lists its domains, follows its events, lists again after every reconnect.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "core/link.h"
#include "core/ownership.h"
#include "core/snapshot.h"

namespace core {

class HostWatcher {
  public:
    // A host that has not answered a question by then is unreachable: its connection is cut.
    static constexpr std::chrono::seconds longest_answer{30};
    // No event tells of virtual CPUs, of the memory that a domain will have, or of a host that grows: they are looked
    // at again so often.
    static constexpr std::chrono::seconds recount_interval{60};

    // Watches the host at `host.uri`; its state is what is told until the first attempt has ended. Starts with the
    // domains that `known` has of the host, until the host itself has spoken. `changed` is called
    // from the watcher's thread whenever entry() or domains() will answer something new.
    HostWatcher(HostEntry host, LinkSettings settings, std::shared_ptr<const OwnerSource> owners,
                const Snapshot& known, std::function<void()> changed,
                std::chrono::milliseconds recount = recount_interval);
    HostWatcher(const HostWatcher&) = delete;
    HostWatcher& operator=(const HostWatcher&) = delete;
    // Does not return while libvirt holds the watcher's thread in a call.
    ~HostWatcher();

    // Whether the first attempt to reach the host has ended, well or badly.
    [[nodiscard]] bool has_outcome() const;
    // Whether libvirt on the host has listed its domains, now or in the past that `known` tells of.
    [[nodiscard]] bool has_spoken() const;
    [[nodiscard]] HostState state() const;

    // Has the watcher's thread end as soon as libvirt lets go of it; `changed` is called once more when it has.
    void request_stop() { thread_.request_stop(); }
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    // Adds the host and its domains as they are known now.
    void add_to(Snapshot& snapshot) const;

  private:
    // What the event loop's thread tells the watcher's: lives as long as either.
    struct Mailbox;

    void run(const std::stop_token& stop);
    void watch(Connection& connection, const std::stop_token& stop);
    void list(Connection& connection);
    void refresh(Connection& connection, const std::set<std::string>& uuids);
    [[nodiscard]] HostEntry copy_entry() const;
    [[nodiscard]] bool recount(Connection& connection);
    void enter(HostState state, const std::string& error);
    void wait_before_retry(const std::stop_token& stop, std::chrono::milliseconds wait);

    const std::string name_;
    const LinkSettings settings_;
    const std::shared_ptr<const OwnerSource> owners_;
    const std::function<void()> changed_;
    const std::chrono::milliseconds recount_;
    std::shared_ptr<Mailbox> mailbox_;
    std::shared_ptr<Link> link_;

    mutable std::mutex mutex_;
    HostEntry entry_;
    std::map<std::string, DomainEntry> domains_;  // by UUID
    bool has_outcome_ = false;
    bool has_spoken_ = false;
    std::atomic<bool> has_ended_ = false;
    std::jthread thread_;
};

}  // namespace core
