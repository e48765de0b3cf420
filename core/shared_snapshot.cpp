#include "core/shared_snapshot.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <ctime>
#include <new>
#include <system_error>

namespace core {

struct SharedSnapshot::Header {
    std::atomic<std::uint32_t> generation = 0;
    std::array<std::atomic<std::uint64_t>, 2> sizes{};
};

namespace {

constexpr std::size_t header_bytes = 4096;

static_assert(std::atomic<std::uint32_t>::is_always_lock_free && std::atomic<std::uint64_t>::is_always_lock_free);

// The shared (not process-private) futex, which std::atomic::wait does not use.
long futex(const std::atomic<std::uint32_t>& word, int operation, std::uint32_t value, const timespec* timeout) {
    return syscall(SYS_futex, &word, operation, value, timeout, nullptr, 0);
}

}  // namespace

SharedSnapshot::SharedSnapshot(std::size_t capacity) : capacity_(capacity) {
    mapping_ = mmap(nullptr, header_bytes + 2 * capacity, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "shared snapshot");
    new (mapping_) Header;
}

SharedSnapshot::~SharedSnapshot() {
    munmap(mapping_, header_bytes + 2 * capacity_);
}

SharedSnapshot::Header* SharedSnapshot::header() const noexcept {
    return static_cast<Header*>(mapping_);
}

std::uint8_t* SharedSnapshot::buffer(std::uint32_t generation) const noexcept {
    return static_cast<std::uint8_t*>(mapping_) + header_bytes + (generation % 2) * capacity_;
}

std::uint32_t SharedSnapshot::generation() const noexcept {
    return header()->generation.load(std::memory_order_acquire);
}

bool SharedSnapshot::publish(std::span<const std::uint8_t> content) noexcept {
    if (content.size() > capacity_) return false;
    std::uint32_t next = generation() + 1;
    if (next == 0) next = 2;  // 0 means "nothing yet", also after four billion changes
    // A reader of the buffer's old content must see by the number, which left it before, that it is written anew.
    std::atomic_thread_fence(std::memory_order_release);
    header()->sizes[next % 2].store(content.size(), std::memory_order_relaxed);
    std::ranges::copy(content, buffer(next));
    header()->generation.store(next, std::memory_order_release);
    futex(header()->generation, FUTEX_WAKE, INT_MAX, nullptr);
    return true;
}

std::optional<SharedSnapshot::Copy> SharedSnapshot::copy() const {
    for (;;) {
        const std::uint32_t before = generation();
        if (before == 0) return std::nullopt;
        const std::uint64_t size = header()->sizes[before % 2].load(std::memory_order_relaxed);
        Copy copy{before, {}};
        if (size <= capacity_) copy.content.assign(buffer(before), buffer(before) + size);
        std::atomic_thread_fence(std::memory_order_acquire);
        if (header()->generation.load(std::memory_order_relaxed) == before) return copy;
    }
}

bool SharedSnapshot::wait_for_other_than(std::uint32_t known,
                                         std::chrono::steady_clock::time_point deadline) const noexcept {
    while (generation() == known) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= std::chrono::nanoseconds::zero()) return false;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec timeout{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
        futex(header()->generation, FUTEX_WAIT, known, &timeout);
    }
    return true;
}

}  // namespace core
