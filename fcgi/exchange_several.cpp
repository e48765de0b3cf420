// A change of several domains: host by host at the same time, and each domain as if it had been called alone.
#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/exchange.h"
#include "fcgi/status.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Argument;
using core::Command;
using core::Node;

constexpr std::string_view domain_argument = "domain";

}  // namespace

struct Exchange::OneOfSeveral {
    std::string uuid;
    std::optional<core::DomainEntry> entry = {};  // none: there is none, for this visitor
    Node answer = {};                             // a result, a job or a problem
    bool is_argument_wrong = false;
};

Limits Exchange::limits_of_arguments() const {
    Limits limits = parts_.limits;
    if (request_.path.starts_with(Urls("").several())) limits.arguments += most_domains_at_once;
    return limits;
}

Response Exchange::several() {
    const Command& command = find_command(core::Target::domain, route_.command);
    if (command.is_read() || command.flow != core::Flow::none) {
        throw ProblemError(404,
                           fmt::format("{} changes nothing: it is called on one domain at a time", command.name));
    }
    attempt_.name_function(command);
    const std::string back = is_owners() ? urls_.owner(site_.visitor.owner) : urls_.network();
    form_ = Form{&command, urls_.several(command.name), back};
    surroundings_.href = form_->href;
    if (wants_form_ && request_.is_get()) return form_of_several(command);

    check_method(command);
    check_access(command, std::span(&site_.visitor.owner, is_owners() ? 1 : 0));
    std::vector<Argument> given = arguments(command).all();
    form_->domains = take_domains(given);
    catch_up_with(form_->domains);
    surround_with_domains(form_->domains);
    attempt_.arguments = core::Arguments(std::move(given));
    form_->is_filled_in = request_.content_type.starts_with("application/x-www-form-urlencoded");
    command.check(attempt_.arguments);
    given_ = std::make_shared<const core::Arguments>(attempt_.arguments);
    kept_ = std::make_shared<const KeptRequest>(request_);
    request_ = kept_->get();

    std::vector<OneOfSeveral> all;
    for (const auto& uuid : form_->domains) all.push_back({uuid});
    is_attempt_ = false;  // each of them is one
    call_several(command, all);
    if (std::ranges::all_of(all, &OneOfSeveral::is_argument_wrong)) keep_form({400, {}});
    Answer answer;
    answer.content.node = results_node(command, all);
    return respond(std::move(answer));
}

// Nothing is asked of a host. What is not there any more is left out.
Response Exchange::form_of_several(const Command& command) {
    check_access(command, std::span(&site_.visitor.owner, is_owners() ? 1 : 0));
    std::vector<Argument> rest = query_;  // which is read again if the directory moves
    const auto uuids = take_domains(rest);
    catch_up_with(uuids);
    Node domains = domains_node(uuids);
    if (domains.children.empty()) throw ProblemError(not_found("there is none of these domains"));
    surround_with_domains(uuids);
    Answer answer;
    answer.content.node = form_node(command, form_->href, form_->back);
    answer.content.node.add(std::move(domains));
    return respond(std::move(answer));
}

// What chooses them can be shared: the question, and not its answer.
void Exchange::surround_with_domains(std::span<const std::string> uuids) {
    surroundings_.href += "?form";
    for (const auto& uuid : uuids) surroundings_.href += fmt::format("&domain={}", uuid);
    surroundings_.trail.push_back({surroundings_.href, route_.command});
}

// Takes them out of the arguments, whose rest is the command's.
std::vector<std::string> Exchange::take_domains(std::vector<Argument>& arguments) const {
    std::vector<std::string> uuids;
    for (const auto& [name, value] : arguments) {
        if (name != domain_argument) continue;
        if (!core::is_uuid(value))
            throw core::ArgumentError(name, fmt::format("{} is no UUID: domain must be one", core::quoted(value)));
        uuids.push_back(core::lower_case(value));
    }
    std::erase_if(arguments, [](const Argument& argument) { return argument.name == domain_argument; });
    if (uuids.empty())
        throw core::ArgumentError(domain_argument, "no domain is chosen: domain is missing, the UUID of each");
    if (uuids.size() > most_domains_at_once) {
        throw core::ArgumentError(domain_argument, fmt::format("domain came {} times: it may come {} times",
                                                               uuids.size(), most_domains_at_once));
    }
    auto sorted = uuids;
    std::ranges::sort(sorted);
    if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
        throw core::ArgumentError(domain_argument, fmt::format("domain is {} twice", *twice));
    if (arguments.size() > parts_.limits.arguments)
        throw ProblemError(400, fmt::format("there are more than {} arguments", parts_.limits.arguments));
    return uuids;
}

// While another thread reads the newest generation, this one has the generation before: what is not in it may be new.
void Exchange::catch_up_with(std::span<const std::string> uuids) {
    const bool knows_all =
        std::ranges::all_of(uuids, [this](const auto& uuid) { return known_domain(uuid) != nullptr; });
    if (!knows_all) index_ = parts_.directory.newest();
}

// As the directory has it; null for what this visitor has not.
const core::DomainEntry* Exchange::known_domain(std::string_view uuid) const {
    if (!is_owners()) return index_->domain_by_uuid(uuid);
    const auto found = index_->domains(site_.visitor.owner, uuid);
    const auto his = std::ranges::find_if(
        found, [&](const auto* each) { return index_->belongs_everywhere(*each, site_.visitor.owner); });
    return his != found.end() ? *his : nullptr;
}

std::string_view Exchange::owner_shown(const core::DomainEntry& domain) const {
    return is_owners() ? std::string_view(site_.visitor.owner) : first_owner(domain);
}

Node Exchange::domains_node(std::span<const std::string> uuids) const {
    Node domains = Node::list("domains");
    for (const auto& uuid : uuids) {
        if (const auto* entry = known_domain(uuid))
            domains.add(brief_domain_node(*entry, owner_shown(*entry), urls_));
    }
    return domains;
}

// In order on each host. A host that does not answer keeps its own thread waiting, and no other's.
void Exchange::call_several(const Command& command, std::vector<OneOfSeveral>& all) const {
    std::vector<std::vector<OneOfSeveral*>> hosts;
    std::map<std::string_view, std::size_t> places;
    for (auto& one : all) {
        const auto* entry = known_domain(one.uuid);
        const auto [place, is_new] =
            places.emplace(entry != nullptr ? std::string_view(entry->host) : "", hosts.size());
        if (is_new) hosts.emplace_back();
        hosts[place->second].push_back(&one);
    }
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < hosts.size(); i = next++) {
            for (OneOfSeveral* one : hosts[i]) call_one(command, *one);
        }
    };
    // An owner's own changes are not to refuse one another.
    const std::size_t most = is_owners() ? std::size_t{most_changes_of_owner} : most_hosts_at_once;
    std::vector<std::pair<std::thread, std::shared_ptr<void>>> helpers;
    while (helpers.size() + 1 < std::min(most, hosts.size())) {
        auto slot = parts_.helping_threads->take();
        if (slot == nullptr) break;
        try {
            helpers.emplace_back(std::thread([&work] {
                                     pthread_setname_np(pthread_self(), "several");
                                     work();
                                 }),
                                 std::move(slot));
        } catch (const std::system_error&) {
            break;  // there are enough threads on this machine
        }
    }
    work();
    for (auto& [thread, slot] : helpers) thread.join();
}

void Exchange::call_one(const Command& command, OneOfSeveral& one) const noexcept {
    const auto exchange = std::make_shared<Exchange>(*this);
    exchange->started_ = core::Clock::now();
    exchange->is_attempt_ = true;
    exchange->attempt_.domain = one.uuid;
    exchange->route_.domain = one.uuid;
    exchange->form_.reset();
    exchange->call_as_one(command, one);
}

void Exchange::call_as_one(const Command& command, OneOfSeveral& one) {
    int status = 200;
    try {
        follow_directory([&] {
            const auto* known = known_domain(one.uuid);
            if (known != nullptr && !index_->is_found_by_uuid(*known)) {
                throw ProblemError(
                    409, fmt::format("several hosts have {}: call {} there, with ?host=", one.uuid, command.name));
            }
            route_.owner = known != nullptr ? owner_shown(*known)
                           : is_owners()    ? site_.visitor.owner
                                            : core::no_owner;
            attempt_.owner = route_.owner;
            one.entry.reset();
            const core::DomainEntry& entry = find_domain();
            one.entry = entry;
            try {
                status = call_known(command, entry, one.answer);
            } catch (const core::NotOwned&) {
                one.entry.reset();
                throw;
            }
        });
    } catch (...) {
        Problem problem = current_problem();
        if (attempt_.result.empty()) attempt_.result = problem.detail;
        status = problem.status;
        one.is_argument_wrong = !problem.argument.empty();
        one.answer = to_node(discreet(std::move(problem)));
    }
    record(status);
}

// The status that a request of its own would have got.
int Exchange::call_known(const Command& command, const core::DomainEntry& entry, Node& result) {
    const Object object{index_->host(entry.host), entry.uuid, entry.uuid, entry.is_announced, entry.owners};
    check_call(command, object);
    if (core::Clock::now() >= deadline_)
        throw ProblemError(504, "the request's time was up before it was this domain's turn: nothing was done");
    if (command.work != nullptr) {
        result = begin_job(command, object);
        return 202;
    }
    const auto turns = begin(command, object);
    Answer answer = finished(command, carry_out(command, object), object);
    result = std::move(answer.content.node);
    if (answer.content.document) result.add(Node::leaf("document", *answer.content.document));
    return answer.status;
}

// Each with the state that the directory has by now.
Node Exchange::results_node(const Command& command, const std::vector<OneOfSeveral>& all) const {
    const auto index = parts_.directory.newest();
    const auto count = [&](std::string_view name) {
        return std::ranges::count(all, name,
                                  [](const OneOfSeveral& one) -> std::string_view { return one.answer.name; });
    };
    Node results = Node::record("results");
    results.with("function", command.function).with("done", std::int64_t{count("result")});
    results.with("failed", std::int64_t{count("problem")});
    if (count("job") > 0) results.with("begun", std::int64_t{count("job")});
    Node domains = Node::inline_list("domains");
    for (const auto& one : all) {
        Node domain = Node::record("domain");
        if (one.entry) {
            core::DomainEntry entry = *one.entry;
            for (const auto* copy : index->copies(entry.uuid)) {
                if (copy->host == entry.host) entry.state = copy->state;
            }
            domain = brief_domain_node(entry, owner_shown(entry), urls_);
        } else {
            domain.with("uuid", one.uuid);
        }
        domain.add(one.answer);
        domains.add(std::move(domain));
    }
    results.add(std::move(domains));
    return results;
}

}  // namespace fcgi
