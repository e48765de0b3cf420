// The configuration file (TOML): every key optional, unknown keys and wrong types are errors with line and column.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/call.h"
#include "discovery/browser.h"
#include "fcgi/limits.h"

namespace fcgi {

inline constexpr const char* default_configuration_file = "/etc/virt-fcgi/virt-fcgi.toml";

struct Configuration {
    struct Responder {
        std::string socket;  // a path, or address:port on loopback; empty: inherited as descriptor 0 or from systemd
        unsigned socket_mode = 0660;
        int workers = 4;
        int threads = 3;  // of each worker
        std::chrono::milliseconds request_timeout{30'000};
        std::uint64_t max_requests = 0;  // a worker is replaced after so many; 0: never
        int streams = 4;                 // of each worker: uploads, downloads and the like under way at once
        int jobs = 8;                    // of each worker: calls that may take longer than a request
        std::chrono::milliseconds stream_timeout{60'000};  // one that stands still for so long is broken off
        std::string user;                                  // to become, when started as root
        std::string group;
    };

    Responder responder;
    std::map<std::string, std::string> hosts;  // name → libvirt URI, which the older names have become
    // A host that falls silent is noticed after 2 s × (2 + 1).
    core::LinkSettings libvirt{std::chrono::milliseconds(5000), {std::chrono::seconds(2), 2}, 2};
    bool allow_insecure_transport = false;  // hosts that anybody on the way can read, or pass himself off as
    std::filesystem::path auth_file;  // libvirt's, with user names and passwords; empty: where libvirt looks for it
    discovery::BrowserSettings discovery;
    std::filesystem::path stylesheet_folder;
    std::string default_stylesheet = "default";
    core::OwnerRules owners;
    Limits limits;
    std::string log_level = "info";
    std::filesystem::path audit_file;  // empty: the audit goes to the program's log

    std::vector<std::string> warnings;  // what is allowed, and should be known
};

// What is wrong and where: "virt-fcgi.toml:3:9: [responder] workers must be …".
class ConfigurationError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Reads the file; none: the standard one if it exists, otherwise the defaults. Throws ConfigurationError.
[[nodiscard]] Configuration read_configuration(const std::optional<std::filesystem::path>& file);
[[nodiscard]] Configuration parse_configuration(std::string_view text, const std::string& name);

}  // namespace fcgi
