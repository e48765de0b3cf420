#include "fcgi/job_board.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fcgi {
namespace {

using core::Node;
using core::Scalar;
using Json = nlohmann::json;

Json encode(const Scalar& scalar) {
    return std::visit(
        []<class T>(const T& value) -> Json {
            if constexpr (std::is_same_v<T, std::monostate>)
                return nullptr;
            else
                return value;
        },
        scalar);
}

Scalar decode_scalar(const Json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_unsigned()) return json.get<std::uint64_t>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number_float()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    return {};
}

Json encode(const Node& node) {
    Json attributes = Json::array();
    for (const auto& [name, value] : node.attributes) attributes.push_back({name, encode(value)});
    Json children = Json::array();
    for (const auto& child : node.children) children.push_back(encode(child));
    return {node.name, static_cast<int>(node.kind), encode(node.value), std::move(attributes), std::move(children)};
}

Node decode_node(const Json& json) {
    Node node{json.at(0).get<std::string>(),
              static_cast<Node::Kind>(json.at(1).get<int>()),
              decode_scalar(json.at(2)),
              {},
              {}};
    for (const auto& each : json.at(3)) node.attributes.emplace_back(each.at(0), decode_scalar(each.at(1)));
    for (const auto& each : json.at(4)) node.add(decode_node(each));
    return node;
}

// For the shared memory; both sides are the same program. Strings may hold any bytes.
std::vector<std::uint8_t> encode(const Job& job) {
    Json path = Json::array();
    for (const auto& step : job.path) path.push_back({static_cast<int>(step.target), step.key});
    return Json::to_cbor({job.id, job.user, job.owner, job.command, job.host, job.domain_owner, job.domain, job.uuid,
                          std::move(path), job.work_argument, job.since, job.until, static_cast<int>(job.state),
                          job.status, encode(job.answer)});
}

Job decode_job(const std::vector<std::uint8_t>& bytes) {
    const Json json = Json::from_cbor(bytes);
    std::size_t next = 0;
    const auto text = [&] { return json.at(next++).get<std::string>(); };
    Job job;
    for (std::string* field :
         {&job.id, &job.user, &job.owner, &job.command, &job.host, &job.domain_owner, &job.domain, &job.uuid})
        *field = text();
    for (const auto& step : json.at(next++))
        job.path.push_back({static_cast<core::Target>(step.at(0).get<int>()), step.at(1).get<std::string>()});
    job.work_argument = text();
    json.at(next++).get_to(job.since);
    json.at(next++).get_to(job.until);
    job.state = static_cast<Job::State>(json.at(next++).get<int>());
    json.at(next++).get_to(job.status);
    job.answer = decode_node(json.at(next));
    return job;
}

std::string turn_of(std::size_t place) {
    return fmt::format("job {}", place);
}

}  // namespace

std::string_view to_string(Job::State state) noexcept {
    switch (state) {
        case Job::State::running:
            return "running";
        case Job::State::done:
            return "done";
        case Job::State::failed:
            return "failed";
        default:
            return "lost";
    }
}

JobBoard::JobBoard(std::size_t places) {
    for (std::size_t i = 0; i < places; ++i) places_.push_back(std::make_unique<core::SharedSnapshot>(longest_job));
}

void JobBoard::Place::write(const Job& job) {
    if (shared_->publish(encode(job))) return;
    Job without_answer = job;
    without_answer.answer = Node::record("result");
    without_answer.answer.add(Node::leaf(
        "left-out", fmt::format("the answer is larger than {} bytes, which is what is kept", longest_job)));
    static_cast<void>(shared_->publish(encode(without_answer)));
}

std::unique_ptr<JobBoard::Place> JobBoard::take(std::string_view owner) {
    struct Candidate {
        bool is_others;    // and not of an owner who has as many as he may
        std::int64_t end;  // of what nobody knows how it ended: its beginning; those never used first
        std::size_t place;
        std::uint32_t generation;
    };
    std::vector<Candidate> candidates;
    std::size_t his = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const std::uint32_t generation = places_[i]->generation();
        const auto job = read(i);
        if (job && job->state == Job::State::running) continue;
        const bool is_his = job && !owner.empty() && job->owner == owner;
        if (is_his) ++his;
        const std::int64_t end = job ? std::max(job->since, job->until) : -1;
        candidates.push_back({!is_his, end, i, generation});
    }
    if (his < most_ended_of_owner) {
        for (auto& candidate : candidates) candidate.is_others = true;
    }
    std::ranges::sort(candidates, {}, [](const Candidate& each) { return std::pair(each.is_others, each.end); });
    for (const auto& [is_others, end, place, generation] : candidates) {
        auto turn = turns_.take(turn_of(place));
        const bool is_another_by_now = places_[place]->generation() != generation;
        if (turn && !is_another_by_now) return std::make_unique<Place>(*places_[place], std::move(*turn));
    }
    return nullptr;
}

std::optional<Job> JobBoard::read(std::size_t place) {
    const auto decoded = [&]() -> std::optional<Job> {
        const auto copy = places_[place]->copy();
        if (!copy) return std::nullopt;
        return decode_job(copy->content);
    };
    auto job = decoded();
    if (!job || job->state != Job::State::running) return job;
    // Whose writer is gone has ended by now, or never will.
    if (turns_.is_taken(turn_of(place))) return job;
    job = decoded();
    if (job->state == Job::State::running) job->state = Job::State::lost;
    return job;
}

std::optional<Job> JobBoard::find(std::string_view id) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (auto job = read(i); job && job->id == id) return job;
    }
    return std::nullopt;
}

std::vector<Job> JobBoard::all() {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (auto job = read(i)) jobs.push_back(std::move(*job));
    }
    std::ranges::stable_sort(jobs, std::ranges::greater(), &Job::since);
    return jobs;
}

}  // namespace fcgi
