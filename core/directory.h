// The directory process: the one picture of the network, kept true from what each host's libvirt says.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/host_set.h"
#include "core/shared_snapshot.h"

namespace core {

class Directory {
  public:
    // The first generation comes when every host has answered or failed, or after this time: one dead host delays
    // nobody.
    static constexpr std::chrono::milliseconds first_generation_wait{1000};
    // Changes that come closer together than this become one generation; in a large network, where a generation takes
    // its time, they are kept together longer, so that publishing takes a fifth of the process's time at most.
    static constexpr std::chrono::milliseconds shortest_generation{10};

    // How long the threads have to end at a stop.
    static constexpr std::chrono::milliseconds longest_stop{200};

    // Make it in a process of its own, after the fork: starts the event loop, and a thread for each host.
    Directory(HostSettings settings, SharedSnapshot& shared);
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    // Does not return while libvirt holds a watcher's thread: in the program the process ends instead.
    ~Directory();

    // What mDNS says from now on. Any thread.
    void follow(Hints hints);
    // Called from run() when other discovered hosts than before are not up. Set it before run().
    std::function<void(std::set<std::string> names)> on_lost;

    // Publishes until `stop_fd` becomes readable. Returns whether all its threads have ended then; those that libvirt
    // holds have not.
    [[nodiscard]] bool run(int stop_fd);

  private:
    enum class Woken : std::uint8_t { by_change, by_stop, by_deadline };

    void notify() const;
    [[nodiscard]] Woken wait(int stop_fd, Clock::time_point deadline) const;
    void publish_until_stop(int stop_fd);
    void take_hints();
    void publish();
    void log_states(const Snapshot& snapshot);
    void tell_lost();

    const HostSettings settings_;
    SharedSnapshot& shared_;
    const int changed_;  // an eventfd
    std::mutex mutex_;
    std::optional<Hints> new_hints_;
    HostSet hosts_;
    std::map<std::string, std::string> logged_states_;
    std::set<std::string> lost_;
    std::vector<std::uint8_t> published_;
};

}  // namespace core
