// Where the objects of libvirt stand among the URLs: the pattern of an object's address, for whoever tells of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/command.h"

namespace fcgi {

// A step of a pattern that the user fills in.
struct PathVariable {
    std::string_view name;  // "vm"
    std::string_view help;
};

struct ObjectPath {
    core::Target target;
    std::string pattern;  // below the prefix: "/{owner}/{vm}"; a command follows after a slash
    std::vector<PathVariable> variables;
};

[[nodiscard]] const ObjectPath& path_of(core::Target target);

}  // namespace fcgi
