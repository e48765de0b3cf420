// A command as a form: what it does and what it takes, from the command table and libvirt's own description.
#pragma once

#include <string>

#include "core/command.h"
#include "core/node.h"

namespace fcgi {

// With these arguments filled in.
[[nodiscard]] core::Node form_node(const core::Command& command, const std::string& href, const std::string& back,
                                   const core::Arguments& given = {});

// A link to the command for a page: name, method, whether it destroys and whether it needs arguments.
[[nodiscard]] core::Node command_node(const core::Command& command, const std::string& href);

}  // namespace fcgi
