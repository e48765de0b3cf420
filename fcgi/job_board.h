// The jobs: calls that go on after their request, where every worker finds them.
//
// A place of the board is written by the worker that does the job, who has a turn for it, and read by all. The master
// makes the board before it forks, so that it outlives workers: a job whose worker died is told as lost.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/node.h"
#include "core/shared_snapshot.h"
#include "core/turns.h"

namespace fcgi {

struct Job {
    enum class State : std::uint8_t { running, done, failed, lost };

    std::string id;       // 32 hexadecimal digits that nobody can guess
    std::string user;     // REMOTE_USER of who began it
    std::string owner;    // whose site he came in by; empty: one without owners
    std::string command;  // "domainSave"
    std::string host;
    std::string domain_owner;      // of the address
    std::string domain;            // its key: a name or a UUID; empty: none, the host's or an object's of its
    std::string uuid;              // the domain's
    std::vector<core::Step> path;  // to an object of the domain or of the host
    std::string work_argument;     // of its functions for progress and cancelling (core/work.h)
    std::int64_t since = 0;        // seconds since 1970
    std::int64_t until = 0;        // 0: it goes on
    State state = State::running;
    int status = 0;          // of the answer
    core::Node answer = {};  // the result or the problem, once it has ended
};

[[nodiscard]] std::string_view to_string(Job::State state) noexcept;  // "running"

// Any thread of any process that shares it may use it.
class JobBoard {
  public:
    // Those that have ended longest give way; to an owner's who has as many ended ones as he may, his own.
    static constexpr std::size_t most_jobs = 256;
    static constexpr std::size_t most_ended_of_owner = 16;
    // Of one job, as it stands in memory: an answer that is larger is not kept.
    static constexpr std::size_t longest_job = 64UL << 10U;

    // Throws std::system_error.
    explicit JobBoard(std::size_t places = most_jobs);

    // The only one who writes there, until it is destroyed: then the job has ended or is lost.
    class Place {
      public:
        Place(core::SharedSnapshot& shared, core::Turns::Turn turn) : shared_(&shared), turn_(std::move(turn)) {}
        void write(const Job& job);

      private:
        core::SharedSnapshot* shared_;
        core::Turns::Turn turn_;
    };

    // For a job that is begun on the site of this owner; empty: on one without owners. Null if a job goes on in every
    // place.
    [[nodiscard]] std::unique_ptr<Place> take(std::string_view owner = {});
    [[nodiscard]] std::optional<Job> find(std::string_view id);
    // The youngest first.
    [[nodiscard]] std::vector<Job> all();

  private:
    [[nodiscard]] std::optional<Job> read(std::size_t place);

    std::vector<std::unique_ptr<core::SharedSnapshot>> places_;
    core::Turns turns_;
};

}  // namespace fcgi
