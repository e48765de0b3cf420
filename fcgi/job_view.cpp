#include "fcgi/job_view.h"

#include <array>

#include "fcgi/directory_view.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Command;
using core::Node;

std::string href_of_object(const Job& job, const Urls& urls) {
    std::string href = job.domain.empty() ? urls.host(job.host) : urls.domain(job.domain_owner, job.domain);
    for (const auto& step : job.path) {
        const auto& kind = core::kind_of(step.target);
        href = Urls::below(href, std::array{std::string(kind.collection), step.key});
    }
    return href;
}

Node cancel_node(const Job& job, const Command& begun, const Urls& urls, const core::Visitor& visitor) {
    Node node = Node::record("cancel");
    const Command& command = *core::find_command(core::all_commands(), begun.work->cancel);
    // Of which an owner has begun it himself.
    const std::array owners{job.owner};
    if (judge(visitor, command, owners) != core::Verdict::allowed) return node;
    std::string href = urls.domain(job.domain_owner, job.domain) + "/" + std::string(command.name);
    if (!begun.work->parameter.empty())
        href += "?" + std::string(begun.work->parameter) + "=" + encode_segment(job.work_argument);
    return node.with("method", "POST").with("href", href);
}

}  // namespace

Node job_node(const Job& job, const Urls& urls, const core::Visitor& visitor) {
    const Command* command = core::find_command(core::all_commands(), job.command);
    Node node = Node::record("job");
    node.with("id", job.id).with("href", urls.job(job.id)).with("state", to_string(job.state));
    if (command != nullptr) node.with("function", command->function);
    node.with("object", href_of_object(job, urls));
    if (visitor.owner.empty()) node.with("host", job.host);
    node.with("user", job.user).with("since", utc_time(job.since));
    if (job.until != 0) node.with("until", utc_time(job.until)).with("status", std::int64_t{job.status});
    const bool goes_on = job.state == Job::State::running || job.state == Job::State::lost;
    if (goes_on && command != nullptr && command->work != nullptr && !command->work->cancel.empty()) {
        Node cancel = cancel_node(job, *command, urls, visitor);
        if (!cancel.attributes.empty()) node.add(std::move(cancel));
    }
    return node;
}

}  // namespace fcgi
