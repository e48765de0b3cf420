// What a libvirt connection runs over: the sockets that libvirt connected for it and the programs that it started.
//
// libvirt has no bound for opening a connection nor for a call. Both end at once when what they run over is cut, and
// nothing else ends them: so this program comes between libvirt and the system's connect(2), socketpair(2), pipe2(2)
// and fork(2), and notes what a thread that opens a connection gets from them. docs/decisions/0014-cut-transports.md
// says why.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnosis.h"

namespace core {

using Clock = std::chrono::steady_clock;

class Transport {
  public:
    // How far the opening has come, as libvirt's own calls show it. A program (ssh, ext) does the handshake out of
    // sight: it is `registered` as soon as it is started.
    enum class Milestone : std::uint8_t {
        connected,   // the last socket that was to be connected is, or a program has been started
        registered,  // libvirt waits for events on it: the handshake of TLS or libssh is done
    };

    // While it lives, what this thread connects and starts belongs to the transport. One at a time on a thread.
    class Watch {
      public:
        // No connect(2) takes longer than the limit.
        Watch(Transport& transport, std::chrono::milliseconds connect_limit) noexcept;
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        ~Watch();
    };

    // How long libvirt waits for the last words of a program whose standard error others still hold.
    static constexpr std::chrono::milliseconds last_words{500};

    Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    ~Transport();

    // Nothing gets through any more: sockets are shut down; programs, and what they started in their turn, are killed
    // (libvirt reaps them). What libvirt waits for over it fails at once. Any thread, as often as one likes.
    void cut() noexcept;
    // Every transport of the process, before it ends.
    static void cut_all() noexcept;

    [[nodiscard]] bool is_cut() const noexcept { return is_cut_.load(std::memory_order_relaxed); }

    // When it was reached; none: it was not.
    [[nodiscard]] std::optional<Clock::time_point> reached(Milestone milestone) const;
    [[nodiscard]] bool runs_a_program() const;

    [[nodiscard]] OpenReport report() const;

    // Closes the sockets that libvirt has forgotten: those that are still open when all of a connection, or of a
    // failed opening, has been freed (event_loop::wait_until_freed()). With libssh it forgets those that broke.
    void close_forgotten() noexcept;

    // What libvirt said when the event loop had it look at one of its sockets and it failed: libvirt forgets that,
    // and the call that waits hears only that the socket is closed. Empty if nothing failed there.
    static void note_failure(int socket, const char* words) noexcept;
    [[nodiscard]] std::string failure() const;

    // What a program has written to its standard error and libvirt has not read; waits for it as long as libvirt
    // would.
    [[nodiscard]] std::string unread_errors();

    // How many sockets and programs it has; for tests.
    [[nodiscard]] std::size_t size() const;

    // What connect(2), fork(2) and the event loop tell on a thread that is watched; `current` is null on others.
    static Transport* current() noexcept;
    // What GnuTLS told libvirt of the host's certificate.
    void verified(unsigned certificate_status) noexcept;
    void is_for_other_name() noexcept;
    int connect(int socket, const sockaddr* address, socklen_t size) noexcept;
    void started(pid_t program) noexcept;
    int make_pair(int domain, int type, int protocol, int* ends) noexcept;
    int make_pipe(int* ends, int flags) noexcept;
    void reach(Milestone milestone) noexcept;

  private:
    struct Program {
        pid_t pid;  // of the program, and of the process group that it leads
        int descriptor;
    };

    [[nodiscard]] bool keep(int socket) noexcept;
    void let_go(int socket) noexcept;
    void close_all() noexcept;

    mutable std::mutex mutex_;
    std::atomic<bool> is_cut_ = false;
    timeval connect_limit_{};
    int errors_ = -1;                           // of sockets_: what programs write their errors to
    std::vector<std::pair<int, int>> sockets_;  // libvirt's number; our own descriptor of the same, which stays ours
    std::vector<Program> programs_;
    std::array<std::optional<Clock::time_point>, 2> reached_;
    OpenReport report_;
    std::string failure_;
};

// Cuts a transport when its time has come, unless it is destroyed before.
class Deadline {
  public:
    // `at` may be time_point::max(): never.
    Deadline(Clock::time_point at, std::shared_ptr<Transport> transport);
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    ~Deadline();

    [[nodiscard]] bool has_passed() const;

  private:
    friend class Deadlines;

    Clock::time_point at_;
    std::shared_ptr<Transport> transport_;
    bool has_passed_ = false;
};

}  // namespace core
