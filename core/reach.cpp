#include "core/reach.h"

#include <fmt/format.h>
#include <libxml/uri.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace core {
namespace {

using Clock = std::chrono::steady_clock;

// Ports of libvirt's remote driver: https://libvirt.org/remote.html
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> ports{
    {{"tls", "16514"}, {"tcp", "16509"}, {"libssh", "22"}, {"libssh2", "22"}}};

// Their URIs name a server, and the driver in our own process speaks HTTPS to it.
constexpr std::array<std::string_view, 4> https_drivers{"esx", "gsx", "hyperv", "vpx"};

struct FreeUri {
    void operator()(xmlURI* uri) const noexcept { xmlFreeURI(uri); }
};
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
    if (error != 0) throw std::runtime_error(fmt::format("{}: {}", endpoint.host, gai_strerror(error)));
    return Addresses(found);
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
    const std::unique_ptr<xmlURI, FreeUri> parsed(xmlParseURI(uri.c_str()));
    if (parsed == nullptr || parsed->scheme == nullptr || parsed->server == nullptr) return std::nullopt;
    const std::string_view scheme(parsed->scheme);
    std::string_view server(parsed->server);
    if (server.starts_with('[') && server.ends_with(']')) server = server.substr(1, server.size() - 2);
    if (server.empty() || std::ranges::find(https_drivers, scheme) != https_drivers.end()) return std::nullopt;
    const auto plus = scheme.find('+');
    const std::string_view transport = plus == std::string_view::npos ? "tls" : scheme.substr(plus + 1);
    const auto* const port = std::ranges::find(ports, transport, [](const auto& entry) { return entry.first; });
    if (port == ports.end()) return std::nullopt;
    return Endpoint{std::string(server), parsed->port > 0 ? std::to_string(parsed->port) : std::string(port->second)};
}

void reach(const Endpoint& endpoint, std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    const Addresses addresses = look_up(endpoint);
    int error = 0;
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        error = connect_until(*address, deadline);
        if (error == 0) return;
    }
    const std::string reason =
        error == ETIMEDOUT ? fmt::format("no answer within {:.3g} s", std::chrono::duration<double>(limit).count())
                           : std::generic_category().message(error);
    throw std::runtime_error(fmt::format("{} port {}: {}", endpoint.host, endpoint.port, reason));
}

}  // namespace core
