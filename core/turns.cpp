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

bool set_lock(int file, short type, long at) noexcept {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = at;
    lock.l_len = 1;
    return fcntl(file, F_SETLK, &lock) == 0;
}

}  // namespace

Turns::Turns() : file_(memfd_create("turns", MFD_CLOEXEC)) {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "turns");
}

Turns::~Turns() {
    close(file_);
}

std::optional<Turns::Turn> Turns::take(std::string_view what) {
    // Two things that meet in one key wait for each other, once in 2^62.
    const long key = static_cast<long>(std::hash<std::string_view>()(what) >> 2U);
    const std::lock_guard lock(mutex_);
    if (taken_.contains(key) || !set_lock(file_, F_WRLCK, key)) return std::nullopt;
    taken_.insert(key);
    return std::optional<Turn>(std::in_place, *this, key);
}

void Turns::give_back(long key) noexcept {
    const std::lock_guard lock(mutex_);
    taken_.erase(key);
    set_lock(file_, F_UNLCK, key);
}

}  // namespace core
