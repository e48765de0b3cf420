#include "fcgi/errands.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <thread>

namespace fcgi {

Errands::Errands() : ended_descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (ended_descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "errands");
}

Errands::~Errands() {
    wait();
    close(ended_descriptor_);
}

void Errands::start(const char* name, std::function<void()> errand) {
    add(1);
    try {
        std::thread([this, name, errand = std::move(errand)]() mutable {
            pthread_setname_np(pthread_self(), name);
            errand();
            errand = nullptr;
            add(-1);
        }).detach();
    } catch (...) {
        add(-1);
        throw;
    }
}

int Errands::count() const {
    const std::lock_guard lock(mutex_);
    return count_;
}

void Errands::wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return count_ == 0; });
}

void Errands::add(int change) {
    const std::lock_guard lock(mutex_);
    count_ += change;
    if (count_ > 0) return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(ended_descriptor_, &one, sizeof one);
    ended_.notify_all();
}

}  // namespace fcgi
