#include "fcgi/slots.h"

namespace fcgi {

std::shared_ptr<void> Slots::take() {
    int free = *free_;
    while (free > 0 && !free_->compare_exchange_weak(free, free - 1)) {
    }
    if (free <= 0) return nullptr;
    return {free_.get(), [held = free_](void* /*counter*/) { ++*held; }};
}

}  // namespace fcgi
