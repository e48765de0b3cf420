#include "fcgi/directory_process.h"

#include <spdlog/spdlog.h>

#include "core/directory.h"
#include "discovery/browser.h"

namespace fcgi {

bool run_directory(const Configuration& configuration, core::SharedSnapshot& snapshot, int stop_fd) {
    const auto log = [](const std::string& line) { spdlog::info("{}", line); };
    core::LinkSettings link = configuration.libvirt;
    link.most_connections = 1;  // it watches a host over one
    // Neither is destroyed: a host that hangs, or an avahi-daemon that does, would hold the process back.
    static auto* const directory =
        new core::Directory({configuration.hosts, link, configuration.discovery.is_enabled, log}, snapshot);
    if (configuration.discovery.is_enabled) {
        static auto* const browser = new discovery::Browser(
            configuration.discovery, [](core::Hints hints) { directory->follow(std::move(hints)); }, log);
        directory->on_lost = [](std::set<std::string> names) { browser->look_again_for(std::move(names)); };
    }
    return directory->run(stop_fd);
}

}  // namespace fcgi
