// Tries a host step by step and tells what is there, or what is wrong.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnosis.h"
#include "core/link.h"

namespace core {

struct ProbeStep {
    std::string name;
    std::chrono::nanoseconds took;
    std::string found;  // may be empty
};

struct ProbeFailure {
    std::string step;  // the one that failed
    std::chrono::nanoseconds took;
    Trouble trouble;
    std::string reason;
    std::string mend;  // may be empty
};

struct Probe {
    std::vector<ProbeStep> steps;                            // those that went well
    std::optional<ProbeFailure> failure;                     // what came next
    std::vector<std::pair<std::string, std::string>> facts;  // of a host that answers: name, value
};

// Opens the URI read-only, asks what is there, and closes it. Blocks for as long as `settings` allow. The event loop
// must run (core/event_loop.h).
[[nodiscard]] Probe probe(const std::string& uri, const LinkSettings& settings);

}  // namespace core
