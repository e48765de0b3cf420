// The socket that the web server connects to: a path, a loopback port, or one that somebody else opened.
#pragma once

#include <string>

#include "fcgi/configuration.h"

namespace fcgi {

// What is wrong with [responder] socket as an address; empty if nothing is.
[[nodiscard]] std::string wrong_address(const std::string& socket);

class ListenSocket {
  public:
    // Throws std::runtime_error: which address, and what the system said.
    explicit ListenSocket(const Configuration::Responder& responder);
    ListenSocket(const ListenSocket&) = delete;
    ListenSocket& operator=(const ListenSocket&) = delete;
    // Removes the path that it made.
    ~ListenSocket();

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    // Whether we opened it: then nobody answers who still waits in it once we are gone.
    [[nodiscard]] bool is_own() const noexcept { return is_own_; }
    [[nodiscard]] const std::string& description() const noexcept { return description_; }
    // No new connection finds it from now on; those that wait can still be accepted. A path only.
    void close_to_new() noexcept;

  private:
    void open_path(const Configuration::Responder& responder);
    void open_port(const std::string& address);
    void inherit();

    int descriptor_ = -1;
    bool is_own_ = false;
    std::string path_;
    std::string description_;
};

}  // namespace fcgi
