#include "fcgi/responder.h"

#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "core/text.h"
#include "fcgi/conversation.h"

namespace fcgi {
namespace {

// Bounds the last round of a thread where new connections can still come.
constexpr int longest_backlog = 1024;

void watch(int epoll, int descriptor, std::uint32_t events) {
    epoll_event event{events, {.fd = descriptor}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "responder");
    }
}

}  // namespace

Responder::Responder(const ResponderSettings& settings, Errands& errands, Handler handler)
    : settings_(settings),
      errands_(errands),
      handler_(std::move(handler)),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (stop_ < 0) throw std::system_error(errno, std::generic_category(), "responder");
    for (int i = 0; i < settings_.threads; ++i) {
        ++running_;
        threads_.emplace_back([this] {
            pthread_setname_np(pthread_self(), "request");
            serve();
            const std::lock_guard lock(mutex_);
            --running_;
            ended_.notify_all();
        });
    }
}

Responder::~Responder() {
    stop(false);
    for (auto& thread : threads_) thread.join();
    close(stop_);
}

void Responder::stop(bool with_backlog) noexcept {
    if (with_backlog) drains_backlog_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(stop_, &one, sizeof one);
}

void Responder::join() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
}

bool Responder::join_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return ended_.wait_until(lock, deadline, [this] { return running_ == 0; });
}

// True: a connection may wait. False: the end.
bool Responder::wait_for_connection(int epoll) const {
    std::array<epoll_event, 2> ready{};
    const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
        if (ready[static_cast<std::size_t>(i)].data.fd == stop_) return false;
    }
    return true;
}

void Responder::serve() {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, settings_.listen_descriptor, EPOLLIN | EPOLLEXCLUSIVE);
    watch(epoll, stop_, EPOLLIN);
    while (wait_for_connection(epoll)) static_cast<void>(serve_next());
    // One more at least: the connection that this thread alone was woken for, together with the stop.
    for (int i = 0; serve_next() && drains_backlog_ && i < longest_backlog; ++i) {
    }
    close(epoll);
}

// False if no connection waits.
bool Responder::serve_next() {
    const int connection = accept4(settings_.listen_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) {
        // The connection stays in the socket until a descriptor is free: a pause, or every thread would spin.
        if (errno == EMFILE || errno == ENFILE) pause_unless_stopped();
        return false;
    }
    try {
        serve_connection(connection);
    } catch (const std::exception& error) {
        spdlog::error("a connection was given up: {}", core::quoted(error.what()));
    }
    return true;
}

void Responder::pause_unless_stopped() const {
    constexpr int pause_ms = 50;
    pollfd stop{stop_, POLLIN, 0};
    poll(&stop, 1, pause_ms);
}

void Responder::serve_connection(int connection) {
    auto conversation = std::make_unique<Conversation>(connection, settings_.limits);
    if (const Request* request = conversation->request()) {
        Response response = handler_(*request);
        if (response.later) {
            stream(std::move(conversation), std::move(response));
        } else {
            conversation->write(response);
        }
    }
    conversation.reset();
    // A worker is not replaced while it has an errand: it would take no requests meanwhile.
    if (settings_.max_requests != 0 && ++served_ >= settings_.max_requests && errands_.count() == 0) stop(false);
}

void Responder::stream(std::unique_ptr<Conversation> conversation, Response response) {
    conversation->limit_waiting(settings_.stream_timeout);
    errands_.start("stream", [conversation = std::shared_ptr<Conversation>(std::move(conversation)),
                              later = std::move(response.later)]() mutable {
        try {
            conversation->write(later());
        } catch (const std::exception& error) {
            spdlog::error("a connection was given up: {}", core::quoted(error.what()));
        }
        later = nullptr;  // it reads from the conversation
    });
}

}  // namespace fcgi
