#include "core/transport.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <set>

#include "core/descendants.h"

namespace core {
namespace {

thread_local Transport* watched = nullptr;

template <class Function>
Function next_definition(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int system_connect(int socket, const sockaddr* address, socklen_t size) {
    static const auto next = next_definition<int (*)(int, const sockaddr*, socklen_t)>("connect");
    return next(socket, address, size);
}

pid_t system_fork() {
    static const auto next = next_definition<pid_t (*)()>("fork");
    return next();
}

int verify_peers(gnutls_session_t session, unsigned* status) {
    static const auto next =
        next_definition<int (*)(gnutls_session_t, unsigned*)>("gnutls_certificate_verify_peers2");
    return next(session, status);
}

unsigned check_hostname(gnutls_x509_crt_t certificate, const char* name) {
    static const auto next =
        next_definition<unsigned (*)(gnutls_x509_crt_t, const char*)>("gnutls_x509_crt_check_hostname");
    return next(certificate, name);
}

pid_t system_setsid() {
    static const auto next = next_definition<pid_t (*)()>("setsid");
    return next();
}

int system_socketpair(int domain, int type, int protocol, int* ends) {
    static const auto next = next_definition<int (*)(int, int, int, int*)>("socketpair");
    return next(domain, type, protocol, ends);
}

int system_pipe2(int* ends, int flags) {
    static const auto next = next_definition<int (*)(int*, int)>("pipe2");
    return next(ends, flags);
}

bool set_limit(int socket, int option, const timeval& limit) {
    return setsockopt(socket, SOL_SOCKET, option, &limit, sizeof limit) == 0;
}

timeval to_timeval(std::chrono::milliseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {seconds.count(), std::chrono::microseconds(time - seconds).count()};
}

// All transports there are, for the end of the process.
struct Registry {
    std::mutex mutex;
    std::set<Transport*> all;
};
Registry& registry() {
    static Registry* const the_one = new Registry;
    return *the_one;
}

}  // namespace

Transport::Watch::Watch(Transport& transport, std::chrono::milliseconds connect_limit) noexcept {
    transport.connect_limit_ = to_timeval(connect_limit);
    watched = &transport;
}

Transport::Watch::~Watch() {
    watched = nullptr;
}

Transport* Transport::current() noexcept {
    return watched;
}

Transport::Transport() {
    const std::lock_guard lock(registry().mutex);
    registry().all.insert(this);
}

Transport::~Transport() {
    {
        const std::lock_guard lock(registry().mutex);
        registry().all.erase(this);
    }
    close_all();
}

void Transport::cut_all() noexcept {
    const std::lock_guard lock(registry().mutex);
    for (auto* const transport : registry().all) transport->cut();
}

void Transport::note_failure(int socket, const char* words) noexcept {
    const std::lock_guard all_lock(registry().mutex);
    for (auto* const transport : registry().all) {
        const std::lock_guard lock(transport->mutex_);
        const auto found = std::ranges::find(transport->sockets_, socket, &std::pair<int, int>::first);
        if (found != transport->sockets_.end()) transport->failure_ = words;
    }
}

std::string Transport::failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
}

// None is used that could not be cut.
bool Transport::keep(int socket) noexcept {
    const int ours = fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (ours < 0) return false;
    const std::lock_guard lock(mutex_);
    if (is_cut_) {
        close(ours);
        errno = ETIMEDOUT;
        return false;
    }
    sockets_.emplace_back(socket, ours);
    return true;
}

void Transport::let_go(int socket) noexcept {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(sockets_, socket, &std::pair<int, int>::first);
    if (found == sockets_.end()) return;
    close(found->second);
    sockets_.erase(found);
}

// The limit holds for this call only.
int Transport::connect(int socket, const sockaddr* address, socklen_t size) noexcept {
    if (!keep(socket)) return -1;
    timeval usual{};
    socklen_t length = sizeof usual;
    const bool is_limited = getsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &usual, &length) == 0 &&
                            set_limit(socket, SO_SNDTIMEO, connect_limit_);
    const int result = system_connect(socket, address, size);
    const int error = errno;
    if (is_limited) set_limit(socket, SO_SNDTIMEO, usual);
    if (result == 0 || error == EINPROGRESS) {
        reach(Milestone::connected);
    } else {
        let_go(socket);
    }
    errno = error;
    return result;
}

void Transport::started(pid_t program) noexcept {
    const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, program, 0));
    if (descriptor < 0) kill(program, SIGKILL);
    {
        const std::lock_guard lock(mutex_);
        if (descriptor >= 0) programs_.push_back({program, descriptor});
        if (!is_cut_) {
            if (!reached_[0]) reached_[0] = Clock::now();
            return;
        }
    }
    cut();
}

// A program's standard input and output: libvirt has the first end.
int Transport::make_pair(int domain, int type, int protocol, int* ends) noexcept {
    if (system_socketpair(domain, type, protocol, ends) != 0) return -1;
    if (keep(ends[0])) return 0;
    const int error = errno;
    close(ends[0]);
    close(ends[1]);
    errno = error;
    return -1;
}

// A program's standard error: libvirt reads it to its end when the program has gone, on the event loop's thread, and
// what the program left behind may still hold it. So it is a socket, which can be cut, and of which nobody waits for
// long.
int Transport::make_pipe(int* ends, int flags) noexcept {
    const int type =
        SOCK_STREAM | ((flags & O_CLOEXEC) != 0 ? SOCK_CLOEXEC : 0) | ((flags & O_NONBLOCK) != 0 ? SOCK_NONBLOCK : 0);
    if (make_pair(AF_UNIX, type, 0, ends) != 0) return -1;
    shutdown(ends[0], SHUT_WR);
    errors_ = sockets_.back().second;
    set_limit(ends[0], SO_RCVTIMEO, to_timeval(last_words));
    return 0;
}

void Transport::reach(Milestone milestone) noexcept {
    const std::lock_guard lock(mutex_);
    reached_.at(static_cast<std::size_t>(milestone)) = Clock::now();
}

void Transport::cut() noexcept {
    const std::lock_guard lock(mutex_);
    is_cut_ = true;
    // First these: a program that has ended is reaped as soon as libvirt meets a socket that is shut down, and then
    // nobody knows any more what it has left in its process group.
    for (const auto& program : programs_) kill_with_descendants(program.pid, program.descriptor);
    for (const auto& [theirs, ours] : sockets_) shutdown(ours, SHUT_RDWR);
}

void Transport::verified(unsigned certificate_status) noexcept {
    const std::lock_guard lock(mutex_);
    report_.certificate_status = certificate_status;
}

void Transport::is_for_other_name() noexcept {
    const std::lock_guard lock(mutex_);
    report_.is_other_name = true;
}

OpenReport Transport::report() const {
    const std::lock_guard lock(mutex_);
    return report_;
}

std::optional<Clock::time_point> Transport::reached(Milestone milestone) const {
    const std::lock_guard lock(mutex_);
    return reached_.at(static_cast<std::size_t>(milestone));
}

bool Transport::runs_a_program() const {
    const std::lock_guard lock(mutex_);
    return !programs_.empty();
}

std::string Transport::unread_errors() {
    std::array<char, 1024> text{};
    const ssize_t size = errors_ < 0 ? 0 : recv(errors_, text.data(), text.size(), 0);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string();
}

void Transport::close_forgotten() noexcept {
    const std::lock_guard lock(mutex_);
    for (const auto& [theirs, ours] : sockets_) {
        struct stat of_theirs {};
        struct stat of_ours {};
        // The same number may be something else's by now.
        if (fstat(theirs, &of_theirs) == 0 && fstat(ours, &of_ours) == 0 && of_theirs.st_dev == of_ours.st_dev &&
            of_theirs.st_ino == of_ours.st_ino)
            close(theirs);
    }
}

std::size_t Transport::size() const {
    const std::lock_guard lock(mutex_);
    return sockets_.size() + programs_.size();
}

void Transport::close_all() noexcept {
    for (const auto& [theirs, ours] : sockets_) close(ours);
    for (const auto& program : programs_) close(program.descriptor);
}

}  // namespace core

// In place of the system's, for all libraries of the program.
extern "C" {

__attribute__((visibility("default"))) int connect(int socket, const sockaddr* address, socklen_t size) {
    auto* const transport = core::Transport::current();
    return transport != nullptr ? transport->connect(socket, address, size)
                                : core::system_connect(socket, address, size);
}

__attribute__((visibility("default"))) int socketpair(int domain, int type, int protocol, int* ends) noexcept {
    auto* const transport = core::Transport::current();
    return transport != nullptr ? transport->make_pair(domain, type, protocol, ends)
                                : core::system_socketpair(domain, type, protocol, ends);
}

__attribute__((visibility("default"))) int pipe2(int* ends, int flags) noexcept {
    auto* const transport = core::Transport::current();
    return transport != nullptr ? transport->make_pipe(ends, flags) : core::system_pipe2(ends, flags);
}

// libvirt says of the host's certificate only that it could not be verified.
__attribute__((visibility("default"))) int gnutls_certificate_verify_peers2(gnutls_session_t session,
                                                                            unsigned* status) {
    const int result = core::verify_peers(session, status);
    auto* const transport = core::Transport::current();
    if (transport != nullptr && result == 0) transport->verified(*status);
    return result;
}

__attribute__((visibility("default"))) unsigned gnutls_x509_crt_check_hostname(gnutls_x509_crt_t certificate,
                                                                               const char* name) {
    const unsigned fits = core::check_hostname(certificate, name);
    auto* const transport = core::Transport::current();
    if (transport != nullptr && fits == 0) transport->is_for_other_name();
    return fits;
}

__attribute__((visibility("default"))) pid_t fork() {
    auto* const transport = core::Transport::current();
    const pid_t pid = core::system_fork();
    if (transport != nullptr && pid > 0) transport->started(pid);
    // A session of its own: no terminal to ask at, and a process group that can be ended as a whole.
    if (transport != nullptr && pid == 0) core::system_setsid();
    return pid;
}

// libvirt makes a session for the daemon that it starts for a user, in which it is by now.
__attribute__((visibility("default"))) pid_t setsid() {
    const pid_t own = getpid();
    return core::Transport::current() != nullptr && getsid(0) == own ? own : core::system_setsid();
}
}
