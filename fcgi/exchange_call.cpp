// The middle of an exchange: the request checked against the command, its arguments, and the call itself.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/command_list.h"
#include "fcgi/cross_site.h"
#include "fcgi/directory_view.h"
#include "fcgi/exchange.h"
#include "fcgi/status.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Command;
using core::Effect;

}  // namespace

void Exchange::check_method(const Command& command) const {
    const bool is_read = command.is_read();
    if (is_read ? request_.is_get() : request_.method == "POST") {
        if (!is_read && is_from_another_site(request_))
            throw ProblemError(403, "the request came from a page of another site: nothing was changed");
        return;
    }
    Problem problem{405, is_read ? fmt::format("{} only reads: it takes GET", command.name)
                                 : fmt::format("{} changes something: it takes POST", command.name)};
    problem.allow = is_read ? read_methods : "POST";
    throw ProblemError(std::move(problem));
}

void Exchange::check_access(const Command& command, std::span<const std::string> owners) const {
    const core::Verdict verdict = judge(site_.visitor, command, owners);
    if (verdict == core::Verdict::not_there) throw core::NotOwned();
    if (verdict != core::Verdict::allowed) throw ProblemError(403, refusal(command, verdict));
}

core::Arguments Exchange::arguments(const Command& command) const {
    if (given_ != nullptr) return *given_;
    core::Arguments all(query_);
    if (request_.is_get()) return all;
    check_body(command);
    if (command.flow == core::Flow::to_host) return all;
    if (request_.is_body_too_large) {
        throw ProblemError(413, fmt::format("the body is too large: at most {} bytes are taken", parts_.limits.body));
    }
    if (request_.body.empty()) return all;
    const std::string_view type = request_.content_type.substr(0, request_.content_type.find(';'));
    if (type == "application/xml" || type == "text/xml") {
        const auto* parameter = command.xml_parameter();
        if (parameter == nullptr) throw ProblemError(400, fmt::format("{} takes no XML document", command.name));
        if (!core::is_utf8(request_.body) || request_.body.find('\0') != std::string_view::npos) {
            throw core::ArgumentError(parameter->name,
                                      fmt::format("{} must be UTF-8 text without NUL", parameter->name));
        }
        all.add({std::string(parameter->name), std::string(request_.body)});
    } else if (type == "application/x-www-form-urlencoded") {
        for (auto& [name, value] : decode_form(request_.body, limits_of_arguments())) {
            if (name == "form") continue;  // no argument, as in the query: pages send it where a form has no field
            all.add({std::move(name), with_plain_line_ends(std::move(value))});
        }
    } else {
        throw ProblemError(
            415,
            fmt::format("a body of type {} is not taken: use application/x-www-form-urlencoded or application/xml",
                        core::quoted(type)));
    }
    return all;
}

Response Exchange::run(const Command& command, const Object& object) {
    if (command.flow != core::Flow::none) return run_stream(command, object);
    check_call(command, object);
    const bool is_async = read_preference(request_.prefer).respond_async;
    if (!command.is_read() && (is_async || command.work != nullptr)) return run_lasting(command, object);
    const auto turns = begin(command, object);
    return respond(finished(command, carry_out(command, object), object));
}

// What a call gave, when the directory shows it.
Exchange::Answer Exchange::finished(const Command& command, core::Outcome outcome, const Object& object) const {
    const bool was_known = outcome.object && index_->domain_by_uuid(outcome.object->uuid) != nullptr;
    if (command.changes_names || command.sets_owners) wait_for_directory(command, outcome, object);
    return answer_with(command, std::move(outcome), was_known);
}

// All that can be known before the host is asked.
void Exchange::check_call(const Command& command, const Object& object) {
    const auto& visitor = site_.visitor;
    if (object.host != nullptr) attempt_.host = object.host->name;
    attempt_.uuid = object.uuid;
    attempt_.path = object.path;
    attempt_.name_function(command);
    is_attempt_ |= command.effect == Effect::change;
    check_method(command);
    check_access(command, object.owners);
    attempt_.arguments = arguments(command);
    if (form_) form_->is_filled_in = request_.content_type.starts_with("application/x-www-form-urlencoded");
    if (const auto* const other = command.host_parameter()) static_cast<void>(host_argument(*other));
    if (visitor.is_read_only && command.is_privileged(attempt_.arguments))
        throw ProblemError(403, refusal(command, core::Verdict::read_only));
    if (!may_see(visitor, command, attempt_.arguments))
        throw ProblemError(403, fmt::format("secrets are not shown here, and {} was asked for them", command.name));
}

// Where the host is, and how it is reached, is not an owner's concern.
void Exchange::keep_from_owner(const core::HostUnavailable& error) {
    if (!is_owners()) return;
    attempt_.result = error.what();
    throw core::HostUnavailable("the domain's host does not answer", error.retry_after(), error.timed_out());
}

std::vector<core::Turns::Turn> Exchange::begin(const Command& command, const Object& object) {
    try {
        check_reachable(object);
        return take_turns(command, object);
    } catch (const core::HostUnavailable& error) {
        keep_from_owner(error);
        throw;
    }
}

core::Outcome Exchange::carry_out(const Command& command, const Object& object, Lasts lasts) {
    try {
        core::Outcome outcome = command.sets_owners ? set_owners_everywhere(command, object)
                                                    : call_on(*object.host, command, object, lasts);
        attempt_.result = "done";
        return outcome;
    } catch (const core::HostUnavailable& error) {
        keep_from_owner(error);
        throw;
    }
}

const core::HostEntry& Exchange::host_argument(const core::api::Parameter& parameter) const {
    const std::string* const name = attempt_.arguments.find(parameter.name);
    if (name == nullptr) throw core::ArgumentError(parameter.name, fmt::format("{} is missing", parameter.name));
    const auto* const found = index_->host(*name);
    if (found != nullptr) return *found;
    throw core::ArgumentError(
        parameter.name, fmt::format("{} is {}: it must be the name of a host that is known here", parameter.name,
                                    core::quoted(*name)));
}

core::Outcome Exchange::call_on(const core::HostEntry& entry, const Command& command, const Object& object,
                                Lasts lasts) const {
    const auto host = parts_.hosts.at(*index_, entry);
    core::CallTarget target{*host,   object.domain,       object.uuid, object.path,
                            nullptr, site_.visitor.owner, parts_.rules};
    target.lasts = lasts != Lasts::no;
    target.beside = beside_;
    target.follows = lasts == Lasts::and_work && command.work != nullptr && command.work->outlasts_call;
    // Who waits is told that there is no connection, and not that the call goes on.
    const auto until = target.lasts ? deadline_ - parts_.request_timeout / 20 : deadline_;
    const auto* const other = command.host_parameter();
    if (other == nullptr) return core::call(target, command, attempt_.arguments, until);
    const core::HostEntry& to = host_argument(*other);
    check_reachable({&to, {}, {}, false, {}});
    const auto destination = parts_.hosts.at(*index_, to);
    auto& link = target.lasts ? destination->lasting_link() : destination->link(core::Access::read_write);
    const auto lease = link.lease(until, target.lasts ? core::Clock::time_point::max() : deadline_);
    target.destination = lease->get();
    return core::call(target, command, attempt_.arguments, until);
}

// A copy that is left on another host would name the former owner for ever.
core::Outcome Exchange::set_owners_everywhere(const Command& command, const Object& object) const {
    const auto copies = index_->copies(object.uuid);
    for (const auto* copy : copies) check_reachable({index_->host(copy->host), {}, {}, false, {}});
    core::Outcome outcome;
    for (const auto* copy : copies) outcome = call_on(*index_->host(copy->host), command, object, Lasts::no);
    return outcome;
}

// An owner's revert that has passed its check could bring back the owners of its snapshot: nobody sets others
// meanwhile.
std::vector<core::Turns::Turn> Exchange::take_turns(const Command& command, const Object& object) const {
    const auto refuse = [](int status, std::string detail) {
        Problem busy{status, std::move(detail)};
        busy.retry_after = std::chrono::seconds(1);
        throw ProblemError(std::move(busy));
    };
    std::vector<core::Turns::Turn> turns;
    const bool is_owners_change = is_owners() && command.effect != Effect::read;
    if (!is_owners_change && !command.sets_owners) return turns;
    if (command.is_last_resort) {  // the one way out of a change that hangs, as often as once at a time
        if (auto turn = parts_.turns.take("last resort " + object.uuid)) turns.push_back(std::move(*turn));
        if (turns.empty()) refuse(409, "the same change of this domain is under way: wait for it");
        return turns;
    }
    for (int i = 0; is_owners_change && i < most_changes_of_owner && turns.empty(); ++i) {
        if (auto turn = parts_.turns.take(fmt::format("{} {}", i, site_.visitor.owner)))
            turns.push_back(std::move(*turn));
    }
    if (is_owners_change && turns.empty())
        refuse(429, fmt::format("{} changes of yours are under way: wait for one of them", most_changes_of_owner));
    auto turn = parts_.turns.take(object.uuid);
    if (!turn) refuse(409, "another change of this domain is under way: wait for it");
    turns.push_back(std::move(*turn));
    return turns;
}

// libvirt's words can name files and devices of the host, and other domains. An owner gets those that are about what
// he asked for; the audit log has the others.
Problem Exchange::discreet(Problem problem) const {
    if (!is_owners() || !problem.libvirt) return problem;
    static constexpr std::array<std::string_view, 6> harmless{
        "VIR_ERR_INVALID_ARG",           "VIR_ERR_NO_SUPPORT",
        "VIR_ERR_OPERATION_INVALID",     "VIR_ERR_ARGUMENT_UNSUPPORTED",
        "VIR_ERR_OPERATION_UNSUPPORTED", "VIR_ERR_OPERATION_DENIED"};
    LibvirtReason& reason = *problem.libvirt;
    const bool is_harmless = std::ranges::find(harmless, libvirt_error_name(reason.code)) != harmless.end();
    if (is_harmless && reason.message.find('/') == std::string::npos) return problem;
    reason.message = "the administrator's log has it";
    problem.line = 0;
    problem.detail = problem.outcome.empty()
                         ? fmt::format("libvirt refused {}: {}", reason.function, libvirt_error_name(reason.code))
                         : fmt::format("{}: {}", reason.function, problem.outcome);
    return problem;
}

// What the directory knows already needs no waiting to be found out.
void Exchange::check_reachable(const Object& object) const {
    constexpr auto retry_after = std::chrono::seconds(1);
    if (object.host == nullptr)
        throw core::HostUnavailable("its host is not in the directory any more", retry_after, false);
    if (object.host->state == core::HostState::unreachable) {
        throw core::HostUnavailable(fmt::format("host {} is unreachable since {}: {}", object.host->name,
                                                utc_time(object.host->since), object.host->error),
                                    retry_after, false);
    }
    // The directory is finding out: a thread that waited here as well would be one that others lack.
    if (object.host->state == core::HostState::connecting) {
        throw core::HostUnavailable(fmt::format("host {} is being connected to", object.host->name), retry_after,
                                    false);
    }
    if (object.is_announced) {
        throw core::HostUnavailable(
            fmt::format("the domain is only announced: libvirt on host {} has not been asked yet", object.host->name),
            retry_after, false);
    }
}

bool Exchange::shows(const core::DirectoryIndex& index, const Command& command, const core::Outcome& outcome,
                     const Object& object) const {
    if (outcome.object) {
        const auto copies = index.copies(outcome.object->uuid);
        const auto is_told = [&](const auto* copy) { return !command.sets_owners || copy->owners == outcome.owners; };
        return !copies.empty() && std::ranges::all_of(copies, is_told);
    }
    const auto found = index.domains(route_.owner, object.domain, asked_host_);
    return std::ranges::all_of(found, [](const auto* domain) { return domain->id >= 0; });
}

void Exchange::wait_for_directory(const Command& command, const core::Outcome& outcome, const Object& object) const {
    const auto until = std::min(deadline_, core::Clock::now() + longest_directory_wait);
    for (;;) {
        const auto index = parts_.directory.newest();
        if (shows(*index, command, outcome, object)) return;
        if (!parts_.directory.shared().wait_for_other_than(index->generation(), until)) return;
    }
}

}  // namespace fcgi
