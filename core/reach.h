// Whether a host can be reached by TCP at all, found out with a time limit: libvirt's own connect knows none, and
// behind a silent host it would hold its thread for minutes.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/diagnosis.h"

namespace core {

struct Endpoint {
    std::string host;  // a name or an address; IPv6 without brackets, with %scope if it needs one
    std::string port;
};

// Where libvirt's remote driver would connect for this URI by TCP itself (tls, tcp, libssh, libssh2). None: a local
// driver, a Unix socket, a program that connects as it likes (ssh, ext), or a driver that speaks HTTPS on its own.
[[nodiscard]] std::optional<Endpoint> tcp_endpoint(const std::string& uri);

struct Reached {
    std::string address;  // the one that took the connection
    std::chrono::nanoseconds look_up;
    std::chrono::nanoseconds connect;
};

// The name has no address, or none of its addresses takes the connection: which, and why.
class Unreached : public std::runtime_error {
  public:
    Unreached(Trouble trouble, const std::string& sentence) : std::runtime_error(sentence), trouble_(trouble) {}

    [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

  private:
    Trouble trouble_;
};

// Connects there and hangs up, within the limit. Looking the name up is not bounded. Throws Unreached.
Reached reach(const Endpoint& endpoint, std::chrono::milliseconds limit);

}  // namespace core
