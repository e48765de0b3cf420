// What the web server's location says: who may look, who may change, in which clothes (FastCGI parameters VIRT_…).
#pragma once

#include <string>
#include <string_view>

#include "fcgi/message.h"

namespace fcgi {

struct Site {
    bool authenticates;  // only REMOTE_USER's domains; missing means on
    bool is_read_only;   // nobody changes anything; missing means on
    std::string stylesheet;

    // "insecure" or "read-only"
    [[nodiscard]] std::string_view mode() const noexcept { return is_read_only ? "read-only" : "insecure"; }
};

// Throws ProblemError: 500 (and a log line) for a value that is neither on nor off or a stylesheet that is no name;
// 403 for a site of owners, which this version does not serve: forgetting a line locks the door.
[[nodiscard]] Site read_site(const Request& request, std::string_view default_stylesheet);

}  // namespace fcgi
