// Browses mDNS for hosts with libvirt and for their domains, and tells what the cache makes of it.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/hints.h"

namespace discovery {

struct BrowserSettings {
    bool is_enabled = false;
    std::string service_type = "_domu._tcp";       // of the domains; hosts are _libvirt._tcp
    std::string uri = "qemu+tls://{host}/system";  // how a host is reached: {host}, {name}, {port}
    std::vector<std::string> allow;                // shell patterns for mDNS host names; none: no host is taken
    std::size_t max_records = 4096;                // hosts and domains together
    friend bool operator==(const BrowserSettings&, const BrowserSettings&) = default;
};

// Has a thread of its own. Make it after the fork.
class Browser {
  public:
    // `tell` is called on the browser's thread whenever the hints are others than before. Throws std::system_error.
    Browser(const BrowserSettings& settings, std::function<void(core::Hints hints)> tell,
            std::function<void(const std::string& line)> log);
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;
    ~Browser();

    // Hosts, by their hinted names, that do not answer: their records are looked up again and again. Any thread.
    void look_again_for(std::set<std::string> hosts);

  private:
    class Session;
    std::unique_ptr<Session> session_;
};

}  // namespace discovery
