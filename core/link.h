// The way to one libvirt: a connection that is opened when it is first needed, off the caller's thread, and opened again
// with back-off when it broke. Any thread may use a link.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "core/connection.h"

namespace core {

using Clock = std::chrono::steady_clock;

struct LinkSettings {
    std::chrono::milliseconds connect_timeout;
    KeepAlive keep_alive;
};

class Link : public std::enable_shared_from_this<Link> {
  public:
    // After a failure the next attempt waits this long, doubled each time up to the longest.
    static constexpr std::chrono::milliseconds first_back_off{100};
    static constexpr std::chrono::milliseconds longest_back_off{1000};

    static std::shared_ptr<Link> make(std::string uri, Access access, LinkSettings settings, Connection::Listener listener = {});

    // An open connection, at once or after waiting for the attempt under way. Throws HostUnavailable: at once while the
    // back-off lasts, and when the deadline or the connect timeout has passed. A host that accepts and then says nothing
    // costs one thread, never a second one.
    [[nodiscard]] std::shared_ptr<Connection> connection(Clock::time_point deadline);

  private:
    Link(std::string uri, Access access, LinkSettings settings, Connection::Listener listener);

    void start_opening();
    void open_now();
    void opened(std::shared_ptr<Connection> connection);
    void failed(const std::string& reason);
    [[noreturn]] void give_up_waiting() const;

    const std::string uri_;
    const Access access_;
    const LinkSettings settings_;
    const Connection::Listener listener_;

    std::mutex mutex_;
    std::condition_variable attempt_ended_;
    std::shared_ptr<Connection> connection_;
    bool is_opening_ = false;
    Clock::time_point opening_since_;
    Clock::time_point retry_at_ = {};
    std::chrono::milliseconds back_off_ = first_back_off;
    std::string last_error_;
};

}  // namespace core
