// The memory of one piece of work of libxml2: taken from large chunks and given back as a whole, so that it is
// quickly had and cannot grow beyond its limit. It knows, too, how long the work takes: libxml2's allocator is what
// it passes through all the time.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace fcgi {

// Lives on the thread that works, one at a time there. What libxml2 allocates on this thread meanwhile is the
// region's. What it had allocated before may be freed meanwhile. What is not freed at the region's end, as libxslt's
// tables of all sheets, which it fills when it needs them, stays where it is for good, with the chunks around it.
class Region {
  public:
    struct Chunk {
        std::byte* begin;
        std::byte* end;

        [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(end - begin); }
        [[nodiscard]] bool has(const void* memory) const noexcept { return memory >= begin && memory < end; }
    };
    // Why the work must end.
    enum class Excess : std::uint8_t { none, memory, time };

    // `stop` is called from within the allocation that goes over a limit, and from all that follow; it must not
    // throw. They are granted nevertheless: the work ends soon, and libxml2 survives no refusal for sure.
    Region(std::size_t most_bytes, std::chrono::milliseconds most_time, std::function<void()> stop);
    ~Region();
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;

    [[nodiscard]] Excess excess() const noexcept { return excess_; }
    // As every allocation does now and then.
    void look_at_limits() noexcept;

    // Bytes of all chunks that stay for good.
    [[nodiscard]] static std::size_t left_behind() noexcept;

    // Has libxml2 allocate through here, as it does for all threads from then on.
    static void install();

    // For the allocator. Null if there is no memory.
    [[nodiscard]] void* allocate(std::size_t size) noexcept;
    [[nodiscard]] void* reallocate(void* memory, std::size_t size) noexcept;
    void free(void* memory) noexcept;
    [[nodiscard]] bool owns(const void* memory) const noexcept;

  private:
    static constexpr std::size_t granule = 16;            // bytes; what malloc aligns to
    static constexpr std::size_t largest_small = 1024;    // bytes
    static constexpr std::size_t steps_to_double = 8;     // sizes of longer blocks, from one power of two to the next
    static constexpr std::size_t first_chunk = 4U << 20;  // bytes; each further one is twice as long

    [[nodiscard]] static std::size_t room_for(std::size_t size) noexcept;
    [[nodiscard]] void*& freed_of(std::size_t room) noexcept;

    [[nodiscard]] void* take(std::size_t room) noexcept;
    [[nodiscard]] bool add_chunk(std::size_t least) noexcept;
    const std::size_t most_bytes_;
    const std::chrono::nanoseconds end_;  // of the thread's processor time
    const std::function<void()> stop_;
    std::vector<Chunk> chunks_;  // the one in use last
    std::byte* free_ = nullptr;  // of the chunk in use
    std::size_t living_ = 0;     // blocks
    std::size_t taken_ = 0;      // bytes of the chunks
    int calls_ = 0;              // since the clock was looked at
    // Of each size, a list of blocks for the next of this size.
    std::array<void*, largest_small / granule + 1> freed_{};
    std::array<void*, std::numeric_limits<std::size_t>::digits * steps_to_double> long_freed_{};
    Excess excess_ = Excess::none;
};

}  // namespace fcgi
