#include "core/directory.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <list>
#include <tuple>

#include "core/error.h"
#include "core/event_loop.h"
#include "core/host_watcher.h"
#include "core/text.h"

namespace core {
namespace {

class Publisher {
  public:
    Publisher(const DirectorySettings& settings, SharedSnapshot& shared)
        : settings_(settings), shared_(shared), changed_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        // A directory before us, or the configuration before this one, knew domains of hosts that may be silent now.
        const auto last = shared_.copy();
        const Snapshot known = last ? decode(last->content.data(), last->content.size()) : Snapshot{};
        for (const auto& [name, uri] : settings_.hosts) {
            watchers_.emplace_back(name, uri, settings_.link, known, [this] { notify(); });
        }
    }

    void run(int stop_fd) {
        const auto first_deadline = Clock::now() + first_generation_wait;
        while (!all_have_outcome() && wait(stop_fd, first_deadline) == Woken::by_change) {
        }
        for (;;) {
            publish();
            // A pause, not a wait: what comes meanwhile goes into the next generation.
            if (pause(stop_fd, shortest_generation)) return;
            if (wait(stop_fd, Clock::time_point::max()) == Woken::by_stop) return;
        }
    }

  private:
    enum class Woken : std::uint8_t { by_change, by_stop, by_deadline };

    void notify() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = write(changed_, &one, sizeof one);
    }

    [[nodiscard]] Woken wait(int stop_fd, Clock::time_point deadline) const {
        int timeout_ms = -1;
        if (deadline != Clock::time_point::max()) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
            timeout_ms = static_cast<int>(std::max<std::int64_t>(left, 0));
        }
        std::array<pollfd, 2> fds{pollfd{stop_fd, POLLIN, 0}, pollfd{changed_, POLLIN, 0}};
        if (poll(fds.data(), fds.size(), timeout_ms) == 0) return Woken::by_deadline;
        if (fds[0].revents != 0) return Woken::by_stop;
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t got = read(changed_, &count, sizeof count);
        return Woken::by_change;
    }

    [[nodiscard]] static bool pause(int stop_fd, std::chrono::milliseconds length) {
        pollfd fd{stop_fd, POLLIN, 0};
        return poll(&fd, 1, static_cast<int>(length.count())) > 0;
    }

    [[nodiscard]] bool all_have_outcome() const {
        return std::ranges::all_of(watchers_, [](const HostWatcher& watcher) { return watcher.has_outcome(); });
    }

    void publish() {
        Snapshot snapshot;
        for (const auto& watcher : watchers_) watcher.add_to(snapshot);
        std::ranges::sort(snapshot.domains, {},
                          [](const DomainEntry& domain) { return std::tie(domain.name, domain.host); });
        log_hosts(snapshot);
        if (!shared_.publish(encode(snapshot))) {
            settings_.log(
                fmt::format("the directory of {} domains does not fit its shared memory: the last picture stays",
                            snapshot.domains.size()));
        }
    }

    void log_hosts(const Snapshot& snapshot) {
        for (const auto& host : snapshot.hosts) {
            auto& logged = logged_states_[host.name];
            if (logged == to_string(host.state)) continue;
            logged = to_string(host.state);
            settings_.log(host.error.empty()
                              ? fmt::format("host {} is {}", host.name, logged)
                              : fmt::format("host {} is {}: {}", host.name, logged, quoted(host.error)));
        }
    }

    const DirectorySettings& settings_;
    SharedSnapshot& shared_;
    int changed_;
    std::map<std::string, std::string> logged_states_;
    std::list<HostWatcher> watchers_;
};

}  // namespace

void run_directory(const DirectorySettings& settings, SharedSnapshot& shared, int stop_fd) {
    silence_libvirt_stderr();
    event_loop::start();
    // Not destroyed: a watcher whose host hangs would hold the process back. The process ends after this.
    static auto* const publisher = new Publisher(settings, shared);
    publisher->run(stop_fd);
}

}  // namespace core
