#include "fcgi/listen_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef VIRT_FCGI_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace fcgi {
namespace {

constexpr int backlog = 1024;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

// A path that a process still listens on is in use; one that nobody listens on was left over.
bool is_in_use(const sockaddr_un& address) {
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connects = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    return connects;
}

bool is_socket(const std::string& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

bool is_listening(int descriptor) {
    int listens = 0;
    socklen_t size = sizeof listens;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

// "127.0.0.1:9000" or "localhost:9000"
std::optional<sockaddr_in> loopback_address(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    std::uint16_t port = 0;
    const std::string_view digits = std::string_view(text).substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
    const std::string name = text.substr(0, colon) == "localhost" ? "127.0.0.1" : text.substr(0, colon);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    const bool is_address = inet_pton(AF_INET, name.c_str(), &address.sin_addr) == 1;
    return is_address && ntohl(address.sin_addr.s_addr) >> 24U == 127 ? std::optional(address) : std::nullopt;
}

}  // namespace

std::string wrong_address(const std::string& socket) {
    constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;
    if (socket.empty()) return {};
    if (socket.starts_with('/')) {
        return socket.size() <= longest_path
                   ? std::string()
                   : fmt::format("{}: a socket's path has at most {} bytes", socket, longest_path);
    }
    return loopback_address(socket)
               ? std::string()
               : fmt::format("{}: the socket must be a path from / or a port on loopback such as 127.0.0.1:9000",
                             socket);
}

ListenSocket::ListenSocket(const Configuration::Responder& responder) {
    if (responder.socket.empty())
        inherit();
    else if (responder.socket.starts_with('/'))
        open_path(responder);
    else
        open_port(responder.socket);
    // The workers wait with epoll; who comes second to a connection must not stand still in accept(2).
    if (fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) | O_NONBLOCK) != 0) fail(description_);
}

ListenSocket::~ListenSocket() {
    close_to_new();
    if (is_own_) close(descriptor_);
}

void ListenSocket::close_to_new() noexcept {
    if (!path_.empty()) unlink(path_.c_str());
    path_.clear();
}

void ListenSocket::open_path(const Configuration::Responder& responder) {
    description_ = responder.socket;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (const std::string wrong = wrong_address(responder.socket); !wrong.empty()) throw std::runtime_error(wrong);
    responder.socket.copy(address.sun_path, responder.socket.size());
    if (is_socket(responder.socket)) {
        if (is_in_use(address))
            throw std::runtime_error(fmt::format("{}: another process listens there", responder.socket));
        unlink(responder.socket.c_str());
    }
    descriptor_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    is_own_ = true;
    const mode_t before = umask(0777);  // nobody connects before the owner and mode are right
    const int bound = bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    umask(before);
    if (bound != 0) fail(description_);
    path_ = responder.socket;
    const passwd* user = responder.user.empty() ? nullptr : getpwnam(responder.user.c_str());
    const group* its_group = responder.group.empty() ? nullptr : getgrnam(responder.group.c_str());
    const uid_t uid = user != nullptr ? user->pw_uid : static_cast<uid_t>(-1);
    const gid_t gid = its_group != nullptr ? its_group->gr_gid : static_cast<gid_t>(-1);
    if ((user != nullptr || its_group != nullptr) && geteuid() == 0 && chown(path_.c_str(), uid, gid) != 0)
        fail(description_);
    if (chmod(path_.c_str(), responder.socket_mode) != 0 || listen(descriptor_, backlog) != 0) fail(description_);
}

void ListenSocket::open_port(const std::string& text) {
    description_ = text;
    const auto parsed = loopback_address(text);
    if (!parsed) throw std::runtime_error(wrong_address(text));
    const sockaddr_in address = *parsed;
    descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    is_own_ = true;
    const int on = 1;
    setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail(description_);
    if (listen(descriptor_, backlog) != 0) fail(description_);
}

void ListenSocket::inherit() {
    descriptor_ = STDIN_FILENO;
    description_ = "the socket inherited as descriptor 0";
#ifdef VIRT_FCGI_SYSTEMD
    if (sd_listen_fds(1) > 0) {
        descriptor_ = SD_LISTEN_FDS_START;
        description_ = "the socket passed by systemd";
    }
#endif
    if (!is_listening(descriptor_)) {
        throw std::runtime_error(
            "no socket is configured ([responder] socket) and none was inherited: descriptor 0 does not listen");
    }
}

}  // namespace fcgi
