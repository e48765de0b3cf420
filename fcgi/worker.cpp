#include "fcgi/worker.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "core/error.h"
#include "core/event_loop.h"
#include "fcgi/application.h"
#include "fcgi/responder.h"

namespace fcgi {
namespace {

constexpr std::chrono::milliseconds drain_grace{1000};

// True when the directory has said something, false when the worker shall end before.
bool wait_for_directory(const core::SharedSnapshot& snapshot, int signals) {
    while (snapshot.generation() == 0) {
        pollfd stop{signals, POLLIN, 0};
        if (poll(&stop, 1, 0) > 0) return false;
        static_cast<void>(snapshot.wait_for_other_than(0, core::Clock::now() + std::chrono::milliseconds(200)));
    }
    return true;
}

bool was_told_to_end(int signals) {
    signalfd_siginfo signal{};
    pollfd waiting{signals, POLLIN, 0};
    return poll(&waiting, 1, 0) > 0 && read(signals, &signal, sizeof signal) > 0 && signal.ssi_signo == SIGTERM;
}

// What flows, and jobs, go on in a worker that others have replaced. When the service ends, they have as long as a
// request. False: that was not enough.
bool wait_for_errands(const Errands& errands, int signals, bool is_ending, std::chrono::milliseconds grace) {
    auto deadline = is_ending ? core::Clock::now() + grace : core::Clock::time_point::max();
    while (errands.count() > 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - core::Clock::now()).count();
        if (left <= 0) return false;
        std::array<pollfd, 2> ends{pollfd{errands.descriptor(), POLLIN, 0}, pollfd{signals, POLLIN, 0}};
        const bool is_last_wait = deadline != core::Clock::time_point::max();
        poll(ends.data(), is_last_wait ? 1 : 2, is_last_wait ? static_cast<int>(left) : -1);
        std::uint64_t ended = 0;
        if (ends[0].revents != 0) [[maybe_unused]]
            const ssize_t got = read(ends[0].fd, &ended, sizeof ended);
        if (!is_last_wait && was_told_to_end(signals)) deadline = core::Clock::now() + grace;
    }
    return true;
}

void tell_ready(int descriptor) {
    const char ready = 1;
    [[maybe_unused]] const ssize_t told = write(descriptor, &ready, 1);
    close(descriptor);
}

}  // namespace

int run_worker(const WorkerTask& task) {
    const auto& configuration = task.configuration;
    core::silence_libvirt_stderr();
    core::Connection::read_passwords_from(configuration.auth_file);
    core::event_loop::start();
    const Stylesheets stylesheets(configuration.stylesheet_folder, configuration.default_stylesheet);
    // Not destroyed: closing the connection to a host that hangs would hold the process back. The system closes them.
    static core::HostTable& hosts = *new core::HostTable(configuration.libvirt);
    core::DirectoryReader directory(task.snapshot);
    RenderCache renders;
    Audit audit(configuration.audit_file);
    Errands errands;
    const Application application({hosts, directory, core::all_commands(), stylesheets, renders, configuration.owners,
                                   task.turns, audit, task.jobs, errands, configuration.limits,
                                   configuration.responder.request_timeout,
                                   std::make_shared<Slots>(configuration.responder.streams),
                                   std::make_shared<Slots>(configuration.responder.jobs)});
    if (!wait_for_directory(task.snapshot, task.signals)) return 0;
    static_cast<void>(directory.newest());  // so that no request finds it empty
    for (bool is_first = true;; is_first = false) {
        Responder responder(
            {task.listen_descriptor, configuration.responder.threads, configuration.responder.max_requests,
             configuration.limits, configuration.responder.stream_timeout},
            errands, [&](const Request& request) { return application.handle(request); });
        if (is_first) tell_ready(task.ready);
        std::array<pollfd, 2> ends{pollfd{task.signals, POLLIN, 0}, pollfd{responder.stop_descriptor(), POLLIN, 0}};
        while (poll(ends.data(), ends.size(), -1) < 0) {
        }
        const bool is_worn_out = ends[0].revents == 0;  // by max_requests
        const bool is_ending = !is_worn_out && was_told_to_end(task.signals);
        responder.stop(task.owns_socket && is_ending);
        // A thread that libvirt does not let go of holds the others' successor back no longer than a request may
        // take.
        const auto grace = configuration.responder.request_timeout + drain_grace;
        const auto end = core::Clock::now() + grace;
        const bool has_joined = responder.join_until(end);
        // A job that the last request has begun would hold its successor back: until it has ended there is none.
        if (is_worn_out && has_joined && errands.count() > 0) continue;
        // A request that hangs is no reason to end the jobs beside it, unless all shall end.
        const auto left = is_ending ? std::chrono::ceil<std::chrono::milliseconds>(end - core::Clock::now()) : grace;
        if (wait_for_errands(errands, task.signals, is_ending, left) && has_joined) return 0;
        spdlog::error("a worker ends although a call has not: its request is lost");
        core::Transport::cut_all();
        _exit(1);
    }
}

}  // namespace fcgi
