// The parts of the command table, one for each libvirt object.
#pragma once

#include "core/command.h"

namespace core::commands {

[[nodiscard]] CommandTable domain_commands();
[[nodiscard]] CommandTable host_commands();
[[nodiscard]] CommandTable owner_commands();
[[nodiscard]] CommandTable snapshot_commands();
[[nodiscard]] CommandTable stream_commands();

}  // namespace core::commands
