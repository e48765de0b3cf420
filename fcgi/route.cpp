#include "fcgi/route.h"

#include <fmt/format.h>

#include <algorithm>
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

Route own_route(const std::vector<std::string>& segments, bool has_slash) {
    Route route;
    const std::size_t count = segments.size();
    const std::string kind = count > 1 ? segments[1] : "";
    if (kind == "hosts" && count == 2) {
        route.place = Place::hosts;
        route.needs_slash = !has_slash;
    } else if (kind == "hosts" && count <= 4) {
        route.place = Place::host;
        route.host = segments[2];
        if (count == 4) route.command = segments[3];
        route.needs_slash = count == 3 && !has_slash;
        route.has_extra_slash = count == 4 && has_slash;
    } else if (kind == "commands" && count == 2) {
        route.place = Place::commands;
        route.has_extra_slash = has_slash;
    } else if (kind == "openapi.json" && count == 2 && !has_slash) {
        route.place = Place::openapi;
    } else if (kind == "health" && count == 2 && !has_slash) {
        route.place = Place::health;
    } else if (kind == "assets" && count == 3 && !has_slash) {
        route.place = Place::asset;
        route.asset = segments[2];
    } else {
        nothing_here();
    }
    return route;
}

Route domain_route(const std::vector<std::string>& segments, bool has_slash) {
    Route route;
    const bool has_snapshots = segments.size() > 2 && segments[2] == "snapshots";
    if (segments.size() > (has_snapshots ? 5 : 3)) nothing_here();
    route.owner = segments[0];
    route.place = segments.size() == 1 ? Place::owner : Place::domain;
    if (segments.size() > 1) route.domain = segments[1];
    if (has_snapshots && segments.size() > 3) route.snapshot = segments[3];
    route.lists_snapshots = has_snapshots && segments.size() == 3;
    if (has_snapshots && segments.size() > 4) route.command = segments[4];
    if (segments.size() == 3 && !has_snapshots) route.command = segments[2];
    const bool is_list = route.place == Place::owner || route.lists_snapshots;
    route.needs_slash = is_list && !has_slash;
    route.has_extra_slash = !is_list && has_slash;
    return route;
}

}  // namespace

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

std::string Urls::snapshot(const std::string& domain_href, std::string_view snapshot) {
    return fmt::format("{}/snapshots/{}", domain_href, encode_segment(snapshot));
}

std::string Urls::host(std::string_view host) const {
    return fmt::format("{}/-/hosts/{}/", prefix_, encode_segment(host));
}

}  // namespace fcgi
