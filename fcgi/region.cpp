#include "fcgi/region.h"

#include <libxml/globals.h>
#include <libxml/xmlmemory.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>

namespace fcgi {
namespace {

// The clock costs as much as many allocations.
constexpr int calls_between_looks = 256;
// Bytes: what is copied into such a block takes as long.
constexpr std::size_t long_block = std::size_t{64} << 10U;
constexpr std::size_t most_addressed = std::numeric_limits<std::size_t>::max() / 4;

thread_local Region* current = nullptr;

// The first chunk of each region of this thread: its pages are there already.
struct Kept {
    std::unique_ptr<std::byte, decltype(&std::free)> memory{nullptr, &std::free};
};
thread_local Kept kept;

// What outlived its region. Never freed.
class Survivors {
  public:
    // A survivor that is not known would be handed to free(), so without memory for this the program ends.
    void add(std::span<const Region::Chunk> chunks) noexcept {
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
        for (const auto& chunk : chunks_) sum += chunk.size();
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
    std::size_t room;  // in bytes
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
    return moved != nullptr ? std::memcpy(moved, memory, std::min(size, header_of(memory).room)) : nullptr;
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
    if (current != nullptr) throw std::logic_error("a region lives on this thread already");
    if (kept.memory == nullptr) kept.memory.reset(static_cast<std::byte*>(std::malloc(first_chunk)));
    if (kept.memory == nullptr) throw std::bad_alloc();
    chunks_.push_back({kept.memory.get(), kept.memory.get() + first_chunk});
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

// All sizes are multiples of a power of two.
std::size_t Region::room_for(std::size_t size) noexcept {
    const std::size_t step = size > largest_small ? std::bit_floor(size - 1) / steps_to_double : granule;
    return (std::max(size, std::size_t{1}) + step - 1) & ~(step - 1);
}

void*& Region::freed_of(std::size_t room) noexcept {
    if (room <= largest_small) return freed_[room / granule];
    const std::size_t below = std::bit_floor(room - 1);
    const std::size_t step = (room - below) * steps_to_double / below - 1;
    return long_freed_[static_cast<std::size_t>(std::countr_zero(below)) * steps_to_double + step];
}

void* Region::allocate(std::size_t size) noexcept {
    if (size > most_addressed) return nullptr;
    const std::size_t room = room_for(size);
    calls_ += room < long_block ? 1 : calls_between_looks;
    if (excess_ != Excess::none || calls_ >= calls_between_looks) look_at_limits();
    void* const memory = take(room);
    living_ += memory != nullptr ? 1 : 0;
    return memory;
}

void* Region::take(std::size_t room) noexcept {
    void*& freed = freed_of(room);
    if (freed != nullptr) {
        void* const memory = freed;
        std::memcpy(&freed, memory, sizeof freed);
        return memory;
    }
    const std::size_t whole = room + sizeof(Header);
    if (static_cast<std::size_t>(chunks_.back().end - free_) < whole && !add_chunk(whole)) return nullptr;
    auto* const header = new (free_) Header{room};
    free_ += whole;
    taken_ += whole;
    if (excess_ == Excess::none && taken_ > most_bytes_) excess_ = Excess::memory;
    return header + 1;
}

bool Region::add_chunk(std::size_t least) noexcept {
    const std::size_t size = std::max(2 * chunks_.back().size(), least);
    auto* const memory = static_cast<std::byte*>(std::malloc(size));
    if (memory == nullptr) return false;
    try {
        chunks_.push_back({memory, memory + size});
    } catch (const std::bad_alloc&) {
        std::free(memory);
        return false;
    }
    free_ = memory;
    return true;
}

void* Region::reallocate(void* memory, std::size_t size) noexcept {
    const std::size_t had = header_of(memory).room;
    if (size <= had) return memory;
    void* const moved = allocate(size);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, memory, had);
    free(memory);
    return moved;
}

void Region::free(void* memory) noexcept {
    --living_;
    void*& freed = freed_of(header_of(memory).room);
    std::memcpy(memory, &freed, sizeof freed);
    freed = memory;
}

void Region::look_at_limits() noexcept {
    calls_ = 0;
    if (excess_ == Excess::none && processor_time() > end_) excess_ = Excess::time;
    if (excess_ != Excess::none) stop_();
}

}  // namespace fcgi
