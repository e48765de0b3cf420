// What a request may bring. Each can be set in [limits] of the configuration.
#pragma once

#include <cstddef>

namespace fcgi {

struct Limits {
    std::size_t body = std::size_t{1} << 20;      // bytes of a request's body
    std::size_t path = 1024;                      // bytes of the path below the prefix, decoded
    std::size_t query = std::size_t{16} << 10;    // bytes of the query, still encoded
    std::size_t argument = std::size_t{1} << 20;  // bytes of one argument's value
    std::size_t arguments = 64;                   // arguments in a request
};

// Domains of one request that changes several; and the hosts of theirs that are asked at the same time, each by a
// thread.
inline constexpr std::size_t most_domains_at_once = 100;
inline constexpr std::size_t most_hosts_at_once = 16;
// Of those threads beside the requests' own, in one worker: a request that gets none goes from host to host itself.
inline constexpr int most_helping_threads = 32;

// Bytes of one argument's name; libvirt's longest typed parameter names have 79.
inline constexpr std::size_t longest_argument_name = 128;

}  // namespace fcgi
