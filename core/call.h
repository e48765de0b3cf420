// Carries a command to a host: the right connection, one round trip, never the wrong machine.
#pragma once

#include <string>

#include "core/command.h"
#include "core/host.h"

namespace core {

struct CallTarget {
    Host& host;
    std::string domain;     // a name or a UUID; empty for a host's functions
    std::string uuid = {};  // the domain that must be meant by it; empty: whichever is
};

// Runs the command on a connection of its own effect: a read on a read-only one, which refuses changes by itself.
// A read that met a broken connection is tried once more, a change never (OutcomeUnknown). A kept handle whose domain
// is gone, or that an event had renamed by the time of the answer, is looked up again. Throws ArgumentError,
// HostUnavailable, LibvirtError; OtherDomain, before anything was done, if the name is another domain's than the one
// that is meant.
[[nodiscard]] Outcome call(const CallTarget& target, const Command& command, const Arguments& arguments,
                           Clock::time_point deadline);

}  // namespace core
