// The way to avahi-daemon: a client on a thread of its own, made anew whenever avahi-daemon or D-Bus went.
#pragma once

#include <avahi-client/client.h>
#include <avahi-common/simple-watch.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace discovery {

// Its thread blocks all signals. The log is told once when Avahi comes and once when it goes.
class Client {
  public:
    using Clock = std::chrono::steady_clock;

    // Both are called on the client's thread, with no lock held and outside of Avahi's own callbacks. What they throw
    // goes to the log.
    struct Events {
        // The client can be used; its objects may be made. Called again after each time it was gone.
        std::function<void(AvahiClient* client)> running;
        // avahi-daemon or D-Bus went, the host's name is being changed, or the client is being destroyed: free all
        // that was made with it before returning. The pointer that running() gave is not valid after that.
        std::function<void(const std::string& why)> gone;
    };

    // How long after a failure the next client is made: this, doubled each time up to the other.
    static constexpr std::chrono::milliseconds first_retry{100};
    static constexpr std::chrono::milliseconds longest_retry{2000};

    // Throws std::system_error if there is no file descriptor or thread for it. That Avahi is not there is no error.
    explicit Client(Events events);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    // Calls gone() if it runs, ends the thread, drops tasks that are not due. A call to an avahi-daemon that does not
    // answer ends after 25 seconds; until then this waits. Not to be called on the client's thread.
    ~Client();

    // From any thread: has the task run on the client's thread, soon, after those that were posted before. There it
    // may use what was made with the client: a client that failed stays a valid pointer until gone() has returned.
    void post(std::function<void()> task);
    // The same, after the wait.
    void after(std::chrono::milliseconds wait, std::function<void()> task);

  private:
    struct FreePoll {
        void operator()(AvahiSimplePoll* poll) const noexcept { avahi_simple_poll_free(poll); }
    };
    struct FreeClient {
        void operator()(AvahiClient* client) const noexcept { avahi_client_free(client); }
    };

    static void state_changed(AvahiClient* client, AvahiClientState state, void* userdata) noexcept;

    void run() noexcept;
    void run_due_tasks() noexcept;
    void call(const std::function<void()>& task) noexcept;
    int milliseconds_to_next_task();
    void connect();
    void settle();
    void leave(const std::string& why);
    void tell_once(const std::string& why);
    void wake() noexcept;

    const Events events_;
    const int wake_fd_;
    std::unique_ptr<AvahiSimplePoll, FreePoll> poll_;

    std::mutex mutex_;
    std::multimap<Clock::time_point, std::function<void()>> tasks_;

    // All of this belongs to the client's thread.
    std::unique_ptr<AvahiClient, FreeClient> client_;
    AvahiClientState state_ = AVAHI_CLIENT_CONNECTING;
    std::string interrupted_;  // why the client stopped running since the last settle(); empty: it did not
    bool is_running_ = false;  // between running() and gone()
    bool is_ending_ = false;
    bool has_told_ = false;  // the log knows that Avahi is not there
    std::chrono::milliseconds retry_ = first_retry;

    std::thread thread_;
};

}  // namespace discovery
