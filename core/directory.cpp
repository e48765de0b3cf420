#include "core/directory.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/event_loop.h"
#include "core/text.h"

namespace core {
namespace {

// A directory before us, or the configuration before this one, knew domains of hosts that may be silent now.
Snapshot last_known(const SharedSnapshot& shared) {
    const auto last = shared.copy();
    return last ? decode(last->content.data(), last->content.size()) : Snapshot{};
}

// Before the first connection.
int start_event_loop() {
    silence_libvirt_stderr();
    event_loop::start();
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

}  // namespace

Directory::Directory(HostSettings settings, SharedSnapshot& shared)
    : settings_(std::move(settings)),
      shared_(shared),
      changed_(start_event_loop()),
      hosts_(settings_, last_known(shared), [this] { notify(); }) {}

Directory::~Directory() = default;

void Directory::follow(Hints hints) {
    {
        const std::lock_guard lock(mutex_);
        new_hints_ = std::move(hints);
    }
    notify();
}

bool Directory::run(int stop_fd) {
    publish_until_stop(stop_fd);
    hosts_.request_stop();
    const auto deadline = Clock::now() + longest_stop;
    constexpr int nothing = -1;
    while (!hosts_.has_ended() && wait(nothing, deadline) == Woken::by_change) {
    }
    return hosts_.has_ended();
}

void Directory::publish_until_stop(int stop_fd) {
    const auto first_deadline = Clock::now() + first_generation_wait;
    while (!hosts_.have_outcome()) {
        const Woken woken = wait(stop_fd, first_deadline);
        if (woken == Woken::by_stop) return;
        if (woken == Woken::by_deadline) break;
        take_hints();
    }
    for (;;) {
        const auto before = Clock::now();
        take_hints();
        hosts_.settle();
        publish();
        tell_lost();
        // A pause, not a wait: what comes meanwhile goes into the next generation.
        const auto pause = std::max<Clock::duration>(shortest_generation, (Clock::now() - before) * 4);
        pollfd stop{stop_fd, POLLIN, 0};
        if (poll(&stop, 1, static_cast<int>(pause / std::chrono::milliseconds(1))) > 0) return;
        if (wait(stop_fd, hosts_.settle_at()) == Woken::by_stop) return;
    }
}

void Directory::notify() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(changed_, &one, sizeof one);
}

Directory::Woken Directory::wait(int stop_fd, Clock::time_point deadline) const {
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

void Directory::take_hints() {
    std::optional<Hints> hints;
    {
        const std::lock_guard lock(mutex_);
        hints.swap(new_hints_);
    }
    if (hints) hosts_.follow(std::move(*hints));
}

void Directory::publish() {
    const Snapshot snapshot = hosts_.picture();
    log_states(snapshot);
    std::vector<std::uint8_t> content = encode(snapshot);
    if (content == published_) return;
    if (!shared_.publish(content)) {
        settings_.log(
            fmt::format("the directory of {} domains does not fit its shared memory: the last picture stays",
                        snapshot.domains.size()));
    }
    published_ = std::move(content);
}

void Directory::log_states(const Snapshot& snapshot) {
    for (const auto& host : snapshot.hosts) {
        auto& logged = logged_states_[host.name];
        if (logged == to_string(host.state)) continue;
        logged = to_string(host.state);
        settings_.log(host.error.empty() ? fmt::format("host {} is {}", host.name, logged)
                                         : fmt::format("host {} is {}: {}", host.name, logged, quoted(host.error)));
    }
    std::erase_if(logged_states_, [&](const auto& logged) {
        return std::ranges::find(snapshot.hosts, logged.first, &HostEntry::name) == snapshot.hosts.end();
    });
}

void Directory::tell_lost() {
    std::set<std::string> lost = hosts_.lost();
    if (lost == lost_ || !on_lost) return;
    lost_ = lost;
    on_lost(std::move(lost));
}

}  // namespace core
