#include "core/link.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <thread>

#include "core/error.h"

namespace core {

std::shared_ptr<Link> Link::make(std::string uri, Access access, LinkSettings settings, Connection::Listener listener) {
    return std::shared_ptr<Link>(new Link(std::move(uri), access, settings, std::move(listener)));
}

Link::Link(std::string uri, Access access, LinkSettings settings, Connection::Listener listener)
    : uri_(std::move(uri)), access_(access), settings_(settings), listener_(std::move(listener)) {}

std::shared_ptr<Connection> Link::connection(Clock::time_point deadline) {
    std::shared_ptr<Connection> broken;   // closed after the lock is released: closing may take a while
    std::unique_lock lock(mutex_);
    bool has_waited = false;
    for (;;) {
        if (connection_ != nullptr && connection_->is_broken()) broken = std::move(connection_);
        if (connection_ != nullptr) return connection_;
        if (!is_opening_) {
            const auto wait = std::chrono::ceil<std::chrono::milliseconds>(retry_at_ - Clock::now());
            if (has_waited || wait.count() > 0) throw HostUnavailable(last_error_, std::max(wait, first_back_off), false);
            start_opening();
        }
        const auto until = std::min(deadline, opening_since_ + settings_.connect_timeout);
        has_waited = true;
        if (!attempt_ended_.wait_until(lock, until, [this] { return !is_opening_; })) give_up_waiting();
    }
}

void Link::start_opening() {
    is_opening_ = true;
    opening_since_ = Clock::now();
    try {
        std::thread([self = shared_from_this()] {
            pthread_setname_np(pthread_self(), "libvirt-open");
            self->open_now();
        }).detach();
    } catch (...) {
        is_opening_ = false;
        throw;
    }
}

void Link::open_now() {
    try {
        opened(Connection::open(uri_, access_, settings_.keep_alive, listener_));
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

void Link::opened(std::shared_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    connection_ = std::move(connection);
    back_off_ = first_back_off;
    is_opening_ = false;
    attempt_ended_.notify_all();
}

void Link::failed(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    last_error_ = reason;
    retry_at_ = Clock::now() + back_off_;
    back_off_ = std::min(back_off_ * 2, longest_back_off);
    is_opening_ = false;
    attempt_ended_.notify_all();
}

void Link::give_up_waiting() const {
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - opening_since_);
    throw HostUnavailable(fmt::format("the connection has not been opened after {:.1f} s",
                                      static_cast<double>(waited.count()) / 1000.0),
                          longest_back_off, true);
}

}  // namespace core
