// libvirt's event loop on a thread of its own, made for programs whose other threads make many calls.
//
// Each libvirt call switches the watch on its connection's socket off and on again. libvirt's default loop wakes its
// thread for each of these; here they are one epoll_ctl(2) and wake nobody. The loop is registered once per process
// (virEventRegisterImpl), after the fork, before the first connection, and runs until the process ends.
#pragma once

#include <chrono>

namespace core::event_loop {

// Initialises libvirt, registers the loop with it and starts its thread. Later calls do nothing. Throws LibvirtError.
void start();

// Returns when every event that libvirt had taken off the wire before this call has reached its callback. Costs one
// atomic load when there is none. Must not be called from a libvirt callback.
void settle() noexcept;

// Returns when all that libvirt had removed from the loop before this call has been freed: true; or when the time is
// up: false. Must not be called from a libvirt callback.
[[nodiscard]] bool wait_until_freed(std::chrono::milliseconds limit);

}  // namespace core::event_loop
