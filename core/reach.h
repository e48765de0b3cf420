// Whether a host can be reached by TCP at all, found out with a time limit: libvirt's own connect knows none, and
// behind a silent host it would hold its thread for minutes.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace core {

struct Endpoint {
    std::string host;  // a name or an address; IPv6 without brackets, with %scope if it needs one
    std::string port;
};

// Where libvirt's remote driver would connect for this URI by TCP itself (tls, tcp, libssh, libssh2). None: a local
// driver, a Unix socket, a program that connects as it likes (ssh, ext), or a driver that speaks HTTPS on its own.
[[nodiscard]] std::optional<Endpoint> tcp_endpoint(const std::string& uri);

// Connects there and hangs up. Throws std::runtime_error, with the address, the port and the reason, when the name
// has no address, or none of its addresses takes the connection within the limit. Looking the name up is not bounded.
void reach(const Endpoint& endpoint, std::chrono::milliseconds limit);

}  // namespace core
