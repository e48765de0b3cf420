#include "fcgi/notify.h"

#include <spdlog/spdlog.h>
#include <unistd.h>
#ifdef VIRT_FCGI_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <cstdint>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "core/link.h"
#include "core/transport.h"

namespace fcgi {
namespace {

using Clock = std::chrono::steady_clock;

void tell([[maybe_unused]] const char* state) {
#ifdef VIRT_FCGI_SYSTEMD
    sd_notify(0, state);
#endif
}

// Half the time that the watchdog allows; 0: there is none.
std::chrono::microseconds watchdog_interval() {
    static const std::chrono::microseconds interval = [] {
        std::uint64_t allowed = 0;
#ifdef VIRT_FCGI_SYSTEMD
        if (sd_watchdog_enabled(0, &allowed) <= 0) allowed = 0;
#endif
        return std::chrono::microseconds(allowed / 2);
    }();
    return interval;
}

Clock::time_point last_told;

}  // namespace

void notify_ready() {
    tell("READY=1");
}
void notify_reloading() {
    tell("RELOADING=1");
}
void notify_stopping() {
    tell("STOPPING=1");
}

std::chrono::steady_clock::time_point next_watchdog() {
    return watchdog_interval().count() == 0 ? Clock::time_point::max() : last_told + watchdog_interval();
}

void notify_watchdog() {
    if (Clock::now() < next_watchdog()) return;
    tell("WATCHDOG=1");
    last_told = Clock::now();
}

void apply_log_level(const Configuration& configuration) {
    spdlog::set_level(spdlog::level::from_str(configuration.log_level));
}

void exit_child(int status) {
    core::Transport::cut_all();  // no program that leads to a host outlives us
#ifdef __SANITIZE_ADDRESS__
    // What exit() would do, but for the clean-up of libraries that other threads still use. A thread inside a library
    // that sets itself up looks like a leak.
    if (core::Link::attempts_under_way() == 0) __lsan_do_leak_check();
#endif
    _exit(status);
}

}  // namespace fcgi
