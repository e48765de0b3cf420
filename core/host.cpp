#include "core/host.h"

#include "core/error.h"

namespace core {

Host::Host(std::string name, const std::string& uri, const HostSettings& settings)
    : name_(std::move(name)),
      reading_(Link::make(uri, Access::read_only, settings.link)),
      changing_(Link::make(uri, Access::read_write, settings.link)),
      free_calls_(settings.calls_per_host) {}

Host::CallSlot Host::begin_call(Clock::time_point deadline) {
    if (!free_calls_.try_acquire_until(deadline)) {
        throw HostUnavailable("every call that may be in flight to this host is waiting for it",
                              Link::longest_back_off, true);
    }
    return CallSlot(*this);
}

}  // namespace core
