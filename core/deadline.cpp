// Deadlines of transports: one thread for all of them.
#include <pthread.h>

#include <condition_variable>
#include <set>
#include <thread>

#include "core/transport.h"

namespace core {

// One thread for all deadlines of the process. Lives until the process ends.
class Deadlines {
  public:
    static Deadlines& all() {
        static Deadlines* const the_one = new Deadlines;
        return *the_one;
    }

    void add(Deadline& deadline) {
        const std::lock_guard lock(mutex_);
        waiting_.insert(&deadline);
        if (deadline.at_ < sleeping_until_) earlier_.notify_one();
    }

    void remove(Deadline& deadline) {
        const std::lock_guard lock(mutex_);
        waiting_.erase(&deadline);
    }

    bool has_passed(const Deadline& deadline) {
        const std::lock_guard lock(mutex_);
        return deadline.has_passed_;
    }

  private:
    struct Sooner {
        bool operator()(const Deadline* left, const Deadline* right) const noexcept {
            return std::pair(left->at_, left) < std::pair(right->at_, right);
        }
    };

    Deadlines() {
        std::thread([this] {
            pthread_setname_np(pthread_self(), "deadlines");
            run();
        }).detach();
    }

    [[noreturn]] void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            while (!waiting_.empty() && (*waiting_.begin())->at_ <= Clock::now()) {
                Deadline& passed = **waiting_.begin();
                waiting_.erase(waiting_.begin());
                passed.has_passed_ = true;
                passed.transport_->cut();
            }
            sleeping_until_ = waiting_.empty() ? Clock::time_point::max() : (*waiting_.begin())->at_;
            if (waiting_.empty()) {
                earlier_.wait(lock);
            } else {
                earlier_.wait_until(lock, sleeping_until_);
            }
        }
    }

    std::mutex mutex_;
    std::condition_variable earlier_;
    std::set<Deadline*, Sooner> waiting_;
    Clock::time_point sleeping_until_ = Clock::time_point::max();
};

Deadline::Deadline(Clock::time_point at, std::shared_ptr<Transport> transport)
    : at_(at), transport_(std::move(transport)) {
    if (at_ != Clock::time_point::max()) Deadlines::all().add(*this);
}

Deadline::~Deadline() {
    if (at_ != Clock::time_point::max()) Deadlines::all().remove(*this);
}

bool Deadline::has_passed() const {
    return at_ != Clock::time_point::max() && Deadlines::all().has_passed(*this);
}

}  // namespace core
