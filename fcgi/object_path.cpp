#include "fcgi/object_path.h"

#include <fmt/format.h>

#include <array>

namespace fcgi {
namespace {

using core::Target;

constexpr PathVariable owner{"owner", "An owner of the domain; _ for a domain without owners."};
constexpr PathVariable domain{"vm", "The domain's name or UUID."};
constexpr PathVariable host{"host", "The host's name here, as the list of hosts has it."};

ObjectPath make_path(Target target) {
    if (target == Target::domain) return {target, "/{owner}/{vm}", {owner, domain}};
    if (target == Target::host) return {target, "/-/hosts/{host}", {host}};
    const core::Kind& kind = core::kind_of(target);
    ObjectPath path = make_path(kind.parent);
    path.target = target;
    path.pattern += fmt::format("/{}/{{{}}}", kind.collection, kind.name);
    path.variables.push_back({kind.name, "Its name, or its UUID if it has one."});
    return path;
}

}  // namespace

const ObjectPath& path_of(Target target) {
    static const std::vector<ObjectPath> paths = [] {
        std::vector<ObjectPath> all;
        for (const auto& kind : core::kinds()) all.push_back(make_path(kind.target));
        return all;
    }();
    return paths[static_cast<std::size_t>(target)];
}

}  // namespace fcgi
