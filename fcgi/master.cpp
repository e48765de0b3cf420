#include "fcgi/master.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "core/host_set.h"
#include "core/snapshot.h"
#include "core/text.h"
#include "core/transport.h"
#include "fcgi/directory_process.h"
#include "fcgi/notify.h"
#include "fcgi/worker.h"

namespace fcgi {
namespace {

using std::chrono::milliseconds;

// A child that lived this long has started well: its successor comes at once.
constexpr milliseconds good_life{1000};
constexpr milliseconds first_back_off{100};
constexpr milliseconds longest_back_off{5000};
// After TERM, beyond the time that a request may take.
constexpr milliseconds drain_grace{2000};

sigset_t watched_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1}) sigaddset(&set, signal);
    return set;
}

int signal_descriptor() {
    const sigset_t set = watched_signals();
    const int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
    return descriptor;
}

// In a child: the signals that end it. USR1 retires a worker whose successors already listen.
int child_signal_descriptor() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

std::string ending(int status) {
    if (WIFSIGNALED(status))
        return fmt::format("was killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return fmt::format("ended with status {}", WEXITSTATUS(status));
}

// The directory watches a host over one connection.
}  // namespace

void become_user(const Configuration::Responder& responder) {
    if (geteuid() != 0 || (responder.user.empty() && responder.group.empty())) return;
    const passwd* user = responder.user.empty() ? nullptr : getpwnam(responder.user.c_str());
    const group* its_group = responder.group.empty() ? nullptr : getgrnam(responder.group.c_str());
    if (user == nullptr && !responder.user.empty())
        throw std::runtime_error(fmt::format("[responder] user: there is no user {}", core::quoted(responder.user)));
    if (its_group == nullptr && !responder.group.empty())
        throw std::runtime_error(
            fmt::format("[responder] group: there is no group {}", core::quoted(responder.group)));
    const gid_t gid = its_group != nullptr ? its_group->gr_gid : user->pw_gid;
    const bool has_groups = user != nullptr ? initgroups(user->pw_name, gid) == 0 : setgroups(1, &gid) == 0;
    if (!has_groups || setgid(gid) != 0 || (user != nullptr && setuid(user->pw_uid) != 0)) {
        throw std::system_error(errno, std::generic_category(), "becoming the configured user and group");
    }
    if (user == nullptr) return;
    // libvirt and ssh look for keys and certificates there.
    setenv("HOME", user->pw_dir, 1);
    setenv("USER", user->pw_name, 1);
    setenv("LOGNAME", user->pw_name, 1);
}

Master::Generation::Generation(Configuration its_configuration) : configuration(std::move(its_configuration)) {
    if (pipe2(ready_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    children.push_back({.role = "directory"});
    for (int i = 1; i <= configuration.responder.workers; ++i)
        children.push_back({.role = fmt::format("worker {}", i)});
}

Master::Generation::~Generation() {
    close(ready_pipe[0]);
    close(ready_pipe[1]);
}

bool Master::Generation::is_running() const {
    return std::ranges::any_of(children, [](const Child& child) { return child.pid != 0; });
}

Master::Master(Configuration configuration, std::optional<std::filesystem::path> configuration_file)
    : configuration_file_(std::move(configuration_file)), first_configuration_(std::move(configuration)) {}

Master::~Master() {
    if (signals_ >= 0) close(signals_);
}

void Master::run() {
    const sigset_t set = watched_signals();
    sigprocmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    signals_ = signal_descriptor();
    if (const std::string wrong = check_in_child(first_configuration_).wrong; !wrong.empty())
        throw std::runtime_error(wrong);
    socket_ = std::make_unique<ListenSocket>(first_configuration_.responder);
    become_user(first_configuration_.responder);
    spdlog::info("listening on {}", socket_->description());
    start_generation(std::move(first_configuration_));
    while (!is_stopping_ || !generations_.empty()) {
        start_due_children();
        wait_for_something();
        read_signals();
        reap();
        count_ready_workers();
        kill_after_deadline();
        forget_ended_generations();
    }
    spdlog::info("stopped");
}

// The new workers serve at once what the old directory knew; the new directory corrects it.
void Master::start_generation(Configuration configuration) {
    for (const auto& warning : configuration.warnings) spdlog::warn("{}", warning);
    const Generation* old = generations_.empty() ? nullptr : &generations_.back();
    generations_.emplace_back(std::move(configuration));
    if (old == nullptr) return;
    const auto known = old->snapshot.copy();
    if (!known) return;
    core::Snapshot snapshot = core::decode(known->content.data(), known->content.size());
    // What was discovered under other rules may not be allowed any more.
    if (!(old->configuration.discovery == generations_.back().configuration.discovery)) {
        std::erase_if(snapshot.hosts, &core::HostEntry::is_discovered);
    }
    snapshot = core::as_configured(snapshot, generations_.back().configuration.hosts);
    static_cast<void>(generations_.back().snapshot.publish(core::encode(snapshot)));
}

void Master::start_due_children() {
    for (auto& generation : generations_) {
        if (generation.is_retired) continue;
        for (std::size_t i = 0; i < generation.children.size(); ++i) {
            const Child& child = generation.children[i];
            if (child.pid == 0 && child.start_at <= Clock::now()) start(generation, i);
        }
    }
}

void Master::start(Generation& generation, std::size_t index) {
    Child& child = generation.children[index];
    const pid_t master = getpid();
    const pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != master) _exit(1);
        become(generation, index);
    }
    child.started = Clock::now();
    if (pid < 0) {
        spdlog::error("{} cannot be started: {}", child.role, std::strerror(errno));
        child.start_at = child.started + longest_back_off;
        return;
    }
    child.pid = pid;
    spdlog::debug("{} is process {}", child.role, pid);
}

// The child's side of a fork.
void Master::become(Generation& generation, std::size_t index) {
    int status = 1;
    try {
        close(signals_);
        close(generation.ready_pipe[0]);
        const int signals = child_signal_descriptor();
        prctl(PR_SET_NAME, index == 0 ? "virt-directory" : "virt-worker");
        const Configuration& configuration = generation.configuration;
        if (index == 0) {
            if (!run_directory(configuration, generation.snapshot, signals)) {
                core::Transport::cut_all();
                _exit(0);
            }
            status = 0;
        } else {
            status = run_worker({configuration, generation.snapshot, turns_, jobs_, socket_->descriptor(),
                                 socket_->is_own(), signals, generation.ready_pipe[1]});
        }
    } catch (const std::exception& error) {
        spdlog::error("{}: {}", generation.children[index].role, error.what());
    }
    spdlog::default_logger()->flush();
    exit_child(status);
}

void Master::wait_for_something() {
    std::vector<pollfd> descriptors{{signals_, POLLIN, 0}};
    for (const auto& generation : generations_) descriptors.push_back({generation.ready_pipe[0], POLLIN, 0});
    poll(descriptors.data(), descriptors.size(), timeout_ms());
    notify_watchdog();
}

int Master::timeout_ms() const {
    auto next = std::min(kill_at_, next_watchdog());
    for (const auto& generation : generations_) {
        if (generation.is_retired) continue;
        for (const auto& child : generation.children) {
            if (child.pid == 0) next = std::min(next, child.start_at);
        }
    }
    if (next == Clock::time_point::max()) return -1;
    const auto wait = std::chrono::ceil<milliseconds>(next - Clock::now()).count();
    return static_cast<int>(std::clamp<milliseconds::rep>(wait, 0, 3'600'000));
}

void Master::read_signals() {
    signalfd_siginfo signal{};
    while (read(signals_, &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal)) {
        if (signal.ssi_signo == SIGHUP && !is_stopping_) reload();
        if (signal.ssi_signo == SIGTERM || signal.ssi_signo == SIGINT) stop();
    }
}

void Master::reap() {
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
        for (auto& generation : generations_) {
            const auto child = std::ranges::find(generation.children, pid, &Child::pid);
            if (child != generation.children.end()) child_ended(generation, *child, status);
        }
    }
}

void Master::child_ended(Generation& generation, Child& child, int status) {
    const pid_t pid = child.pid;
    child.pid = 0;
    if (generation.is_retired) return;
    const auto lived = Clock::now() - child.started;
    const bool was_asked = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    child.back_off = was_asked || lived >= good_life
                         ? milliseconds(0)
                         : std::clamp(child.back_off * 2, first_back_off, longest_back_off);
    child.start_at = Clock::now() + child.back_off;
    if (was_asked) {
        spdlog::info("{} (process {}) has ended and is replaced", child.role, pid);
    } else {
        spdlog::error("{} (process {}) {}; a new one starts in {} ms", child.role, pid, ending(status),
                      child.back_off.count());
    }
}

void Master::count_ready_workers() {
    for (auto generation = generations_.begin(); generation != generations_.end(); ++generation) {
        std::array<char, 64> bytes{};
        const ssize_t got = read(generation->ready_pipe[0], bytes.data(), bytes.size());
        if (got <= 0) continue;
        const int wanted = generation->configuration.responder.workers;
        const bool was_ready = generation->ready_workers >= wanted;
        generation->ready_workers += static_cast<int>(got);
        if (was_ready || generation->ready_workers < wanted || generation->is_retired) continue;
        for (auto older = generations_.begin(); older != generation; ++older) retire(*older, SIGUSR1);
        spdlog::info("ready: {} workers with {} threads each, {} hosts", wanted,
                     generation->configuration.responder.threads, generation->configuration.hosts.size());
        notify_ready();
    }
}

void Master::reload() {
    notify_reloading();
    try {
        Configuration configuration = read_configuration(configuration_file_);
        if (const std::string wrong = check_in_child(configuration).wrong; !wrong.empty())
            throw ConfigurationError(wrong);
        const auto& old = generations_.back().configuration.responder;
        if (configuration.responder.socket != old.socket || configuration.responder.user != old.user ||
            configuration.responder.group != old.group) {
            spdlog::warn("[responder] socket, user and group change only with a restart");
        }
        apply_log_level(configuration);
        spdlog::info("reloading");
        start_generation(std::move(configuration));
    } catch (const std::exception& error) {
        spdlog::error("the new configuration is refused and the old one stays: {}", error.what());
        notify_ready();
    }
}

void Master::stop() {
    if (is_stopping_) return;
    spdlog::info("stopping: requests under way are finished");
    notify_stopping();
    is_stopping_ = true;
    socket_->close_to_new();
    milliseconds longest{0};
    for (auto& generation : generations_) {
        longest = std::max(longest, generation.configuration.responder.request_timeout);
        retire(generation, SIGTERM);
    }
    kill_at_ = Clock::now() + longest + drain_grace;
}

void Master::retire(Generation& generation, int signal) {
    generation.is_retired = true;
    for (const auto& child : generation.children) {
        if (child.pid != 0) kill(child.pid, signal);
    }
}

void Master::kill_after_deadline() {
    if (Clock::now() < kill_at_) return;
    kill_at_ = Clock::time_point::max();
    for (const auto& generation : generations_) {
        for (const auto& child : generation.children) {
            if (child.pid == 0) continue;
            spdlog::error("{} (process {}) has not ended in time and is killed", child.role, child.pid);
            kill(child.pid, SIGKILL);
        }
    }
}

void Master::forget_ended_generations() {
    generations_.remove_if(
        [](const Generation& generation) { return generation.is_retired && !generation.is_running(); });
}

}  // namespace fcgi
