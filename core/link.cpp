#include "core/link.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "core/error.h"
#include "core/reach.h"

namespace core {
namespace {

std::atomic<int> attempts_under_way_now = 0;

}  // namespace

int Link::attempts_under_way() noexcept {
    return attempts_under_way_now;
}

bool OpeningSlot::take(std::weak_ptr<Link> link) {
    const std::lock_guard lock(mutex_);
    if (taken_since_) {
        const auto is_same = [&](const auto& each) { return !each.owner_before(link) && !link.owner_before(each); };
        if (std::ranges::none_of(waiting_, is_same)) waiting_.push_back(std::move(link));
        return false;
    }
    taken_since_ = Clock::now();
    return true;
}

void OpeningSlot::give_back() {
    std::vector<std::weak_ptr<Link>> waiting;
    {
        const std::lock_guard lock(mutex_);
        taken_since_.reset();
        waiting.swap(waiting_);
    }
    for (const auto& each : waiting) {
        if (const auto link = each.lock()) link->wake();
    }
}

std::optional<Clock::time_point> OpeningSlot::taken_since() const {
    const std::lock_guard lock(mutex_);
    return taken_since_;
}

std::shared_ptr<Link> Link::make(std::string uri, Access access, LinkSettings settings, Connection::Listener listener,
                                 std::shared_ptr<OpeningSlot> slot) {
    return std::shared_ptr<Link>(new Link(std::move(uri), access, settings, std::move(listener), std::move(slot)));
}

Link::Link(std::string uri, Access access, LinkSettings settings, Connection::Listener listener,
           std::shared_ptr<OpeningSlot> slot)
    : uri_(std::move(uri)),
      access_(access),
      settings_(settings),
      listener_(std::move(listener)),
      slot_(std::move(slot)) {
    free_.reserve(settings_.most_connections + 1);
    lent_since_.reserve(settings_.most_connections + 1);
}

Link::Lease Link::lease(Clock::time_point deadline, Clock::time_point end_of_lease) {
    std::vector<std::shared_ptr<Connection>> broken;  // closed after the lock is released: closing may take a while
    std::unique_lock lock(mutex_);
    for (bool has_waited = false;; has_waited = true) {
        if (auto connection = take_free(broken)) {
            lent_since_.push_back(Clock::now());
            return {shared_from_this(), std::move(connection), lent_since_.back(), end_of_lease};
        }
        if (!is_opening_ && lent_since_.size() < settings_.most_connections) open_another(has_waited);
        const auto end = end_of_waiting(deadline);
        if (Clock::now() >= end) give_up_waiting();
        changed_.wait_until(lock, end);
    }
}

std::shared_ptr<Connection> Link::take_free(std::vector<std::shared_ptr<Connection>>& broken) {
    const auto is_broken = [](const auto& connection) { return connection->is_broken(); };
    const auto whole = std::ranges::stable_partition(free_, is_broken);
    broken.insert(broken.end(), std::move_iterator(free_.begin()), std::move_iterator(whole.begin()));
    free_.erase(free_.begin(), whole.begin());
    if (free_.empty()) return nullptr;
    std::shared_ptr<Connection> connection = std::move(free_.back());
    free_.pop_back();
    return connection;
}

// Starts an attempt, unless the last one failed: then those who have no lent connection to wait for are told so.
void Link::open_another(bool has_waited) {
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(retry_at_ - Clock::now());
    if (attempts_under_way() >= settings_.most_attempts && lent_since_.empty())
        throw HostUnavailable("too many connections are being opened that do not come about", longest_back_off,
                              false);
    if (wait.count() <= 0 && !(has_waited && !last_error_.empty())) return start_opening();
    if (lent_since_.empty()) throw HostUnavailable(last_error_, std::max(wait, first_back_off), false);
}

void Link::start_opening() {
    if (!slot_->take(weak_from_this())) return;
    ++attempts_under_way_now;
    try {
        std::thread([self = shared_from_this()] {
            pthread_setname_np(pthread_self(), "libvirt-open");
            self->open_now();
            self->slot_->give_back();
            --attempts_under_way_now;
        }).detach();
        is_opening_ = true;
    } catch (const std::system_error&) {
        slot_->give_back();
        --attempts_under_way_now;
        throw HostUnavailable("the system gives no thread to connect on", longest_back_off, false);
    }
}

void Link::open_now() {
    try {
        if (const auto endpoint = tcp_endpoint(uri_)) reach(*endpoint, settings_.connect_timeout);
        opened(Connection::open(uri_, access_, settings_.keep_alive, listener_,
                                {settings_.connect_timeout, settings_.open_timeout}));
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

// Nobody who saw the slot taken misses that it is free: he waits, or has not looked yet.
void Link::wake() {
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
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
    last_error_ = reason;
    retry_at_ = Clock::now() + back_off_;
    back_off_ = std::min(back_off_ * 2, longest_back_off);
    is_opening_ = false;
    changed_.notify_all();
}

void Link::give_back(std::shared_ptr<Connection> connection, Clock::time_point since) noexcept {
    {
        const std::lock_guard lock(mutex_);
        lent_since_.erase(std::ranges::find(lent_since_, since));
        if (!connection->is_broken()) free_.push_back(std::move(connection));  // has room: see most_connections
    }
    changed_.notify_one();
}

Clock::time_point Link::end_of_waiting(Clock::time_point deadline) const {
    if (lent_since_.size() == settings_.most_connections) {
        return std::min(deadline, std::ranges::min(lent_since_) + longest_wait_behind_calls);
    }
    const auto since = slot_->taken_since();
    return since ? std::min(deadline, *since + settings_.connect_timeout) : deadline;
}

void Link::give_up_waiting() const {
    if (lent_since_.size() == settings_.most_connections) {
        throw HostUnavailable("the host is slow: every call that may be in flight to it is waiting", longest_back_off,
                              false);
    }
    if (!last_error_.empty()) throw HostUnavailable(last_error_, longest_back_off, true);
    const std::chrono::duration<double> limit = settings_.connect_timeout;
    throw HostUnavailable(fmt::format("the connection has not been opened within {:.3g} s", limit.count()),
                          longest_back_off, true);
}

}  // namespace core
