// The directory process: core's directory, told by mDNS where to look.
#pragma once

#include "core/shared_snapshot.h"
#include "fcgi/configuration.h"

namespace fcgi {

// Publishes until `stop_fd` becomes readable; then the process has to end: with exit() if true is returned, and
// without it if a thread that libvirt holds is left. Call it after the fork.
[[nodiscard]] bool run_directory(const Configuration& configuration, core::SharedSnapshot& snapshot, int stop_fd);

}  // namespace fcgi
