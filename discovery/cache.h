// The mDNS cache: which services are announced, what their records say, which of them have to be resolved, and what
// follows for the directory. It knows no Avahi and no clock but the one it is given.
#pragma once

#include <chrono>
#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/hints.h"
#include "discovery/record.h"

namespace discovery {

// One service as one interface sees it.
struct Service {
    Kind kind = Kind::host;
    int interface = 0;  // index
    std::string instance;
    std::string domain;  // "local"
    friend auto operator<=>(const Service&, const Service&) = default;
};

struct CacheSettings {
    std::string uri;                 // template: see fill_uri()
    std::vector<std::string> allow;  // see check()
    std::size_t max_records = 4096;  // hosts and domains together
    std::function<void(const std::string& line)> log;
};

// For one thread.
class Cache {
  public:
    using Clock = std::chrono::steady_clock;

    // Of max_records, so many are kept for hosts alone: no flood of domains keeps a host out.
    static constexpr std::size_t hosts_share = 4;  // a quarter
    // Records of one mDNS host name: hosts, and domains.
    static constexpr std::size_t most_hosts_of_host = 4;
    static constexpr std::size_t most_domains_of_host = 1024;
    // Resolvers that may be under way at once.
    static constexpr std::size_t most_resolvers = 64;
    // A resolver that has not answered by then is freed, and another one made after the pause, doubled each time.
    static constexpr std::chrono::seconds resolver_limit{5};
    static constexpr std::chrono::seconds first_pause{5};
    static constexpr std::chrono::seconds longest_pause{60};
    // How often a host that does not answer is looked up anew: it may have moved to another address.
    static constexpr std::chrono::seconds look_again_pause{2};
    // After Avahi came back, what it has not found again by then is gone.
    static constexpr std::chrono::seconds rediscovery_limit{10};

    Cache(CacheSettings settings, std::function<Clock::time_point()> now)
        : settings_(std::move(settings)), now_(std::move(now)) {}

    // What the browsers tell. A service is there as long as one protocol (IPv4, IPv6) sees it.
    void appeared(const Service& service, int protocol, bool is_local);
    void disappeared(const Service& service, int protocol);
    // Avahi went: what is known is kept, as unknown, until it has come back.
    void lost_sight();
    void back_in_sight();

    // The next service to resolve, marked as under way; none: nothing is due, or enough is under way.
    [[nodiscard]] std::optional<Service> next_to_resolve();
    // What its resolver said, and that it said nothing. A service of a host that is not allowed is forgotten; what is
    // refused otherwise is asked for again later, and what was known of it stays.
    void resolved(const Service& service, Resolved resolved, const std::vector<std::string>& own_addresses);
    void not_resolved(const Service& service);
    [[nodiscard]] bool is_resolving(const Service& service) const;
    // Resolvers whose time is up: the caller frees them and says not_resolved().
    [[nodiscard]] std::vector<Service> overdue() const;

    // Hosts, by the names in hints(), that do not answer.
    void look_again_for(std::set<std::string> hosts) { lost_hosts_ = std::move(hosts); }

    // Forgets what was not found again in time.
    void expire();
    // When something becomes due without news: a resolver, a pause, the end of the rediscovery.
    [[nodiscard]] std::optional<Clock::time_point> next_due() const;

    // Services of this kind were turned away for lack of room, and there is room now: browse anew. What
    // the new browser does not find in time is gone: the one before may still have had removals to tell.
    [[nodiscard]] bool wants_new_browse(Kind kind);

    [[nodiscard]] core::Hints hints() const;
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

  private:
    struct Entry {
        std::set<int> protocols;
        bool is_local = false;
        bool is_unknown = false;  // not seen since Avahi went
        std::optional<Record> record;
        std::optional<Clock::time_point> resolving_since;
        Clock::time_point resolve_at = {};
        std::chrono::seconds pause = first_pause;
    };
    using Entries = std::map<Service, Entry>;

    [[nodiscard]] std::size_t room_for(Kind kind) const;
    [[nodiscard]] std::size_t count(Kind kind) const;
    void ask_later(const Service& service, Entry& entry);
    void log_refusal(const Service& service, Refusal refusal, std::string_view detail);
    [[nodiscard]] bool has_room_on_host(const Service& service, const std::string& host_name) const;
    [[nodiscard]] std::optional<Clock::time_point> due(const Service& service, const Entry& entry) const;
    [[nodiscard]] std::map<std::string, const Record*> best_hosts() const;

    const CacheSettings settings_;
    const std::function<Clock::time_point()> now_;
    Entries entries_;  // hosts first: they are resolved first
    std::set<std::string> lost_hosts_;
    std::set<Refusal> logged_;
    std::map<Kind, Clock::time_point> turned_away_;  // since when
    std::size_t resolving_ = 0;
    std::optional<Clock::time_point> rediscovery_ends_;
};

}  // namespace discovery
