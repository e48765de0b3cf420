// Who is announced under which name, in which group; and what to do when that is to change. Pure, apart from Avahi.
//
// Services are published in groups, each as a whole. A service cannot leave its group alone: the rest is withdrawn
// and published again. So what comes together shares a group, what comes later gets another one, and no change
// touches a group whose services stay as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "discovery/announcement.h"

namespace discovery {

class Roster {
  public:
    // avahi-daemon takes no more in one group (its default).
    static constexpr std::size_t most_in_group = 32;

    using GroupId = std::uint64_t;  // never used twice
    struct Entry {
        Service service;
        unsigned attempt = 1;  // how often a name was looked for
        std::string name;      // the instance name
    };
    struct Changes {
        std::vector<GroupId> gone;     // to be withdrawn
        std::vector<GroupId> to_fill;  // new, or to be withdrawn and published again with the entries it has now
        std::vector<std::pair<GroupId, std::size_t>> new_texts;  // the entry's TXT record alone is another one
    };

    // Makes the services wanted the ones that are there. REQUIRES: no key twice.
    [[nodiscard]] Changes want(const std::vector<Service>& services);
    // A name in this group is taken by another host. Avahi does not say which: each entry goes into a group of its
    // own, and one that is alone gets its next name. Nothing if there is no such group.
    [[nodiscard]] Changes resolve_collision(GroupId id);
    // The same for a group that cannot be published for another reason: only so that its entries are apart.
    [[nodiscard]] Changes split(GroupId id);
    // All of it in full groups with new numbers, for a new client of Avahi. Names stay.
    [[nodiscard]] Changes regroup();

    // Empty if there is no such group.
    [[nodiscard]] const std::vector<Entry>& entries(GroupId id) const;

  private:
    void name(Entry& entry);
    void drop_name(const Entry& entry);
    void put(std::vector<Entry> entries, std::size_t in_each, Changes& changes);

    std::map<GroupId, std::vector<Entry>> groups_;
    std::set<std::string> names_;  // that are in use here, with their types, in lower case: DNS knows no other
    GroupId last_id_ = 0;
};

}  // namespace discovery
