// What the service manager is told (sd_notify(3)), how a child leaves, and the log. Without systemd nothing is told.
#pragma once

#include <chrono>

#include "fcgi/configuration.h"

namespace fcgi {

void notify_ready();
void notify_reloading();
void notify_stopping();
// Tells a watchdog that we live, if it waits to hear it by now.
void notify_watchdog();
// When it wants to hear again; the end of time without a watchdog.
[[nodiscard]] std::chrono::steady_clock::time_point next_watchdog();

void apply_log_level(const Configuration& configuration);

// Ends a child: with the exit handlers that tools like LeakSanitizer need, without waiting for libvirt's threads.
[[noreturn]] void exit_child(int status);

}  // namespace fcgi
