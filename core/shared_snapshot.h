// A snapshot in memory that processes share: one writer, any number of readers, nobody waits for anybody.
//
// Two buffers and a generation number; generation n stands in buffer n mod 2. A reader copies the current buffer and
// looks at the number again: if it moved meanwhile, the copy may be torn and is taken anew. The master makes the
// mapping before it forks, so that it outlives the process that writes it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace core {

class SharedSnapshot {
  public:
    // What one buffer holds at most. Memory is used only for what was written.
    static constexpr std::size_t default_capacity = 64UL << 20U;

    // Throws std::system_error.
    explicit SharedSnapshot(std::size_t capacity = default_capacity);
    SharedSnapshot(const SharedSnapshot&) = delete;
    SharedSnapshot& operator=(const SharedSnapshot&) = delete;
    ~SharedSnapshot();

    // 0 until something was published. One atomic load.
    [[nodiscard]] std::uint32_t generation() const noexcept;

    // Only one thread of one process may publish. False if the content is larger than the capacity: the old one
    // stays.
    [[nodiscard]] bool publish(std::span<const std::uint8_t> content) noexcept;

    struct Copy {
        std::uint32_t generation;
        std::vector<std::uint8_t> content;
    };
    // None if nothing was published yet.
    [[nodiscard]] std::optional<Copy> copy() const;

    // Waits until the generation is another one. False when the deadline passed first.
    [[nodiscard]] bool wait_for_other_than(std::uint32_t generation,
                                           std::chrono::steady_clock::time_point deadline) const noexcept;

  private:
    struct Header;
    [[nodiscard]] Header* header() const noexcept;
    [[nodiscard]] std::uint8_t* buffer(std::uint32_t generation) const noexcept;

    std::size_t capacity_;
    void* mapping_;
};

}  // namespace core
