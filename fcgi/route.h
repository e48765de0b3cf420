// The URLs: from a path to what it names, and back.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/objects.h"
#include "fcgi/limits.h"

namespace fcgi {

enum class Place : std::uint8_t {
    network,
    owner,
    domain,
    domains,
    hosts,
    host,
    commands,
    jobs,
    job,
    openapi,
    health,
    asset,
    schema
};

// The path below the prefix, taken apart. Whether the things exist is another question.
struct Route {
    Place place = Place::network;
    std::string owner = {};   // owner, domain
    std::string domain = {};  // a name or a UUID
    std::string host = {};
    std::vector<core::Step> path = {};  // to an object of the domain or of the host
    const core::Kind* lists = nullptr;  // the address is that of a collection of theirs
    std::string command = {};           // on the object; empty: the default
    std::string asset = {};             // or schema
    std::string job = {};
    bool needs_slash = false;      // /virt/OWNER: a redirect to /virt/OWNER/ is the answer
    bool has_extra_slash = false;  // /virt/OWNER/VM/: to /virt/OWNER/VM

    // What the address names an object of.
    [[nodiscard]] core::Target target() const noexcept;
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
    // Of what belongs to a domain or a host: `from` is their address, `path` the names of collections and objects.
    [[nodiscard]] static std::string below(std::string from, std::span<const std::string> path);
    [[nodiscard]] std::string hosts() const { return prefix_ + "/-/hosts/"; }
    [[nodiscard]] std::string host(std::string_view host) const;
    // Where a command changes several domains at once; without one, what such addresses begin with.
    [[nodiscard]] std::string several(std::string_view command = {}) const {
        return prefix_ + "/-/domains/" + std::string(command);
    }
    [[nodiscard]] std::string commands() const { return prefix_ + "/-/commands"; }
    [[nodiscard]] std::string jobs() const { return prefix_ + "/-/jobs/"; }
    [[nodiscard]] std::string job(std::string_view id) const { return jobs() + std::string(id); }
    // Of what stands below the prefix and has {variables}.
    [[nodiscard]] std::string pattern(std::string_view below) const { return prefix_ + std::string(below); }
    [[nodiscard]] std::string schema(std::string_view name) const {
        return prefix_ + "/-/schema/" + std::string(name);
    }
    [[nodiscard]] std::string assets() const { return prefix_ + "/-/assets/"; }

  private:
    std::string prefix_;
};

}  // namespace fcgi
