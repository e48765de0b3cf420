#include "fcgi/region.h"

#include <libxml/globals.h>
#include <libxml/xmlmemory.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <span>

namespace fcgi {
namespace {

// The clock costs as much as many allocations.
constexpr int calls_between_looks = 256;

thread_local Region* current = nullptr;

// The first chunk of each region of this thread: its pages are there already.
struct Kept {
    std::unique_ptr<std::byte, decltype(&std::free)> memory{nullptr, &std::free};
};
thread_local Kept kept;

// What outlived its region. Never freed.
class Survivors {
  public:
    void add(std::span<const Region::Chunk> chunks) {
        const std::scoped_lock lock(mutex_);
        chunks_.insert(chunks_.end(), chunks.begin(), chunks.end());
        are_there_.store(true, std::memory_order_release);
    }
    [[nodiscard]] bool has(const void* memory) noexcept {
        if (!are_there_.load(std::memory_order_acquire)) return false;
        const std::scoped_lock lock(mutex_);
        return std::ranges::any_of(chunks_, [memory](const Region::Chunk& chunk) { return chunk.has(memory); });
    }

    [[nodiscard]] std::size_t bytes() noexcept {
        const std::scoped_lock lock(mutex_);
        std::size_t sum = 0;
        for (const auto& chunk : chunks_) sum += static_cast<std::size_t>(chunk.end - chunk.begin);
        return sum;
    }

  private:
    std::atomic<bool> are_there_ = false;
    std::mutex mutex_;
    std::vector<Region::Chunk> chunks_;
};

Survivors& survivors() {
    static auto* const all = new Survivors;  // until the very end: libxml2 is cleaned up after what is static here
    return *all;
}

// Before each block.
struct alignas(16) Header {
    std::size_t size;  // bytes that it has room for
};

Header& header_of(void* memory) noexcept {
    return *(static_cast<Header*>(memory) - 1);
}

std::chrono::nanoseconds processor_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void* allocate_anywhere(std::size_t size) {
    return current != nullptr ? current->allocate(size) : std::malloc(size);
}

void* reallocate_anywhere(void* memory, std::size_t size) {
    if (memory == nullptr) return allocate_anywhere(size);
    if (current != nullptr && current->owns(memory)) return current->reallocate(memory, size);
    if (!survivors().has(memory)) return std::realloc(memory, size);
    void* const moved = allocate_anywhere(size);
    return moved != nullptr ? std::memcpy(moved, memory, std::min(size, header_of(memory).size)) : nullptr;
}

void free_anywhere(void* memory) {
    if (current != nullptr && current->owns(memory))
        current->free(memory);
    else if (!survivors().has(memory))
        std::free(memory);
}

char* duplicate(const char* text) {
    const std::size_t size = std::strlen(text) + 1;
    void* const copy = allocate_anywhere(size);
    return copy != nullptr ? static_cast<char*>(std::memcpy(copy, text, size)) : nullptr;
}

}  // namespace

Region::Region(std::size_t most_bytes, std::chrono::milliseconds most_time, std::function<void()> stop)
    : most_bytes_(most_bytes), end_(processor_time() + most_time), stop_(std::move(stop)) {
    if (kept.memory == nullptr) kept.memory.reset(static_cast<std::byte*>(std::malloc(first_chunk)));
    if (kept.memory == nullptr) throw std::bad_alloc();
    bytes_ = std::min(first_chunk, most_bytes_);
    chunks_.push_back({kept.memory.get(), kept.memory.get() + bytes_});
    free_ = chunks_.back().begin;
    current = this;
}

Region::~Region() {
    current = nullptr;
    if (living_ > 0) {
        survivors().add(chunks_);
        static_cast<void>(kept.memory.release());
        return;
    }
    for (std::size_t i = 1; i < chunks_.size(); ++i) std::free(chunks_[i].begin);
}

std::size_t Region::left_behind() noexcept {
    return survivors().bytes();
}

void Region::install() {
    xmlGcMemSetup(free_anywhere, allocate_anywhere, allocate_anywhere, reallocate_anywhere, duplicate);
}

bool Region::owns(const void* memory) const noexcept {
    return std::ranges::any_of(chunks_, [memory](const Chunk& chunk) { return chunk.has(memory); });
}

void* Region::allocate(std::size_t size) noexcept {
    if (excess_ != Excess::none || ++calls_ >= calls_between_looks) look_at_limits();
    void* const memory = take(std::max((size + granule - 1) / granule, std::size_t{1}) * granule);
    living_ += memory != nullptr ? 1 : 0;
    return memory;
}

void* Region::take(std::size_t size) noexcept {
    if (size <= largest_reused) {
        void*& freed = freed_[size / granule];
        if (freed != nullptr) {
            void* const memory = freed;
            std::memcpy(&freed, memory, sizeof freed);
            return memory;
        }
    }
    const std::size_t whole = size + sizeof(Header);
    if (static_cast<std::size_t>(chunks_.back().end - free_) < whole && !add_chunk(whole)) return nullptr;
    auto* const header = new (free_) Header{size};
    free_ += whole;
    return header + 1;
}

bool Region::add_chunk(std::size_t least) noexcept {
    const std::size_t size = std::max(std::min(bytes_, most_bytes_), least);
    auto* const memory = static_cast<std::byte*>(std::malloc(size));
    if (memory == nullptr) return false;
    try {
        chunks_.push_back({memory, memory + size});
    } catch (const std::bad_alloc&) {
        std::free(memory);
        return false;
    }
    free_ = memory;
    bytes_ += size;
    if (excess_ == Excess::none && bytes_ > most_bytes_) excess_ = Excess::memory;
    return true;
}

void* Region::reallocate(void* memory, std::size_t size) noexcept {
    const std::size_t had = header_of(memory).size;
    if (size <= had) return memory;
    void* const moved = allocate(size);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, memory, had);
    free(memory);
    return moved;
}

void Region::free(void* memory) noexcept {
    --living_;
    const std::size_t size = header_of(memory).size;
    if (size > largest_reused) return;
    void*& freed = freed_[size / granule];
    std::memcpy(memory, &freed, sizeof freed);
    freed = memory;
}

void Region::look_at_limits() noexcept {
    calls_ = 0;
    if (excess_ == Excess::none && processor_time() > end_) excess_ = Excess::time;
    if (excess_ != Excess::none) stop_();
}

}  // namespace fcgi
