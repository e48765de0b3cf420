// The directory process: the one picture of the network, kept true from what each host's libvirt says.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "core/link.h"
#include "core/shared_snapshot.h"

namespace core {

struct DirectorySettings {
    std::map<std::string, std::string> hosts;  // name → libvirt URI
    LinkSettings link;
    std::function<void(const std::string& line)> log;
};

// The first generation comes when every host has answered or failed, or after this time: one dead host delays nobody.
inline constexpr std::chrono::milliseconds first_generation_wait{1000};
// Changes that come closer together than this become one generation.
inline constexpr std::chrono::milliseconds shortest_generation{10};

// Publishes until `stop_fd` becomes readable. Starts the event loop; call it in a process of its own, after the fork.
void run_directory(const DirectorySettings& settings, SharedSnapshot& shared, int stop_fd);

}  // namespace core
