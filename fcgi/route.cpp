#include "fcgi/route.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "core/text.h"
#include "fcgi/problem.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

constexpr std::string_view reserved = "-";

[[noreturn]] void nothing_here() {
    throw ProblemError(404, "there is nothing at this address");
}

// The segments between slashes; a slash at the end gives an empty last one.
std::vector<std::string> split(std::string_view path) {
    if (!path.starts_with('/')) nothing_here();
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool can_name_something(const std::string& segment) {
    return !segment.empty() && segment != "." && segment != ".." &&
           std::ranges::none_of(segment, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

// What follows a host or a domain: collections and objects in turn, then a command.
void read_path(std::span<const std::string> segments, bool has_slash, Route& route) {
    while (!segments.empty()) {
        const core::Kind* const kind = core::find_collection(route.target(), segments[0]);
        if (kind == nullptr) break;
        if (segments.size() == 1) {
            route.lists = kind;
            route.needs_slash = !has_slash;
            return;
        }
        route.path.push_back({kind->target, segments[1]});
        segments = segments.subspan(2);
    }
    if (segments.size() > 1) nothing_here();
    if (!segments.empty()) route.command = segments[0];
    const bool is_host = route.target() == core::Target::host && segments.empty();
    route.needs_slash = is_host && !has_slash;
    route.has_extra_slash = !is_host && has_slash;
}

Route own_route(const std::vector<std::string>& segments, bool has_slash) {
    Route route;
    const std::size_t count = segments.size();
    const std::string kind = count > 1 ? segments[1] : "";
    if (kind == "hosts" && count == 2) {
        route.place = Place::hosts;
        route.needs_slash = !has_slash;
    } else if (kind == "hosts") {
        route.place = Place::host;
        route.host = segments[2];
        read_path(std::span(segments).subspan(3), has_slash, route);
    } else if (kind == "domains" && count == 3) {
        route.place = Place::domains;
        route.command = segments[2];
        route.has_extra_slash = has_slash;
    } else if (kind == "commands" && count == 2) {
        route.place = Place::commands;
        route.has_extra_slash = has_slash;
    } else if (kind == "jobs" && count == 2) {
        route.place = Place::jobs;
        route.needs_slash = !has_slash;
    } else if (kind == "jobs" && count == 3) {
        route.place = Place::job;
        route.job = segments[2];
        route.has_extra_slash = has_slash;
    } else if (kind == "openapi.json" && count == 2 && !has_slash) {
        route.place = Place::openapi;
    } else if (kind == "health" && count == 2 && !has_slash) {
        route.place = Place::health;
    } else if (kind == "assets" && count == 3 && !has_slash) {
        route.place = Place::asset;
        route.asset = segments[2];
    } else if (kind == "schema" && count == 3 && !has_slash) {
        route.place = Place::schema;
        route.asset = segments[2];
    } else {
        nothing_here();
    }
    return route;
}

Route domain_route(const std::vector<std::string>& segments, bool has_slash) {
    Route route;
    route.owner = segments[0];
    if (segments.size() == 1) {
        route.place = Place::owner;
        route.needs_slash = !has_slash;
        return route;
    }
    route.place = Place::domain;
    route.domain = segments[1];
    read_path(std::span(segments).subspan(2), has_slash, route);
    return route;
}

}  // namespace

core::Target Route::target() const noexcept {
    if (!path.empty()) return path.back().target;
    return place == Place::host ? core::Target::host : core::Target::domain;
}

Route parse_route(std::string_view path, const Limits& limits) {
    if (path.size() > limits.path) {
        throw ProblemError(414, fmt::format("the path has {} bytes; at most {} are taken", path.size(), limits.path));
    }
    if (path.empty()) return Route{.needs_slash = true};
    if (!core::is_utf8(path)) nothing_here();
    std::vector<std::string> segments = split(path);
    const bool has_slash = segments.back().empty();
    if (has_slash) segments.pop_back();
    if (!std::ranges::all_of(segments, can_name_something)) nothing_here();
    if (segments.empty()) return Route{};
    return segments[0] == reserved ? own_route(segments, has_slash) : domain_route(segments, has_slash);
}

std::string Urls::owner(std::string_view owner) const {
    return fmt::format("{}/{}/", prefix_, encode_segment(owner));
}

std::string Urls::domain(std::string_view owner, std::string_view domain) const {
    return this->owner(owner) + encode_segment(domain);
}

std::string Urls::below(std::string from, std::span<const std::string> path) {
    if (from.ends_with('/')) from.pop_back();
    for (const auto& segment : path) from += '/' + encode_segment(segment);
    return from;
}

std::string Urls::host(std::string_view host) const {
    return fmt::format("{}/-/hosts/{}/", prefix_, encode_segment(host));
}

}  // namespace fcgi
