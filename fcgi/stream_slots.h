// How many streams a worker has under way at once: each has a thread, a connection to its host, and a buffer.
#pragma once

#include <atomic>
#include <memory>

namespace fcgi {

// Any thread may use it.
class StreamSlots {
  public:
    explicit StreamSlots(int most) : free_(std::make_shared<std::atomic<int>>(most)) {}

    // A place for as long as it is held; null if there is none.
    [[nodiscard]] std::shared_ptr<void> take();

  private:
    std::shared_ptr<std::atomic<int>> free_;
};

}  // namespace fcgi
