#include "fcgi/site.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/ownership.h"
#include "core/text.h"
#include "fcgi/problem.h"

namespace fcgi {
namespace {

[[noreturn]] void refuse(std::string_view parameter, std::string_view value, std::string_view wanted) {
    spdlog::error("the web server's {} is {}: it must be {}", parameter, core::quoted(value), wanted);
    throw ProblemError(500,
                       fmt::format("the web server's configuration sets {} wrongly; the log says how", parameter));
}

bool is_on(std::string_view parameter, std::string_view value, bool if_missing = true) {
    if (value.empty()) return if_missing;
    if (value == "on" || value == "off") return value == "on";
    refuse(parameter, value, "on or off");
}

[[noreturn]] void refuse_parameter(std::string_view parameter, std::string_view why) {
    spdlog::error("the web server's parameter {} {}", core::quoted(parameter), why);
    throw ProblemError(500, fmt::format("the web server's parameter {} {}", core::quoted(parameter), why));
}

std::string owner_name(std::string_view remote_user) {
    if (remote_user.empty())
        throw ProblemError(403, "this site is for owners, and the web server says no name (REMOTE_USER)");
    if (!core::is_owner_name(remote_user))
        throw ProblemError(403, fmt::format("{} is no name that an owner can have", core::quoted(remote_user)));
    return std::string(remote_user);
}

bool is_plain_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

Site read_site(const Request& request, std::string_view default_stylesheet) {
    if (!request.doubled.empty()) refuse_parameter(request.doubled, "came twice: which one holds?");
    if (!request.unknown.empty()) refuse_parameter(request.unknown, "is unknown: is it misspelt?");
    Site site;
    site.stylesheet = request.stylesheet.empty() ? default_stylesheet : request.stylesheet;
    const bool authenticates = is_on("VIRT_AUTHENTICATE", request.authenticate);
    site.visitor.is_read_only = is_on("VIRT_READ_ONLY", request.read_only);
    site.visitor.sees_secrets = is_on("VIRT_SECRETS", request.secrets, false);
    if (!is_plain_name(site.stylesheet)) {
        refuse("VIRT_STYLESHEET", site.stylesheet, "a name of letters, digits, - and _ in the stylesheet folder");
    }
    if (authenticates) site.visitor.owner = owner_name(request.remote_user);
    return site;
}

std::string_view Site::mode() const noexcept {
    if (is_owners()) return visitor.is_read_only ? "owner-read-only" : "owner";
    return visitor.is_read_only ? "read-only" : "insecure";
}

}  // namespace fcgi
