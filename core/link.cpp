#include "core/link.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <thread>

#include "core/error.h"

namespace core {

std::shared_ptr<Link> Link::make(std::string uri, Access access, LinkSettings settings,
                                 Connection::Listener listener) {
    return std::shared_ptr<Link>(new Link(std::move(uri), access, settings, std::move(listener)));
}

Link::Link(std::string uri, Access access, LinkSettings settings, Connection::Listener listener)
    : uri_(std::move(uri)), access_(access), settings_(settings), listener_(std::move(listener)) {
    free_.reserve(settings_.most_connections + 1);
}

Link::Lease Link::lease(Clock::time_point deadline) {
    std::vector<std::shared_ptr<Connection>> broken;  // closed after the lock is released: closing may take a while
    std::unique_lock lock(mutex_);
    for (bool has_waited = false;; has_waited = true) {
        if (auto connection = take_free(broken)) return {shared_from_this(), std::move(connection)};
        const bool is_first = lent_ == 0;
        if (!is_opening_ && lent_ < settings_.most_connections) open_another(has_waited);
        const auto until =
            is_first && is_opening_ ? std::min(deadline, opening_since_ + settings_.connect_timeout) : deadline;
        if (changed_.wait_until(lock, until) == std::cv_status::timeout && Clock::now() >= until) give_up_waiting();
    }
}

std::shared_ptr<Connection> Link::take_free(std::vector<std::shared_ptr<Connection>>& broken) {
    while (!free_.empty()) {
        std::shared_ptr<Connection> connection = std::move(free_.back());
        free_.pop_back();
        if (!connection->is_broken()) {
            ++lent_;
            return connection;
        }
        broken.push_back(std::move(connection));
    }
    return nullptr;
}

// Starts an attempt, unless the last one failed: then those who have no lent connection to wait for are told so.
void Link::open_another(bool has_waited) {
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(retry_at_ - Clock::now());
    if (wait.count() <= 0 && !(has_waited && !last_error_.empty())) return start_opening();
    if (lent_ == 0) throw HostUnavailable(last_error_, std::max(wait, first_back_off), false);
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
    free_.push_back(std::move(connection));
    back_off_ = first_back_off;
    last_error_.clear();
    is_opening_ = false;
    changed_.notify_all();
}

void Link::failed(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    last_error_ = reason.empty() ? "libvirt gave no reason" : reason;
    retry_at_ = Clock::now() + back_off_;
    back_off_ = std::min(back_off_ * 2, longest_back_off);
    is_opening_ = false;
    changed_.notify_all();
}

void Link::give_back(std::shared_ptr<Connection> connection) noexcept {
    {
        const std::lock_guard lock(mutex_);
        --lent_;
        if (!connection->is_broken()) free_.push_back(std::move(connection));  // has room: see most_connections
    }
    changed_.notify_one();
}

void Link::give_up_waiting() const {
    if (!is_opening_)
        throw HostUnavailable("every call that may be in flight to this host is waiting for it", longest_back_off,
                              true);
    const std::chrono::duration<double> waited = Clock::now() - opening_since_;
    throw HostUnavailable(fmt::format("the connection has not been opened after {:.1f} s", waited.count()),
                          longest_back_off, true);
}

}  // namespace core
