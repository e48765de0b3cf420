#include "fcgi/memory_meter.h"

#include <libxml/globals.h>
#include <libxml/xmlmemory.h>
#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <ctime>

namespace fcgi {
namespace {

// The clock costs as much as some allocations.
constexpr int calls_between_looks = 256;
constexpr std::size_t bytes_between_looks = std::size_t{1} << 20U;

thread_local MemoryMeter* current = nullptr;

std::chrono::nanoseconds processor_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

template <typename Pointer>
Pointer counted(Pointer memory) noexcept {
    if (current != nullptr && memory != nullptr) current->count(malloc_usable_size(memory));
    return memory;
}

void uncount(void* memory) noexcept {
    if (current != nullptr && memory != nullptr) current->uncount(malloc_usable_size(memory));
}

void free_counted(void* memory) {
    uncount(memory);
    std::free(memory);
}

void* allocate(std::size_t size) {
    return counted(std::malloc(size));
}

void* reallocate(void* memory, std::size_t size) {
    const std::size_t before = current != nullptr && memory != nullptr ? malloc_usable_size(memory) : 0;
    void* const moved = std::realloc(memory, size);
    if (current != nullptr && (moved != nullptr || size == 0)) current->uncount(before);
    return counted(moved);
}

char* duplicate(const char* text) {
    return counted(strdup(text));
}

}  // namespace

MemoryMeter::MemoryMeter(std::size_t most_bytes, std::chrono::milliseconds most_time, std::function<void()> stop)
    : most_bytes_(static_cast<std::ptrdiff_t>(most_bytes)),
      end_(processor_time() + most_time),
      stop_(std::move(stop)) {
    current = this;
}

MemoryMeter::~MemoryMeter() {
    current = nullptr;
}

void MemoryMeter::install() {
    xmlGcMemSetup(free_counted, allocate, allocate, reallocate, duplicate);
}

void MemoryMeter::count(std::size_t bytes) noexcept {
    bytes_ += static_cast<std::ptrdiff_t>(bytes);
    new_bytes_ += bytes;
    if (excess_ == Excess::none && bytes_ > most_bytes_) excess_ = Excess::memory;
    if (++calls_ >= calls_between_looks || new_bytes_ >= bytes_between_looks) {
        calls_ = 0;
        new_bytes_ = 0;
        if (excess_ == Excess::none && processor_time() > end_) excess_ = Excess::time;
    }
    if (excess_ != Excess::none) stop_();
}

}  // namespace fcgi
