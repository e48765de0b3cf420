// What mDNS says of the network: where libvirt may be found, and which domains may be there. Never more than a hint:
// the directory believes only what libvirt on the host says.
#pragma once

#include <string>
#include <vector>

namespace core {

struct HostHint {
    std::string name;  // the announced one: a host name's characters, and space and '#'
    std::string uri;   // built from the configuration's template
    friend bool operator==(const HostHint&, const HostHint&) = default;
};

struct DomainHint {
    std::string host;  // HostHint::name
    std::string name;
    std::string uuid;  // lower case
    friend bool operator==(const DomainHint&, const DomainHint&) = default;
};

struct Hints {
    std::vector<HostHint> hosts;      // each name once
    std::vector<DomainHint> domains;  // of these hosts
    friend bool operator==(const Hints&, const Hints&) = default;
};

}  // namespace core
