// A worker's view of the directory: each generation turned once into look-ups by owner, name and UUID.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/shared_snapshot.h"
#include "core/snapshot.h"

namespace core {

// Immutable; may be read from any thread.
class DirectoryIndex {
  public:
    explicit DirectoryIndex(Snapshot snapshot, std::uint32_t generation = 0);

    [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }
    [[nodiscard]] const Snapshot& snapshot() const noexcept { return snapshot_; }

    [[nodiscard]] const HostEntry* host(std::string_view name) const;
    // In the order of their names (name_order.h).
    [[nodiscard]] const std::vector<const HostEntry*>& hosts() const noexcept { return hosts_; }
    // How many domains live on it.
    [[nodiscard]] std::size_t domains_on(std::string_view host) const;
    // The domain with this UUID, where it lives.
    [[nodiscard]] const DomainEntry* domain_by_uuid(std::string_view uuid) const;

    // Whether the domain is the owner's; `_` has those without owners.
    [[nodiscard]] static bool belongs(const DomainEntry& domain, std::string_view owner);
    // Whether every host that has a domain with this UUID says that it is the owner's: a copy that was left behind,
    // with the owners it once had, gives nobody a claim.
    [[nodiscard]] bool belongs_everywhere(const DomainEntry& domain, std::string_view owner) const;
    // Whether its UUID alone leads to this entry, and not to another host's: it lives here, and nowhere else.
    [[nodiscard]] bool is_found_by_uuid(const DomainEntry& domain) const;
    // The hosts that have it, as libvirt on them says.
    [[nodiscard]] std::vector<const DomainEntry*> copies(std::string_view uuid) const;
    // The domains of one owner that have this name or UUID: none, one, or several to choose from. With a host only
    // what that host has, also if the domain lives elsewhere.
    [[nodiscard]] std::vector<const DomainEntry*> domains(std::string_view owner, std::string_view name_or_uuid,
                                                          std::string_view host = {}) const;
    // What lists look for in a domain, and by which they sort: made once.
    struct Look {
        std::string name;   // lower case
        std::string title;  // lower case
        // The domain's place in the order of names, of which no two are the same: equal names by UUID, then by host.
        std::size_t name_place = 0;
        // Of its host, and of its first owner, in the order of their names; without owner: behind all.
        std::size_t host_place = 0;
        std::size_t owner_place = 0;
    };
    // Of a domain in snapshot().
    [[nodiscard]] const Look& look_of(const DomainEntry& domain) const noexcept {
        return looks_[static_cast<std::size_t>(&domain - snapshot_.domains.data())];
    }
    // Every owner and how many domains he has, in the order of their names; `_` last if there is any domain without
    // an owner.
    [[nodiscard]] const std::vector<std::pair<std::string, std::size_t>>& owners() const noexcept { return owners_; }

  private:
    void look_at_all();

    std::uint32_t generation_;
    Snapshot snapshot_;
    std::vector<std::pair<std::string, std::size_t>> owners_;
    std::vector<const HostEntry*> hosts_;
    std::unordered_map<std::string_view, std::size_t> domains_on_;
    std::vector<Look> looks_;
    std::unordered_multimap<std::string_view, const DomainEntry*> by_uuid_;
    std::unordered_multimap<std::string_view, const DomainEntry*> by_name_;
};

// The current index, renewed when the snapshot's generation moved.
class DirectoryReader {
  public:
    explicit DirectoryReader(const SharedSnapshot& shared)
        : shared_(shared), index_(std::make_shared<DirectoryIndex>(Snapshot{})) {}

    // While another thread renews it, the one before. Costs one atomic load if nothing changed.
    [[nodiscard]] std::shared_ptr<const DirectoryIndex> current();
    // Waits for the newest.
    [[nodiscard]] std::shared_ptr<const DirectoryIndex> newest();
    [[nodiscard]] const SharedSnapshot& shared() const noexcept { return shared_; }

  private:
    [[nodiscard]] std::shared_ptr<const DirectoryIndex> renew();

    const SharedSnapshot& shared_;
    std::mutex renewing_;
    std::atomic<std::shared_ptr<const DirectoryIndex>> index_;
};

}  // namespace core
