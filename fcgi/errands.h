// What a worker does on threads of its own because it takes longer than a request may.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

namespace fcgi {

// Any thread may use it. Waits for the errands when it is destroyed.
class Errands {
  public:
    Errands();
    Errands(const Errands&) = delete;
    Errands& operator=(const Errands&) = delete;
    ~Errands();

    // Runs it, and then destroys it, on a thread with this name (at most 15 bytes). It must not throw. Throws
    // std::system_error.
    void start(const char* name, std::function<void()> errand);
    // How many are under way.
    [[nodiscard]] int count() const;
    void wait();
    // Readable when the last one has ended.
    [[nodiscard]] int descriptor() const noexcept { return ended_descriptor_; }

  private:
    void add(int change);

    const int ended_descriptor_;
    mutable std::mutex mutex_;
    std::condition_variable ended_;
    int count_ = 0;
};

}  // namespace fcgi
