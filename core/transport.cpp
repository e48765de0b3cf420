#include "core/transport.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <set>
#include <thread>

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
    static const auto next = next_definition<int (*)(gnutls_session_t, unsigned*)>("gnutls_certificate_verify_peers2");
    return next(session, status);
}

pid_t system_setsid() {
    static const auto next = next_definition<pid_t (*)()>("setsid");
    return next();
}

bool set_send_limit(int socket, const timeval& limit) {
    return setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0;
}

}  // namespace

Transport::Watch::Watch(Transport& transport, std::chrono::milliseconds connect_limit) noexcept {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(connect_limit);
    transport.connect_limit_.tv_sec = seconds.count();
    transport.connect_limit_.tv_usec = std::chrono::microseconds(connect_limit - seconds).count();
    watched = &transport;
}

Transport::Watch::~Watch() {
    watched = nullptr;
}

Transport* Transport::current() noexcept {
    return watched;
}

Transport::~Transport() {
    close_all();
}

// The limit holds for this call only: on a socket that is connected libvirt bounds its writes itself.
int Transport::connect(int socket, const sockaddr* address, socklen_t size) noexcept {
    const int ours = fcntl(socket, F_DUPFD_CLOEXEC, 0);
    {
        const std::lock_guard lock(mutex_);
        if (is_cut_) {
            if (ours >= 0) close(ours);
            errno = ETIMEDOUT;
            return -1;
        }
        if (ours >= 0) sockets_.push_back(ours);
    }
    const bool is_limited = set_send_limit(socket, connect_limit_);
    const int result = system_connect(socket, address, size);
    const int error = errno;
    if (is_limited) set_send_limit(socket, {});
    if (result == 0) reach(Milestone::connected);
    errno = error;
    return result;
}

void Transport::started(pid_t program) noexcept {
    const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, program, 0));
    {
        const std::lock_guard lock(mutex_);
        programs_.push_back({program, descriptor});
        if (!is_cut_) {
            if (!reached_[0]) reached_[0] = Clock::now();
            return;
        }
    }
    cut();
}

void Transport::reach(Milestone milestone) noexcept {
    const std::lock_guard lock(mutex_);
    reached_.at(static_cast<std::size_t>(milestone)) = Clock::now();
}

void Transport::cut() noexcept {
    const std::lock_guard lock(mutex_);
    is_cut_ = true;
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
    for (const auto& program : programs_) {
        // One that libvirt has reaped has left its number to others.
        if (syscall(SYS_pidfd_send_signal, program.descriptor, SIGKILL, nullptr, 0) == 0) kill(-program.pid, SIGKILL);
    }
}

// The first ones are kept, and the last.
void Transport::raised(const char* message) {
    const std::lock_guard lock(mutex_);
    auto& errors = report_.errors;
    if (errors.size() == most_errors) errors.pop_back();
    errors.emplace_back(message != nullptr ? message : "");
}

void Transport::verified(unsigned certificate_status) noexcept {
    const std::lock_guard lock(mutex_);
    report_.certificate_status = certificate_status;
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

std::size_t Transport::size() const {
    const std::lock_guard lock(mutex_);
    return sockets_.size() + programs_.size();
}

void Transport::close_all() noexcept {
    for (const int socket : sockets_) close(socket);
    for (const auto& program : programs_) {
        if (program.descriptor >= 0) close(program.descriptor);
    }
}

// One thread for all deadlines of the process. Lives until the process ends.
class Deadlines {
  public:
    static Deadlines& all() {
        static Deadlines* const the_one = new Deadlines;
        return *the_one;
    }

    void add(Deadline& deadline) {
        const std::lock_guard lock(mutex_);
        waiting_.insert(&deadline);
        if (deadline.at_ < sleeping_until_) earlier_.notify_one();
    }

    void remove(Deadline& deadline) {
        const std::lock_guard lock(mutex_);
        waiting_.erase(&deadline);
    }

    bool has_passed(const Deadline& deadline) {
        const std::lock_guard lock(mutex_);
        return deadline.has_passed_;
    }

  private:
    struct Sooner {
        bool operator()(const Deadline* left, const Deadline* right) const noexcept {
            return std::pair(left->at_, left) < std::pair(right->at_, right);
        }
    };

    Deadlines() {
        std::thread([this] {
            pthread_setname_np(pthread_self(), "deadlines");
            run();
        }).detach();
    }

    [[noreturn]] void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            while (!waiting_.empty() && (*waiting_.begin())->at_ <= Clock::now()) {
                Deadline& passed = **waiting_.begin();
                waiting_.erase(waiting_.begin());
                passed.has_passed_ = true;
                passed.transport_->cut();
            }
            sleeping_until_ = waiting_.empty() ? Clock::time_point::max() : (*waiting_.begin())->at_;
            if (waiting_.empty()) {
                earlier_.wait(lock);
            } else {
                earlier_.wait_until(lock, sleeping_until_);
            }
        }
    }

    std::mutex mutex_;
    std::condition_variable earlier_;
    std::set<Deadline*, Sooner> waiting_;
    Clock::time_point sleeping_until_ = Clock::time_point::max();
};

Deadline::Deadline(Clock::time_point at, std::shared_ptr<Transport> transport)
    : at_(at), transport_(std::move(transport)) {
    if (at_ != Clock::time_point::max()) Deadlines::all().add(*this);
}

Deadline::~Deadline() {
    if (at_ != Clock::time_point::max()) Deadlines::all().remove(*this);
}

bool Deadline::has_passed() const {
    return at_ != Clock::time_point::max() && Deadlines::all().has_passed(*this);
}

}  // namespace core

// In place of the system's, for all libraries of the program.
extern "C" {

__attribute__((visibility("default"))) int connect(int socket, const sockaddr* address, socklen_t size) {
    auto* const transport = core::Transport::current();
    return transport != nullptr ? transport->connect(socket, address, size)
                                : core::system_connect(socket, address, size);
}

// libvirt says of a certificate that has expired, and of one that is not valid yet, only that it is not trusted.
__attribute__((visibility("default"))) int gnutls_certificate_verify_peers2(gnutls_session_t session,
                                                                            unsigned* status) {
    const int result = core::verify_peers(session, status);
    auto* const transport = core::Transport::current();
    if (transport != nullptr && result == 0) transport->verified(*status);
    return result;
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
