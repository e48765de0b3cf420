// The master process: opens the socket, forks the directory and the workers, replaces those that die, reloads, stops.
//
// It blocks every signal it cares for and reads them from a descriptor, so that nothing happens inside a handler. It
// has one thread and opens no libvirt connection: nothing of libvirt crosses a fork.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/shared_snapshot.h"
#include "core/turns.h"
#include "fcgi/configuration.h"
#include "fcgi/job_board.h"
#include "fcgi/listen_socket.h"

namespace fcgi {

class Master {
  public:
    Master(Configuration configuration, std::optional<std::filesystem::path> configuration_file);
    Master(const Master&) = delete;
    Master& operator=(const Master&) = delete;
    ~Master();

    // Returns after TERM or INT, when every child has ended. Throws std::runtime_error if it cannot start.
    void run();

  private:
    using Clock = std::chrono::steady_clock;

    struct Child {
        std::string role;  // "worker 1", "directory"
        pid_t pid = 0;     // 0: not running
        Clock::time_point started = {};
        Clock::time_point start_at = {};  // when it is to be started, if it is not running
        std::chrono::milliseconds back_off{0};
    };

    // One configuration and the processes that serve it. A reload makes a new one beside the old.
    struct Generation {
        Configuration configuration;
        core::SharedSnapshot snapshot;
        std::vector<Child> children;  // the directory first
        int ready_pipe[2];
        int ready_workers = 0;
        bool is_retired = false;

        explicit Generation(Configuration its_configuration);
        Generation(const Generation&) = delete;
        Generation& operator=(const Generation&) = delete;
        ~Generation();
        [[nodiscard]] bool is_running() const;
    };

    void start_generation(Configuration configuration);
    void start_due_children();
    void start(Generation& generation, std::size_t index);
    [[noreturn]] void become(Generation& generation, std::size_t index);
    void wait_for_something();
    void read_signals();
    void reap();
    void child_ended(Generation& generation, Child& child, int status);
    void count_ready_workers();
    void reload();
    void stop();
    void retire(Generation& generation, int signal);
    void kill_after_deadline();
    void forget_ended_generations();
    [[nodiscard]] int timeout_ms() const;

    const std::optional<std::filesystem::path> configuration_file_;
    Configuration first_configuration_;
    std::unique_ptr<ListenSocket> socket_;
    core::Turns turns_;  // of all workers of all generations
    JobBoard jobs_;      // the same
    int signals_ = -1;
    std::list<Generation> generations_;  // the newest last
    bool is_stopping_ = false;
    Clock::time_point kill_at_ = Clock::time_point::max();
};

// Root becomes the user and the group of the configuration, if it names any, with the user's home folder. Throws
// std::runtime_error.
void become_user(const Configuration::Responder& responder);

// Throws std::runtime_error if others than the service may read, or the service may not, what has passwords in it.
void check_secrets(const Configuration& configuration);

struct Check {
    std::string wrong;  // empty: nothing is
    std::string found;  // a line for each set of stylesheets: its name and its languages
};

// Whether stylesheets and user names are there, checked in a process of its own so that the caller loads none of it.
[[nodiscard]] Check check_in_child(const Configuration& configuration);

}  // namespace fcgi
