// Calls that may take longer than their request: they go on on a thread of their own, and the board tells of them.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/random.h>

#include <array>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/exchange.h"
#include "fcgi/job_view.h"
#include "fcgi/negotiation.h"

namespace fcgi {
namespace {

using core::Command;
using core::Node;

// Who looks at a job is told without its progress if the host takes longer.
constexpr std::chrono::milliseconds longest_progress_wait{2000};

std::string unguessable_id() {
    std::array<std::uint64_t, 2> random{};
    if (getrandom(random.data(), sizeof random, 0) != static_cast<ssize_t>(sizeof random))
        throw std::system_error(errno, std::generic_category(), "getrandom");
    return fmt::format("{:016x}{:016x}", random[0], random[1]);
}

Problem board_is_full() {
    return {503, fmt::format("{} jobs are under way: nothing was done", JobBoard::most_jobs)};
}

}  // namespace

struct Exchange::LastingCall {
    Lasts lasts = Lasts::call;
    std::shared_ptr<void> slot;
    std::vector<core::Turns::Turn> turns;

    std::mutex mutex;  // of all that follows
    std::condition_variable changed;
    bool has_ended = false;
    core::Outcome outcome;
    std::exception_ptr error;
    std::unique_ptr<JobBoard::Place> place;  // once the request does not wait for it
    Job job;
};

// Refused before anything was done if there is none.
std::shared_ptr<Exchange::LastingCall> Exchange::take_room(const Command& command, const Object& object) {
    command.check(attempt_.arguments);
    auto call = std::make_shared<LastingCall>();
    call->slot = parts_.jobs->take();
    if (call->slot == nullptr) {
        Problem busy{503, "as many long calls are under way as there may be: try again later"};
        busy.retry_after = std::chrono::seconds(2);
        throw ProblemError(std::move(busy));
    }
    call->turns = begin(command, object);
    take_turn_of_host(call->turns, *object.host);
    if (command.work == nullptr) call->lasts = Lasts::no;  // it has an end, as ever
    return call;
}

Node Exchange::begin_job(const Command& command, const Object& object) {
    const auto call = take_room(command, object);
    if (command.work != nullptr) call->lasts = Lasts::and_work;
    if (!put_on_board(*call, command, object)) throw ProblemError(board_is_full());
    const Job job = call->job;
    start(twin(), command, object, call);
    attempt_.result = fmt::format("goes on as job {}", job.id);
    return job_node(job, urls_, site_.visitor);
}

Response Exchange::run_lasting(const Command& command, const Object& object) {
    const Preference preference = read_preference(request_.prefer);
    const auto call = take_room(command, object);
    if (preference.respond_async) {
        if (command.work != nullptr) call->lasts = Lasts::and_work;
        if (preference.wait.count() == 0 && !put_on_board(*call, command, object)) {
            throw ProblemError(board_is_full());
        }
    }
    const bool is_on_board = call->place != nullptr;  // from its start the call's thread has the board and the job
    Job job = call->job;
    const auto twin = this->twin();
    start(twin, command, object, call);

    std::unique_lock lock(call->mutex);
    if (!is_on_board) {
        const auto until = preference.respond_async ? std::min(deadline_, started_ + preference.wait) : deadline_;
        if (call->changed.wait_until(lock, until, [&] { return call->has_ended; })) {
            attempt_ = twin->attempt_;
            if (call->error) std::rethrow_exception(call->error);
            return respond(finished(command, std::move(call->outcome), object));
        }
        if (!put_on_board(*call, command, object)) {
            throw ProblemError(504,
                               fmt::format("{} takes longer than a request may: it goes on, but {} jobs are under "
                                           "way, and none more can be followed",
                                           command.function, JobBoard::most_jobs));
        }
        job = call->job;
    }
    lock.unlock();
    const std::string href = urls_.job(job.id);
    attempt_.result = fmt::format("goes on as job {}", job.id);
    if (!preference.respond_async) {
        Problem problem{504, fmt::format("{} takes longer than a request may: it goes on, and {} tells how it ends",
                                         command.function, href)};
        problem.job = href;
        throw ProblemError(std::move(problem));
    }
    return respond({.status = 202,
                    .content = {job_node(job, urls_, site_.visitor), std::nullopt},
                    .headers = {{"Location", href}, {"Preference-Applied", "respond-async"}}});
}

void Exchange::start(const std::shared_ptr<Exchange>& twin, const Command& command, const Object& object,
                     const std::shared_ptr<LastingCall>& call) {
    try {
        parts_.errands.start("job",
                             [twin, &command, object, call] { twin->carry_out_lasting(command, object, *call); });
    } catch (const std::system_error&) {
        if (call->place != nullptr) {
            call->job.until = std::time(nullptr);
            call->job.state = Job::State::failed;
            call->job.status = 500;
            call->place->write(call->job);
        }
        throw;
    }
}

// A host whose calls do not end leaves room for those of others.
void Exchange::take_turn_of_host(std::vector<core::Turns::Turn>& turns, const core::HostEntry& host) const {
    for (int i = 0; i < most_long_calls_of_host; ++i) {
        if (auto turn = parts_.turns.take(fmt::format("long call {} {}", i, host.name))) {
            turns.push_back(std::move(*turn));
            return;
        }
    }
    Problem busy{503,
                 fmt::format("{} long calls of this host are under way: try again later", most_long_calls_of_host)};
    busy.retry_after = std::chrono::seconds(2);
    throw ProblemError(std::move(busy));
}

// Its own copy of all that the call needs: the request can be gone before it ends.
std::shared_ptr<Exchange> Exchange::twin() const {
    auto twin = std::make_shared<Exchange>(*this);
    twin->kept_ = std::make_shared<const KeptRequest>(request_);
    twin->request_ = twin->kept_->get();
    return twin;
}

// While its lock is held, or nobody else has it. False if the board is full.
bool Exchange::put_on_board(LastingCall& call, const Command& command, const Object& object) const {
    call.place = parts_.board.take(site_.visitor.owner);
    if (call.place == nullptr) return false;
    Job& job = call.job;
    job.id = unguessable_id();
    job.user = request_.remote_user;
    job.owner = site_.visitor.owner;
    job.command = command.name;
    job.host = object.host->name;
    job.domain_owner = route_.owner;
    job.domain = object.domain;
    job.uuid = object.uuid;
    job.path = object.path;
    if (command.work != nullptr) {
        if (const std::string* argument = attempt_.arguments.find(command.work->parameter))
            job.work_argument = *argument;
    }
    job.since = std::time(nullptr);
    call.place->write(job);
    return true;
}

void Exchange::carry_out_lasting(const Command& command, const Object& object, LastingCall& call) noexcept {
    try {
        call.outcome = carry_out(command, object, call.lasts);
    } catch (...) {
        call.error = std::current_exception();
    }
    call.turns.clear();
    {
        const std::lock_guard lock(call.mutex);
        call.has_ended = true;
        call.changed.notify_all();
        if (!call.place) return;  // who waits has it now
    }
    const Answer answer = ended(command, object, call);
    record(answer.status);
    Job& job = call.job;
    job.until = std::time(nullptr);
    job.state = answer.problem ? Job::State::failed : Job::State::done;
    job.status = answer.status;
    job.answer = answer.content.node;
    if (answer.content.document) job.answer.add(Node::leaf("document", *answer.content.document));
    call.place->write(job);
    call.place.reset();
}

Exchange::Answer Exchange::ended(const Command& command, const Object& object, LastingCall& call) noexcept {
    try {
        if (call.error) std::rethrow_exception(call.error);
        return finished(command, std::move(call.outcome), object);
    } catch (...) {
        const Problem problem = [this] {
            try {
                throw;
            } catch (const core::NotOwned&) {
                return no_such_domain();
            } catch (...) {
                return current_problem();
            }
        }();
        if (attempt_.result.empty()) attempt_.result = problem.detail;
        const Problem told = discreet(problem);
        return {.status = told.status, .content = {to_node(told), std::nullopt}, .problem = told};
    }
}

// Who called, with which result: not for who may only look.
void Exchange::check_sees_jobs() const {
    allow_only_get();
    if (site_.visitor.is_read_only) throw ProblemError(403, "jobs are not shown on a site that may only read");
}

bool Exchange::may_see_job(const Job& job) const {
    return !is_owners() || job.owner == site_.visitor.owner;
}

Response Exchange::jobs() {
    check_sees_jobs();
    surroundings_.href = urls_.jobs();
    surroundings_.trail.push_back({surroundings_.href, "jobs", true});
    Answer answer;
    answer.content.node = Node::record("jobs");
    Node list = Node::inline_list("jobs");
    for (const Job& job : parts_.board.all()) {
        if (may_see_job(job)) list.add(job_node(job, urls_, site_.visitor));
    }
    answer.content.node.add(std::move(list));
    return respond(std::move(answer));
}

Response Exchange::job() {
    check_sees_jobs();
    const auto job = parts_.board.find(route_.job);
    if (!job || !may_see_job(*job)) throw ProblemError(404, "there is no such job, or it ended long ago");
    surroundings_.href = urls_.job(job->id);
    surroundings_.trail.push_back({urls_.jobs(), "jobs", true});
    surroundings_.trail.push_back({surroundings_.href, job->command});
    Answer answer;
    answer.content.node = job_node(*job, urls_, site_.visitor);
    if (auto progress = progress_of(*job)) answer.content.node.add(std::move(*progress));
    if (job->until != 0) answer.content.node.add(job->answer);
    if (format_ == Format::text) {  // which has no place for what the outermost thing is
        Node job_itself = std::exchange(answer.content.node, Node::record("answer"));
        answer.content.node.add(std::move(job_itself));
    }
    return respond(std::move(answer));
}

// What libvirt says of its own work; nothing if it says nothing.
std::optional<Node> Exchange::progress_of(const Job& job) const {
    const Command* command = core::find_command(parts_.commands, job.command);
    const bool goes_on = job.state == Job::State::running || job.state == Job::State::lost;
    if (!goes_on || command == nullptr || command->work == nullptr || command->work->progress.empty())
        return std::nullopt;
    const core::HostEntry* entry = index_->host(job.host);
    if (entry == nullptr || entry->state != core::HostState::up) return std::nullopt;
    const Command& question = *core::find_command(core::all_commands(), command->work->progress);
    std::vector<core::Argument> arguments;
    if (!job.work_argument.empty()) arguments.push_back({std::string(command->work->parameter), job.work_argument});
    try {
        const auto host = parts_.hosts.at(*index_, *entry);
        const core::CallTarget target{*host, job.domain, job.uuid, {}, nullptr, site_.visitor.owner, parts_.rules};
        const auto until = std::min(deadline_, core::Clock::now() + longest_progress_wait);
        core::Outcome outcome = core::call(target, question, core::Arguments(std::move(arguments)), until);
        Node progress = std::move(outcome.result);
        progress.name = "progress";
        return progress;
    } catch (const std::exception& error) {
        spdlog::debug("no progress of job {}: {}", job.id, core::quoted(error.what()));
        return std::nullopt;
    }
}

}  // namespace fcgi
