// The directory process: core's directory, told by mDNS where to look.
#pragma once

#include "core/shared_snapshot.h"
#include "fcgi/configuration.h"

namespace fcgi {

// Publishes until `stop_fd` becomes readable; then the process has to end. Call it after the fork.
void run_directory(const Configuration& configuration, core::SharedSnapshot& snapshot, int stop_fd);

}  // namespace fcgi
