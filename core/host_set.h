// The hosts of the directory, each with its watcher: those of the configuration, and those that mDNS leads to.
//
// A host that answers is left alone by what mDNS says: a record can neither take its name nor send it elsewhere, nor
// end it. A hint of a host that is new, or that does not answer, is followed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/hints.h"
#include "core/host_watcher.h"
#include "core/ownership.h"

namespace core {

struct HostSettings {
    std::map<std::string, std::string> hosts;  // the configuration's: name → libvirt URI
    LinkSettings link;
    bool discovers = false;  // whether hints will come
    std::function<void(const std::string& line)> log;
    // Discovered hosts at once. For a further one the one that left longest ago is forgotten; if there is none, it is
    // not taken.
    std::size_t most_discovered = 1024;
    std::shared_ptr<const OwnerSource> owners = std::make_shared<const OwnerSource>();
};

// What was known, for a directory with other hosts in its configuration: one that is new, or somewhere else by now,
// is connecting, and what it had is not there. Discovered ones stay.
[[nodiscard]] Snapshot as_configured(const Snapshot& known, const std::map<std::string, std::string>& hosts);

// For one thread; only `changed` is called from others.
class HostSet {
  public:
    // A discovered host that is neither up nor announced any more is forgotten after this time.
    static constexpr std::chrono::minutes kept_after_leaving{5};
    // A host that moved to another address is not moved again before.
    static constexpr std::chrono::seconds shortest_stay{5};

    // Starts with what `known` has of these hosts, their states too, and with the discovered hosts in it. `changed`
    // is called whenever picture() will answer something new.
    HostSet(const HostSettings& settings, const Snapshot& known, std::function<void()> changed);
    HostSet(const HostSet&) = delete;
    HostSet& operator=(const HostSet&) = delete;
    ~HostSet();

    // What mDNS says from now on.
    void follow(Hints hints);
    // Carries out what time or a host's state allows by now.
    void settle();
    // When settle() has to be called next although nothing changed.
    [[nodiscard]] Clock::time_point settle_at() const;

    // Whether the first attempt to reach each host has ended.
    [[nodiscard]] bool have_outcome() const;
    // Hosts and domains as they are known now, in the snapshot's order, with their residences marked.
    [[nodiscard]] Snapshot picture() const;
    // Discovered hosts that are not up: mDNS should look again where they are.
    [[nodiscard]] std::set<std::string> lost() const;

    // Has every watcher end, and tells whether they have.
    void request_stop();
    [[nodiscard]] bool has_ended() const;

  private:
    struct Bell;
    struct Member {
        std::string uri;
        bool is_discovered;
        std::unique_ptr<HostWatcher> watcher;
        Clock::time_point left = Clock::time_point::max();   // since when it is neither up nor announced
        Clock::time_point moved = Clock::time_point::min();  // to this URI from another
    };

    void add(HostEntry host, bool is_discovered, const Snapshot& known);
    [[nodiscard]] bool may_follow(const HostHint& hint);
    void make_room_for(const HostHint& hint);
    [[nodiscard]] bool has_room();
    [[nodiscard]] bool is_leaving(const std::string& name, const Member& member) const;
    void forget(const std::string& name);
    [[nodiscard]] bool is_announced(const std::string& name) const;
    void log_once(const std::string& line);
    void add_announced(Snapshot& snapshot) const;
    static void drop_doubles(Snapshot& snapshot);

    const HostSettings& settings_;
    const std::shared_ptr<Bell> bell_;
    Hints hints_;
    std::map<std::string, Member> members_;  // by name
    std::set<std::string> logged_;
};

}  // namespace core
