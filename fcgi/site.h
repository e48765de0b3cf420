// What the web server's location says: who comes in, who may change, in which clothes (FastCGI parameters VIRT_…).
#pragma once

#include <string>
#include <string_view>

#include "core/access.h"
#include "fcgi/message.h"

namespace fcgi {

struct Site {
    core::Visitor visitor;
    std::string stylesheet;

    [[nodiscard]] bool is_owners() const noexcept { return !visitor.owner.empty(); }
    // "insecure", "read-only", "owner" or "owner-read-only"
    [[nodiscard]] std::string_view mode() const noexcept;
};

// A missing parameter locks: VIRT_AUTHENTICATE and VIRT_READ_ONLY count as on then, VIRT_SECRETS as off. Throws
// ProblemError: 500 (and a log line) for a value that is neither, a parameter that came twice or is unknown, and a
// stylesheet that is no name; 403 on a site of owners for who has no name that could be an owner's.
[[nodiscard]] Site read_site(const Request& request, std::string_view default_stylesheet);

}  // namespace fcgi
