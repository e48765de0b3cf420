// Has avahi-daemon announce exactly the services that are wanted, whatever happens to it meanwhile.
//
// Names that another host has are replaced by the next free ones. All is published again after Avahi was gone. What
// Avahi refuses is told to the log once and tried again from time to time.
#pragma once

#include <avahi-client/publish.h>
#include <avahi-common/error.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "discovery/client.h"
#include "discovery/roster.h"

namespace discovery {

class Publisher {
  public:
    // Changes that come within this time are carried out together.
    static constexpr std::chrono::milliseconds gathering_time{100};
    // What has met a taken name tries again after up to this long, by chance: two hosts that want the same names at
    // the same time would go on meeting.
    static constexpr std::chrono::milliseconds longest_quick_attempt{1000};
    // A service that has met this many taken names waits longer before each further attempt: others may take every
    // name, on purpose or not (RFC 6762, 8.1).
    static constexpr unsigned most_quick_attempts = 10;
    static constexpr std::chrono::seconds slow_attempt{5};
    // How long after a refusal Avahi is asked again.
    static constexpr std::chrono::seconds retry_refused{10};

    // `established` is called on a thread of Avahi's, whenever Avahi has announced what it was last told to, with the
    // number of services. It must not block.
    explicit Publisher(std::function<void(std::size_t services)> established);
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;
    // Withdraws everything. See ~Client on how long that may take.
    ~Publisher() = default;

    // From any thread: what is to be announced from now on. REQUIRES: no key twice.
    void publish(std::vector<Service> services);

  private:
    struct FreeGroup {
        void operator()(AvahiEntryGroup* group) const noexcept { avahi_entry_group_free(group); }
    };
    struct Group {
        Publisher* publisher;
        Roster::GroupId id;
        std::uint64_t filling;  // never the same: tells news of this filling from news of one before
        bool is_established = false;
        std::unique_ptr<AvahiEntryGroup, FreeGroup> avahi{};
    };

    static void state_changed(AvahiEntryGroup* avahi, AvahiEntryGroupState state, void* userdata) noexcept;

    void running(AvahiClient* client);
    void gone();
    void apply_wanted();
    void apply(const Roster::Changes& changes);
    void withdraw(const Roster::Changes& changes);
    void fill(Roster::GroupId id);
    void fill_soon(Roster::GroupId id);
    void fill_later(Roster::GroupId id, std::chrono::milliseconds wait);
    [[nodiscard]] int add_all(AvahiEntryGroup* group, Roster::GroupId id) const;
    void resolve(Roster::GroupId id, int error);
    void refused(Roster::GroupId id, int error);
    void update_texts(Roster::GroupId id, std::size_t index);
    void note(Roster::GroupId id, std::uint64_t filling, AvahiEntryGroupState state, int error);
    void tell_if_settled();

    // All of this belongs to the client's thread.
    const std::function<void(std::size_t)> established_;
    Roster roster_;
    std::vector<Service> wanted_;
    bool is_gathering_ = false;
    bool has_news_ = false;  // since established_ was last called
    AvahiClient* avahi_ = nullptr;
    std::map<Roster::GroupId, std::unique_ptr<Group>> groups_;
    std::set<Roster::GroupId> pending_;  // told to Avahi, which has not answered yet, or about to be told
    std::uint64_t fillings_ = 0;
    int told_error_ = AVAHI_OK;
    std::minstd_rand random_{std::random_device{}()};

    Client client_;  // last: its thread uses the others
};

}  // namespace discovery
