// The URLs: from a path to what it names, and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fcgi/limits.h"

namespace fcgi {

enum class Place : std::uint8_t { network, owner, domain, hosts, host, commands, openapi, health, asset };

// The path below the prefix, taken apart. Whether the things exist is another question.
struct Route {
    Place place = Place::network;
    std::string owner = {};   // owner, domain
    std::string domain = {};  // a name or a UUID
    std::string host = {};
    std::string command = {};   // on a domain, host or snapshot; empty: the default
    std::string snapshot = {};  // of a domain
    bool lists_snapshots = false;
    std::string asset = {};
    bool needs_slash = false;      // /virt/OWNER: a redirect to /virt/OWNER/ is the answer
    bool has_extra_slash = false;  // /virt/OWNER/VM/: to /virt/OWNER/VM
};

// Throws ProblemError: 404 for a path that can name nothing, 414 for one over the limit.
[[nodiscard]] Route parse_route(std::string_view path, const Limits& limits);

// URLs below the prefix, percent-encoded.
class Urls {
  public:
    explicit Urls(std::string_view prefix) : prefix_(prefix) {}

    [[nodiscard]] std::string network() const { return prefix_ + "/"; }
    [[nodiscard]] std::string owner(std::string_view owner) const;
    [[nodiscard]] std::string domain(std::string_view owner, std::string_view domain) const;
    [[nodiscard]] static std::string snapshot(const std::string& domain_href, std::string_view snapshot);
    [[nodiscard]] std::string hosts() const { return prefix_ + "/-/hosts/"; }
    [[nodiscard]] std::string host(std::string_view host) const;
    [[nodiscard]] std::string commands() const { return prefix_ + "/-/commands"; }
    // Of what stands below the prefix and has {variables}.
    [[nodiscard]] std::string pattern(std::string_view below) const { return prefix_ + std::string(below); }
    [[nodiscard]] std::string assets() const { return prefix_ + "/-/assets/"; }

  private:
    std::string prefix_;
};

}  // namespace fcgi
