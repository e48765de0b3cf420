// Threads that accept, read a request, have it answered, and write the answer. What takes longer than a request may
// (message.h: Response::later) goes on on a thread of its own, so that it keeps no request waiting.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "fcgi/errands.h"
#include "fcgi/limits.h"
#include "fcgi/message.h"

namespace fcgi {

class Conversation;

struct ResponderSettings {
    int listen_descriptor;
    int threads;
    std::uint64_t max_requests;  // 0: no end
    Limits limits;
    // What flows may stand still for so long because of the client, or of the web server.
    std::chrono::milliseconds stream_timeout{60'000};
};

class Responder {
  public:
    using Handler = std::function<Response(const Request&)>;

    // The handler is called from several threads and must not throw. What outlasts requests counts among the errands,
    // and may outlast the responder. Throws std::system_error.
    Responder(const ResponderSettings& settings, Errands& errands, Handler handler);
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    ~Responder();

    // Ends the threads when their requests are answered; with the backlog, also of those who wait in the socket
    // already. From any thread.
    void stop(bool with_backlog) noexcept;
    // Readable once stop() was called, or max_requests were answered and no errand is under way.
    [[nodiscard]] int stop_descriptor() const noexcept { return stop_; }
    // Returns when every thread that takes requests has ended.
    void join();
    // True then, false when the deadline passed before: a thread hangs in a call.
    [[nodiscard]] bool join_until(std::chrono::steady_clock::time_point deadline);

  private:
    void serve();
    bool serve_next();
    void pause_unless_stopped() const;
    void serve_connection(int connection);
    void stream(std::unique_ptr<Conversation> conversation, Response response);
    [[nodiscard]] bool wait_for_connection(int epoll) const;

    const ResponderSettings settings_;
    Errands& errands_;
    const Handler handler_;
    int stop_;
    std::atomic<bool> drains_backlog_ = false;
    std::atomic<std::uint64_t> served_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable ended_;
    int running_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace fcgi
