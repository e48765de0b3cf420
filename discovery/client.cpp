#include "discovery/client.h"

#include <avahi-common/error.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <limits>
#include <system_error>
#include <utility>

namespace discovery {

namespace {

// Starts a thread that no signal of the process goes to.
template <typename Body>
std::thread start_without_signals(Body body) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread thread(std::move(body));
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return thread;
    } catch (...) {
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
}

void drain(AvahiWatch*, int fd, AvahiWatchEvent, void*) noexcept {
    eventfd_t count = 0;
    eventfd_read(fd, &count);
}

std::string reason(AvahiClient* client, AvahiClientState state) {
    switch (state) {
        case AVAHI_CLIENT_S_REGISTERING:
            return "the host's name is being registered";
        case AVAHI_CLIENT_S_COLLISION:
            return "another host has the name of this one";
        case AVAHI_CLIENT_CONNECTING:
            return "avahi-daemon is not running";
        default:
            return avahi_strerror(avahi_client_errno(client));
    }
}

}  // namespace

Client::Client(Events events) : events_(std::move(events)), wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    try {
        poll_.reset(avahi_simple_poll_new());
        if (poll_ == nullptr) throw std::system_error(errno, std::generic_category(), "avahi_simple_poll_new");
        const AvahiPoll* api = avahi_simple_poll_get(poll_.get());
        if (api->watch_new(api, wake_fd_, AVAHI_WATCH_IN, drain, nullptr) == nullptr) throw std::bad_alloc();
        post([this] { connect(); });
        thread_ = start_without_signals([this] { run(); });
    } catch (...) {
        close(wake_fd_);
        throw;
    }
}

Client::~Client() {
    post([this] { is_ending_ = true; });
    thread_.join();
    client_.reset();
    poll_.reset();
    close(wake_fd_);
}

void Client::post(std::function<void()> task) {
    after(std::chrono::milliseconds::zero(), std::move(task));
}

void Client::after(std::chrono::milliseconds wait, std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.emplace(Clock::now() + wait, std::move(task));
    }
    wake();
}

void Client::wake() noexcept {
    eventfd_write(wake_fd_, 1);
}

void Client::run() noexcept {
    while (!is_ending_) {
        run_due_tasks();
        if (is_ending_) break;
        avahi_simple_poll_iterate(poll_.get(), milliseconds_to_next_task());
    }
    call([this] { leave("this program ends"); });
    client_.reset();
}

// Not those that these post: Avahi gets its turn in between.
void Client::run_due_tasks() noexcept {
    const auto now = Clock::now();
    while (!is_ending_) {
        std::function<void()> task;
        {
            const std::lock_guard lock(mutex_);
            if (tasks_.empty() || tasks_.begin()->first > now) return;
            task = std::move(tasks_.begin()->second);
            tasks_.erase(tasks_.begin());
        }
        call(task);
    }
}

void Client::call(const std::function<void()>& task) noexcept {
    try {
        task();
    } catch (const std::exception& error) {
        spdlog::error("Avahi: {}", error.what());
    } catch (...) {
        spdlog::error("Avahi: an unknown error");
    }
}

int Client::milliseconds_to_next_task() {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(tasks_.begin()->first - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(wait)>(wait, 0, std::numeric_limits<int>::max()));
}

void Client::connect() {
    client_.reset();
    state_ = AVAHI_CLIENT_CONNECTING;
    interrupted_.clear();
    int error = 0;
    client_.reset(
        avahi_client_new(avahi_simple_poll_get(poll_.get()), AVAHI_CLIENT_NO_FAIL, state_changed, this, &error));
    if (client_ == nullptr) {
        tell_once(avahi_strerror(error));
        after(std::exchange(retry_, std::min(retry_ * 2, longest_retry)), [this] { connect(); });
    } else if (state_ == AVAHI_CLIENT_CONNECTING) {
        tell_once(reason(client_.get(), state_));
    }
}

// Only takes note: Avahi calls this in the midst of its own work, even before avahi_client_new() has returned.
void Client::state_changed(AvahiClient* client, AvahiClientState state, void* userdata) noexcept {
    auto* self = static_cast<Client*>(userdata);
    self->call([&] {
        self->state_ = state;
        if (state != AVAHI_CLIENT_S_RUNNING) self->interrupted_ = reason(client, state);
        self->post([self] { self->settle(); });
    });
}

void Client::settle() {
    if (client_ == nullptr) return;  // what a client said that is gone
    if (!interrupted_.empty()) leave(std::exchange(interrupted_, {}));
    if (state_ == AVAHI_CLIENT_FAILURE) {
        client_.reset();
        after(std::exchange(retry_, std::min(retry_ * 2, longest_retry)), [this] { connect(); });
    } else if (state_ == AVAHI_CLIENT_S_RUNNING && !is_running_) {
        is_running_ = true;
        has_told_ = false;
        retry_ = first_retry;
        const char* name = avahi_client_get_host_name_fqdn(client_.get());
        spdlog::info("Avahi is there: this host is {}", name != nullptr ? name : "without a name");
        events_.running(client_.get());
    }
}

void Client::leave(const std::string& why) {
    if (!is_ending_) tell_once(why);
    if (std::exchange(is_running_, false)) events_.gone(why);
}

void Client::tell_once(const std::string& why) {
    if (!std::exchange(has_told_, true)) spdlog::warn("Avahi cannot be used: {}", why);
}

}  // namespace discovery
