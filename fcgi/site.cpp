#include "fcgi/site.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/text.h"
#include "fcgi/problem.h"

namespace fcgi {
namespace {

[[noreturn]] void refuse(std::string_view parameter, std::string_view value, std::string_view wanted) {
    spdlog::error("the web server's {} is {}: it must be {}", parameter, core::quoted(value), wanted);
    throw ProblemError(500,
                       fmt::format("the web server's configuration sets {} wrongly; the log says how", parameter));
}

bool is_on(std::string_view parameter, std::string_view value) {
    if (value.empty() || value == "on") return true;
    if (value == "off") return false;
    refuse(parameter, value, "on or off");
}

bool is_plain_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

Site read_site(const Request& request, std::string_view default_stylesheet) {
    Site site{is_on("VIRT_AUTHENTICATE", request.authenticate), is_on("VIRT_READ_ONLY", request.read_only),
              std::string(request.stylesheet.empty() ? default_stylesheet : request.stylesheet)};
    if (!is_plain_name(site.stylesheet)) {
        refuse("VIRT_STYLESHEET", site.stylesheet, "a name of letters, digits, - and _ in the stylesheet folder");
    }
    if (site.authenticates) {
        throw ProblemError(
            403,
            "this site is for owners (VIRT_AUTHENTICATE is on or not set), and owners' sites are not served yet");
    }
    return site;
}

}  // namespace fcgi
