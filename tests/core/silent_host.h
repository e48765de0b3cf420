// A host whose libvirtd hangs: it accepts connections and says nothing.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace tests {

class SilentHost {
  public:
    explicit SilentHost(const std::filesystem::path& path, int backlog = 16)
        : path_(path), listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const sockaddr_un name = address();
        if (bind(listener_, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
            listen(listener_, backlog) != 0) {
            throw std::runtime_error("no socket");
        }
    }
    SilentHost(const SilentHost&) = delete;
    SilentHost& operator=(const SilentHost&) = delete;
    ~SilentHost() {
        for (const int each : accepted_) close(each);
        for (const int each : waiting_) close(each);
        close(listener_);
    }

    [[nodiscard]] std::string uri() const { return "test+unix:///default?socket=" + path_.string(); }

    // Accepts all that wait, at least one; how many connections there were so far.
    std::size_t accept_all(int timeout_ms) {
        for (pollfd ready{listener_, POLLIN, 0}; poll(&ready, 1, timeout_ms) > 0; timeout_ms = 0) {
            accepted_.push_back(accept(listener_, nullptr, nullptr));
        }
        return accepted_.size();
    }
    void hang_up() {
        for (const int each : accepted_) shutdown(each, SHUT_RDWR);
    }
    // Whether the other side of each accepted connection has gone, within the time.
    [[nodiscard]] bool was_left(int timeout_ms) const {
        for (const int each : accepted_) {
            pollfd gone{each, POLLRDHUP, 0};
            if (poll(&gone, 1, timeout_ms) <= 0) return false;
        }
        return true;
    }
    // From now on a connect(2) to it waits.
    void fill_up() {
        const sockaddr_un name = address();
        for (;;) {
            waiting_.push_back(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            if (connect(waiting_.back(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return;
        }
    }

  private:
    [[nodiscard]] sockaddr_un address() const {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        path_.string().copy(name.sun_path, sizeof name.sun_path - 1);
        return name;
    }

    std::filesystem::path path_;
    int listener_;
    std::vector<int> accepted_;
    std::vector<int> waiting_;
};

}  // namespace tests
