#include "core/turns.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <limits>
#include <system_error>

namespace core {
namespace {

struct flock lock_of(short type, long at) noexcept {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = at;
    lock.l_len = 1;
    return lock;
}

bool set_lock(int file, short type, long at) noexcept {
    struct flock lock = lock_of(type, at);
    return fcntl(file, F_SETLK, &lock) == 0;
}

long key_of(std::string_view what) noexcept {
    // Two things that meet in one key wait for each other, once in 2^62.
    return static_cast<long>(std::hash<std::string_view>()(what) >> 2U);
}

}  // namespace

Turns::Turns() : file_(memfd_create("turns", MFD_CLOEXEC)) {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "turns");
}

Turns::~Turns() {
    close(file_);
}

std::optional<Turns::Turn> Turns::take(std::string_view what) {
    const long key = key_of(what);
    const std::lock_guard lock(mutex_);
    if (taken_.contains(key) || !set_lock(file_, F_WRLCK, key)) return std::nullopt;
    taken_.insert(key);
    return std::optional<Turn>(std::in_place, *this, key);
}

bool Turns::is_taken(std::string_view what) {
    const long key = key_of(what);
    const std::lock_guard lock(mutex_);
    if (taken_.contains(key)) return true;
    struct flock lock_of_others = lock_of(F_WRLCK, key);
    return fcntl(file_, F_GETLK, &lock_of_others) == 0 && lock_of_others.l_type != F_UNLCK;
}

void Turns::give_back(long key) noexcept {
    const std::lock_guard lock(mutex_);
    taken_.erase(key);
    set_lock(file_, F_UNLCK, key);
}

}  // namespace core
