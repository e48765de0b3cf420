#include "fcgi/directory_process.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "core/directory.h"
#include "discovery/browser.h"

namespace fcgi {

namespace {

// It has a connection to every host: as many descriptors as the system lets it have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) spdlog::warn("the limit of open files stays at {}", limit.rlim_cur);
}

}  // namespace

bool run_directory(const Configuration& configuration, core::SharedSnapshot& snapshot, int stop_fd) {
    raise_descriptor_limit();
    core::Connection::read_passwords_from(configuration.auth_file);
    const auto log = [](const std::string& line) { spdlog::info("{}", line); };
    core::LinkSettings link = configuration.libvirt;
    link.most_connections = 1;  // it watches a host over one
    // Neither is destroyed: a host that hangs, or an avahi-daemon that does, would hold the process back.
    static auto* const directory =
        new core::Directory({.hosts = configuration.hosts,
                             .link = link,
                             .discovers = configuration.discovery.is_enabled,
                             .log = log,
                             .owners = std::make_shared<const core::OwnerSource>(configuration.owners.source)},
                            snapshot);
    if (configuration.discovery.is_enabled) {
        static auto* const browser = new discovery::Browser(
            configuration.discovery, [](core::Hints hints) { directory->follow(std::move(hints)); }, log);
        directory->on_lost = [](std::set<std::string> names) { browser->look_again_for(std::move(names)); };
    }
    return directory->run(stop_fd);
}

}  // namespace fcgi
