// How much memory libxml2 holds for one thread's work, and how long that works: libxml2's allocator tells.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace fcgi {

// Lives on the thread that it counts for; one at a time there. What was allocated before and is freed meanwhile
// counts as less.
class MemoryMeter {
  public:
    // Why the work must end.
    enum class Excess : std::uint8_t { none, memory, time };

    // `stop` is called from within the allocation that goes over a limit, and from all that follow; it must not
    // throw.
    MemoryMeter(std::size_t most_bytes, std::chrono::milliseconds most_time, std::function<void()> stop);
    ~MemoryMeter();
    MemoryMeter(const MemoryMeter&) = delete;
    MemoryMeter& operator=(const MemoryMeter&) = delete;

    [[nodiscard]] Excess excess() const noexcept { return excess_; }

    // Has libxml2 allocate through here, as it does for all threads from then on.
    static void install();

    // For the allocator.
    void count(std::size_t bytes) noexcept;
    void uncount(std::size_t bytes) noexcept { bytes_ -= static_cast<std::ptrdiff_t>(bytes); }

  private:
    const std::ptrdiff_t most_bytes_;
    const std::chrono::nanoseconds end_;  // of the thread's processor time
    const std::function<void()> stop_;
    std::ptrdiff_t bytes_ = 0;
    // Since the clock was looked at.
    std::size_t new_bytes_ = 0;
    int calls_ = 0;
    Excess excess_ = Excess::none;
};

}  // namespace fcgi
