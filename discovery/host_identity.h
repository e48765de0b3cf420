// Who this machine is, to others on the network.
#pragma once

#include <string>
#include <string_view>

namespace discovery {

inline constexpr const char* machine_id_file = "/etc/machine-id";
inline constexpr const char* dbus_machine_id_file = "/var/lib/dbus/machine-id";  // where there is no systemd

// The system's host name up to its first dot; "localhost" if it has none.
[[nodiscard]] std::string first_label_of_host_name();

// The first line of the file, without its end; empty if it cannot be read.
[[nodiscard]] std::string read_machine_id(const char* file = machine_id_file);

// The host's UUID in lower case with dashes: the one that was given; else libvirt's; else the machine ID (32
// hexadecimal digits) written as one, as libvirt does with host_uuid_source = "machine-id". What is not a UUID counts
// as absent. Empty if there is none.
[[nodiscard]] std::string choose_host_uuid(std::string_view given, std::string_view from_libvirt,
                                           std::string_view machine_id);

}  // namespace discovery
