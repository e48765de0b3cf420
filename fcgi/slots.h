// How much a worker has under way at once that outlasts requests: each has a thread and a connection to its host.
#pragma once

#include <atomic>
#include <memory>

namespace fcgi {

// Any thread may use it.
class Slots {
  public:
    explicit Slots(int most) : free_(std::make_shared<std::atomic<int>>(most)) {}

    // A place for as long as it is held; null if there is none.
    [[nodiscard]] std::shared_ptr<void> take();

  private:
    std::shared_ptr<std::atomic<int>> free_;
};

}  // namespace fcgi
