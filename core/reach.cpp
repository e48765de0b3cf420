#include "core/reach.h"

#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "core/uri.h"

namespace core {
namespace {

using Clock = std::chrono::steady_clock;

// Ports of libvirt's remote driver: https://libvirt.org/remote.html
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> ports{
    {{"tls", "16514"}, {"tcp", "16509"}, {"libssh", "22"}, {"libssh2", "22"}}};

// Their URIs name a server, and the driver in our own process speaks HTTPS to it.
constexpr std::array<std::string_view, 4> https_drivers{"esx", "gsx", "hyperv", "vpx"};

struct FreeAddresses {
    void operator()(addrinfo* addresses) const noexcept { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

class Socket {
  public:
    explicit Socket(const addrinfo& address)
        : descriptor_(socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(descriptor_); }
    [[nodiscard]] int get() const noexcept { return descriptor_; }

  private:
    int descriptor_;
};

Addresses look_up(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found);
    if (error != 0) {
        throw Unreached(Trouble::look_up,
                        fmt::format("the host's name has no address: {}: {}", endpoint.host, gai_strerror(error)));
    }
    return Addresses(found);
}

std::string text_of(const addrinfo& address) {
    std::array<char, NI_MAXHOST> text{};
    const int error =
        getnameinfo(address.ai_addr, address.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    return error == 0 ? std::string(text.data()) : std::string();
}

// 0, or the errno that says why not.
int connect_until(const addrinfo& address, Clock::time_point deadline) {
    const Socket socket(address);
    if (socket.get() < 0) return errno;
    if (connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    for (pollfd ready{socket.get(), POLLOUT, 0};;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        const int count = poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (count == 0) return ETIMEDOUT;
        if (count > 0) break;
        if (errno != EINTR) return errno;
    }
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

std::optional<Endpoint> tcp_endpoint(const std::string& uri) {
    const auto parsed = parse_uri(uri);
    if (!parsed || parsed->server.empty()) return std::nullopt;
    if (std::ranges::find(https_drivers, parsed->driver) != https_drivers.end()) return std::nullopt;
    const auto* const port =
        std::ranges::find(ports, parsed->transport, [](const auto& entry) { return entry.first; });
    if (port == ports.end()) return std::nullopt;
    return Endpoint{parsed->server, parsed->port.empty() ? std::string(port->second) : parsed->port};
}

Reached reach(const Endpoint& endpoint, std::chrono::milliseconds limit) {
    const auto begun = Clock::now();
    const Addresses addresses = look_up(endpoint);
    const auto looked_up = Clock::now();
    int error = 0;
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        error = connect_until(*address, looked_up + limit);
        if (error == 0) return {text_of(*address), looked_up - begun, Clock::now() - looked_up};
    }
    const std::string reason =
        error == ETIMEDOUT ? fmt::format("no answer within {:.3g} s", std::chrono::duration<double>(limit).count())
                           : std::generic_category().message(error);
    throw Unreached(Trouble::connect, fmt::format("{} port {}: {}", endpoint.host, endpoint.port, reason));
}

}  // namespace core
