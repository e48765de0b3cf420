// The parts of the command table, one for each libvirt object.
#pragma once

#include <array>

#include "core/command.h"

namespace core::commands {

[[nodiscard]] CommandTable checkpoint_commands();
[[nodiscard]] CommandTable domain_commands();
[[nodiscard]] CommandTable domain_device_commands();
[[nodiscard]] CommandTable domain_guest_commands();
[[nodiscard]] CommandTable domain_job_commands();
[[nodiscard]] CommandTable domain_tuning_commands();
[[nodiscard]] CommandTable host_commands();
[[nodiscard]] CommandTable host_domain_commands();
[[nodiscard]] CommandTable host_list_commands();
[[nodiscard]] CommandTable interface_commands();
[[nodiscard]] CommandTable network_commands();
[[nodiscard]] CommandTable node_device_commands();
[[nodiscard]] CommandTable nwfilter_commands();
[[nodiscard]] CommandTable owner_commands();
[[nodiscard]] CommandTable secret_commands();
[[nodiscard]] CommandTable snapshot_commands();
[[nodiscard]] CommandTable storage_commands();
[[nodiscard]] CommandTable stream_commands();

inline constexpr std::array all_parts{
    checkpoint_commands,    domain_commands,      domain_device_commands, domain_guest_commands, domain_job_commands,
    domain_tuning_commands, host_commands,        host_domain_commands,   host_list_commands,    interface_commands,
    network_commands,       node_device_commands, nwfilter_commands,      owner_commands,        secret_commands,
    snapshot_commands,      storage_commands,     stream_commands,
};

}  // namespace core::commands
