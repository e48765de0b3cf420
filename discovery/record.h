// What came out of a service's records, checked: mDNS is anybody's, and each byte of it may be an attacker's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace discovery {

// The two types of service: _libvirt._tcp and, by default, _domu._tcp.
enum class Kind : std::uint8_t { host, domain };

// As the resolver gave it, unchecked.
struct Resolved {
    std::string host_name;  // the SRV record's target: "h1.local"
    std::string address;    // as inet_ntop writes it; an IPv6 link-local one with %interface
    std::uint16_t port = 0;
    std::vector<std::string> txt;  // "key=value"
    bool is_local = false;         // the service is the local avahi-daemon's own
    friend bool operator==(const Resolved&, const Resolved&) = default;
};

struct Record {
    std::string host_name;  // lower case
    std::string address;
    std::uint16_t port = 0;
    std::string uuid;       // of the host or the domain; lower case
    std::string name;       // of the host or the domain
    std::string host_uuid;  // whose the domain is; of a host its own
    friend bool operator==(const Record&, const Record&) = default;
};

// Why a record is not used.
enum class Refusal : std::uint8_t {
    host_not_allowed,
    bad_host_name,
    bad_name,
    bad_address,
    own_address,
    bad_port,
    bad_txt,
    bad_uuid,
    too_many,
    too_many_of_host
};
// "its host is not in [discovery] allow"
[[nodiscard]] std::string_view to_string(Refusal refusal) noexcept;

struct Limits {
    static constexpr std::size_t txt = 1300;       // bytes of a TXT record: RFC 6763 section 6.2
    static constexpr std::size_t name = 255;       // bytes of a domain's name
    static constexpr std::size_t host_name = 253;  // RFC 1035 section 2.3.4, written out
    static constexpr std::size_t instance = 63;    // bytes of a service's instance name: RFC 6763 section 4.1.1
};

// `instance` is the service's instance name. `own_addresses` are those of this machine, which a record from the
// network cannot mean; `allow` are shell patterns for the host name.
[[nodiscard]] std::variant<Record, Refusal> check(Kind kind, std::string_view instance, const Resolved& resolved,
                                                  const std::vector<std::string>& allow,
                                                  const std::vector<std::string>& own_addresses);

// The template with {host} (the address; IPv6 in brackets, its % as %25), {name} (the mDNS host name) and {port}
// filled in.
[[nodiscard]] std::string fill_uri(std::string_view uri_template, const Record& record);

}  // namespace discovery
