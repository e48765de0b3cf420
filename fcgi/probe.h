// virt-fcgi --probe: tries one host and prints what came of it.
#pragma once

#include <string>

#include "fcgi/configuration.h"

namespace fcgi {

// `name` is a host of the configuration, a host that mDNS announces (if [discovery] is enabled), a libvirt URI, or a
// name as core/remote_name.h has them. As root, it first becomes the user of the configuration. Returns the exit
// status. Throws core::NameError, and std::runtime_error if there is no such host.
[[nodiscard]] int probe(const Configuration& configuration, const std::string& name);

}  // namespace fcgi
