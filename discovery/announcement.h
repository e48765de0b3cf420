// What a host wants to have announced: itself, and its domains up to a limit. Pure, apart from Avahi.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/snapshot.h"

namespace discovery {

inline constexpr std::string_view host_service_type = "_libvirt._tcp";
inline constexpr std::string_view domain_service_type = "_domu._tcp";  // the default
inline constexpr std::size_t default_max_domains = 500;
// Each may need an entry group of its own, and avahi-daemon gives a client 1024.
inline constexpr std::size_t longest_max_domains = 1000;

// One service of DNS-SD as it should be.
struct Service {
    std::string key;   // what it stands for, whatever its name: a domain's UUID, or "host"
    std::string type;  // "_domu._tcp"
    std::string name;  // the true one, which may be too long for DNS-SD
    std::uint16_t port = 0;
    std::vector<std::string> texts;  // of the TXT record, each at most 255 bytes

    bool operator==(const Service&) const = default;
};

struct AnnouncementSettings {
    std::string host_name;  // the instance name of the host
    std::string service_type{domain_service_type};
    std::size_t max_domains = default_max_domains;
    std::uint16_t port = 0;  // of libvirt's daemon
    bool is_only_active = false;
};

struct Wanted {
    std::vector<Service> services;      // the host first, then its domains by name
    std::vector<std::string> left_out;  // names of the domains beyond the limit, sorted
};

class Announcement {
  public:
    explicit Announcement(AnnouncementSettings settings) : settings_(std::move(settings)) {}

    // What to announce of a host and these of its domains. Beyond the limit, domains that were chosen the last time
    // stay; free places go by name. So a new domain takes no other's place.
    [[nodiscard]] Wanted choose(std::string_view host_uuid, std::vector<core::DomainEntry> domains);
    // While the domains are not known: the host alone. They have their places back when they are.
    [[nodiscard]] Wanted only_host(std::string_view host_uuid) const;

  private:
    const AnnouncementSettings settings_;
    std::set<std::string> chosen_;  // UUIDs
};

}  // namespace discovery
