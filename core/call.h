// Carries a command to a host: the right connection, one round trip, never the wrong machine.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "core/command.h"
#include "core/device_policy.h"
#include "core/host.h"
#include "core/ownership.h"

namespace core {

struct OwnerRules {
    OwnerSource source = {};
    DevicePolicy devices = {};
};
inline const OwnerRules standard_rules;

inline constexpr std::chrono::milliseconds longest_beside{2000};
// A result with more items is left out: a list of that length has an address of its own.
inline constexpr std::size_t most_items_beside = 1000;

struct CallTarget {
    Host& host;
    std::string domain;                   // a name or a UUID; empty for a host's functions
    std::string uuid = {};                // the domain that must be meant by it; empty: whichever is
    std::vector<Step> path = {};          // to an object of the domain or of the host; none: it is meant itself
    virConnectPtr destination = nullptr;  // to another host, for a function that takes two
    std::string owner = {};               // who must own it; empty: nobody need
    const OwnerRules& rules = standard_rules;
    bool lasts = false;    // takes as long as it takes, on a connection of the host's lasting link
    bool follows = false;  // returns when the work has ended that the function only begins (work.h)
    // Reads of the same object, after it and on its connection, all without arguments. What fails is left out, and
    // what has not come within longest_beside.
    std::span<const Command* const> beside = {};
};

// Runs the command on a connection of its own effect: a read on a read-only one, which refuses changes by itself;
// only a privileged read and one that asks for secrets, which libvirt tells no such connection, on a read-write one.
// A read that met a broken connection is tried once more, a change never (OutcomeUnknown). A kept handle whose domain
// is gone, or that an event had renamed by the time of the answer, is looked up again. Throws ArgumentError,
// HostUnavailable, LibvirtError; OtherDomain, before anything was done, if the name is another domain's than the one
// that is meant. For an owner the host is asked whose domain it is, on the same connection right before the call:
// NotOwned, or Refused by the command's guard. What moves bytes has a connection of the host's lasting link, which
// its transfer keeps; for it, and for what lasts, the deadline is that of getting a connection.
[[nodiscard]] Outcome call(const CallTarget& target, const Command& command, const Arguments& arguments,
                           Clock::time_point deadline);

}  // namespace core
