#include "fcgi/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/ownership.h"
#include "core/text.h"
#include "fcgi/directory_view.h"
#include "fcgi/status.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Argument;
using core::Command;
using core::Effect;
using core::Target;

}  // namespace

Exchange::Exchange(const ApplicationParts& parts, const Request& request)
    : parts_(parts), request_(request), urls_(request.prefix), deadline_(started_ + parts.request_timeout) {
    surroundings_.href = urls_.network();
    surroundings_.trail.push_back({urls_.network(), "network", true});
    // So that a problem that comes before the choice is told in the client's language, if that can be known.
    format_ = negotiate(request.accept).value_or(Format::xml);
    is_attempt_ = !request.is_get();
}

Response Exchange::answer() {
    try {
        Response response = serve();
        if (!response.later) record(response.status);
        return response;
    } catch (...) {
        const Problem problem = current_problem();
        if (attempt_.result.empty()) attempt_.result = problem.detail;
        record(problem.status);
        const Problem told = discreet(problem);
        keep_form(told);
        return fail(told);
    }
}

Response Exchange::serve() {
    site_.stylesheet = parts_.stylesheets.default_name();
    read_query();
    site_ = read_site(request_, parts_.stylesheets.default_name());
    attempt_.mode = site_.mode();
    if (is_owners()) enter_owners_site();
    route_ = parse_route(request_.path, parts_.limits);
    attempt_.owner = route_.owner;
    attempt_.domain = route_.domain;
    attempt_.function = route_.command;
    index_ = parts_.directory.current();
    if (route_.needs_slash || route_.has_extra_slash) return redirect();
    if (route_.place == Place::health) return health();
    if (route_.place == Place::asset) return asset();
    if (route_.place == Place::schema) return schema();
    if (route_.place == Place::openapi) return openapi();
    choose_format();
    const Surroundings before = surroundings_;
    try {
        return place();
    } catch (const ProblemError& error) {
        // While another thread reads the newest generation, this one has the generation before.
        const bool is_behind = parts_.directory.shared().generation() != index_->generation();
        if (error.problem().status != 404 || !is_behind) throw;
    }
    surroundings_ = before;
    index_ = parts_.directory.newest();
    return place();
}

// His page takes the network's place.
void Exchange::enter_owners_site() {
    const std::string& owner = site_.visitor.owner;
    surroundings_.href = urls_.owner(owner);
    surroundings_.trail = {{surroundings_.href, owner}};
}

// What is another's is what does not exist: decided by the address alone.
Response Exchange::place_for_owner() {
    if (route_.place == Place::network) {
        allow_only_get();
        return Response{302, {{"Location", urls_.owner(site_.visitor.owner)}, {"Cache-Control", "no-store"}}, ""};
    }
    if (route_.place == Place::commands) return commands();
    if (route_.place == Place::jobs) return jobs();
    if (route_.place == Place::job) return job();
    if (route_.place == Place::domains) return several();
    if (route_.place != Place::owner && route_.place != Place::domain)
        throw ProblemError(404, "there is nothing at this address");
    if (route_.owner != site_.visitor.owner)
        throw ProblemError(404, fmt::format("there is no owner {}", core::quoted(route_.owner)));
    return route_.place == Place::owner ? directory() : domain();
}

Response Exchange::place() {
    if (is_owners()) return place_for_owner();
    switch (route_.place) {
        case Place::domain:
            return domain();
        case Place::domains:
            return several();
        case Place::host:
            return host();
        case Place::commands:
            return commands();
        case Place::jobs:
            return jobs();
        case Place::job:
            return job();
        default:
            return directory();
    }
}

void Exchange::read_query() {
    if (request_.query.size() > parts_.limits.query) {
        throw ProblemError(414, fmt::format("the query has {} bytes; at most {} are taken", request_.query.size(),
                                            parts_.limits.query));
    }
    query_ = decode_form(request_.query, limits_of_arguments());
    wants_form_ = std::erase_if(query_, [](const Argument& argument) { return argument.name == "form"; }) > 0;
    // Known already here, for the problems of the steps between.
    for (const auto& argument : query_) {
        if (argument.name == "format") format_ = format_by_name(argument.value).value_or(format_);
    }
}

void Exchange::choose_format() {
    const auto asked = std::ranges::find(query_, "format", &Argument::name);
    if (asked == query_.end()) {
        const auto negotiated = negotiate(request_.accept);
        if (!negotiated && asks_for_bytes()) return;  // of a type of their own
        if (!negotiated) {
            throw ProblemError(406,
                               "none of the accepted media types can be made: there are application/xml, text/html, "
                               "application/json and text/plain");
        }
        format_ = *negotiated;
        return;
    }
    if (!format_by_name(asked->value)) {
        throw ProblemError(
            406, fmt::format("{} is no format: format must be xml, html, json or text", core::quoted(asked->value)));
    }
    asked_format_ = asked->value;
    query_.erase(asked);  // a second one is left over as an argument that came too often
}

Response Exchange::redirect() const {
    if (!request_.is_get()) {
        throw ProblemError(404,
                           fmt::format("there is nothing at this address, but {} a slash at its end there may be",
                                       route_.needs_slash ? "with" : "without"));
    }
    std::string location(request_.prefix);
    std::string_view path = request_.path;
    if (route_.has_extra_slash) path.remove_suffix(1);
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        location += '/' + encode_segment(path.substr(0, end));
        path.remove_prefix(end);
    }
    if (route_.needs_slash) location += '/';
    // As it came, if every byte may stand in a URL; it goes into a header.
    const bool is_clean = std::ranges::all_of(request_.query, [](char c) { return c > ' ' && c < 0x7F; });
    if (!request_.query.empty() && is_clean) location += fmt::format("?{}", request_.query);
    return Response{301, {{"Location", location}}, ""};
}

Response Exchange::health() const {
    allow_only_get();
    const bool is_ready = index_->generation() != 0;
    return Response{is_ready ? 200 : 503,
                    {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
                    is_ready ? "ready\n" : "the directory has not been filled yet\n"};
}

Response Exchange::asset() const {
    allow_only_get();
    const Asset* found = stylesheet().asset(route_.asset);
    if (found == nullptr) throw ProblemError(404, "there is no such file");
    return Response{200,
                    {{"Content-Type", found->media_type},
                     {"Cache-Control", "max-age=300"},
                     {"X-Content-Type-Options", "nosniff"}},
                    found->content};
}

Response Exchange::directory() {
    allow_only_get();
    Scope scope{.for_owner = is_owners()};
    if (is_owners()) {
        scope.owner = route_.owner;
    } else if (route_.place == Place::owner) {
        scope.owner = route_.owner;
        surroundings_.href = urls_.owner(route_.owner);
        surroundings_.trail.push_back({surroundings_.href, route_.owner});
        const auto& owners = index_->owners();
        if (std::ranges::find(owners, route_.owner, [](const auto& entry) { return entry.first; }) == owners.end()) {
            throw ProblemError(not_found(fmt::format("there is no owner {}", core::quoted(route_.owner))));
        }
    } else if (route_.place == Place::hosts) {
        scope.only_hosts = true;
        surroundings_.href = urls_.hosts();
        surroundings_.trail.push_back({surroundings_.href, "hosts", true});
    }
    return respond_with_view(scope);
}

// Nobody knows what a host has that has not spoken yet: it may be there.
Problem Exchange::not_found(const std::string& sentence) const {
    const auto& hosts = index_->snapshot().hosts;
    const auto connecting = std::ranges::count(hosts, core::HostState::connecting, &core::HostEntry::state);
    if (connecting == 0) return Problem{404, sentence};
    Problem problem{503, is_owners() ? fmt::format("{} so far, and not every host has answered yet", sentence)
                                     : fmt::format("{} so far, and {} of {} hosts have not answered yet", sentence,
                                                   connecting, hosts.size())};
    problem.retry_after = std::chrono::seconds(1);
    return problem;
}

Problem Exchange::no_such_domain() const {
    if (route_.place == Place::domains)
        return not_found(fmt::format("there is no domain {}", core::quoted(route_.domain)));
    return not_found(
        fmt::format("there is no domain {} of owner {}", core::quoted(route_.domain), core::quoted(route_.owner)));
}

const core::DomainEntry& Exchange::find_domain() const {
    auto found = index_->domains(route_.owner, route_.domain, asked_host_);
    if (is_owners())
        std::erase_if(found, [&](const auto* each) { return !index_->belongs_everywhere(*each, route_.owner); });
    if (found.empty()) throw ProblemError(no_such_domain());
    if (found.size() > 1) {
        // A host has a name only once: while names move about on it, the directory may show one of them late.
        const auto same_host = std::ranges::adjacent_find(found, std::ranges::equal_to(), &core::DomainEntry::host);
        if (same_host != found.end()) {
            throw core::OtherDomain(fmt::format("{} is changing hands on its host", core::quoted(route_.domain)));
        }
        Problem problem{
            300, fmt::format("{} domains answer to {}: choose one", found.size(), core::quoted(route_.domain))};
        for (const auto* each : found) {
            const bool is_unique = std::ranges::count(found, each->uuid, &core::DomainEntry::uuid) == 1;
            const std::string selector = is_unique ? "" : "?host=" + encode_segment(each->host);
            problem.choices.emplace_back(urls_.domain(route_.owner, each->uuid) + selector,
                                         fmt::format("{} on {} ({})", each->name, each->host, each->uuid));
        }
        throw ProblemError(std::move(problem));
    }
    return *found.front();
}

Response Exchange::domain() {
    if (const auto asked = std::ranges::find(query_, "host", &Argument::name); asked != query_.end()) {
        asked_host_ = asked->value;
        query_.erase(asked);
    }
    Response response;
    follow_directory([&] { response = domain_as_known(); });
    return response;
}

// The host can be ahead of the directory, whose news come one after the other: a name goes before it comes again.
void Exchange::follow_directory(const std::function<void()>& attempt) {
    const Surroundings before = surroundings_;
    const auto until = std::min(deadline_, core::Clock::now() + longest_directory_wait);
    const auto directory_moves = [&] {
        return parts_.directory.shared().wait_for_other_than(index_->generation(), until);
    };
    for (bool is_ahead = false;;) {
        try {
            attempt();
            return;
        } catch (const core::OtherDomain& error) {
            is_ahead = true;
            if (!directory_moves()) throw core::HostUnavailable(error.what(), core::Link::longest_back_off, false);
        } catch (const core::NotOwned&) {
            // As if the directory had known it already.
            surroundings_ = before;
            throw ProblemError(no_such_domain());
        } catch (const ProblemError& error) {
            if (error.problem().status != 404 || !is_ahead || !directory_moves()) throw;
        }
        index_ = parts_.directory.newest();
        surroundings_ = before;
    }
}

Response Exchange::domain_as_known() {
    if (!is_owners()) surroundings_.trail.push_back({urls_.owner(route_.owner), route_.owner});
    const core::DomainEntry& entry = find_domain();
    const std::string href = urls_.domain(route_.owner, route_.domain);
    surroundings_.trail.push_back({href, entry.name});
    surroundings_.href = route_.command.empty() ? href : href + "/" + encode_segment(route_.command);
    surroundings_.object = domain_node(entry, route_.owner, urls_);
    if (!is_owners()) add_ways(*surroundings_.object, entry, urls_);
    is_copy_ = !index_->is_found_by_uuid(entry);
    if (is_copy_) surroundings_.object->with("copy", "yes");
    // Also when a name looks like a UUID: libvirt would take it for one, and that may be another's.
    const std::string& key = core::is_uuid(route_.domain) ? entry.uuid : entry.name;
    Object object{index_->host(entry.host), key, entry.uuid, entry.is_announced, entry.owners};
    return on_path(std::move(object), href);
}

Response Exchange::on_path(Object object, const std::string& from) {
    std::string href = from;
    for (const auto& step : route_.path) {
        const auto& kind = core::kind_of(step.target);
        const std::string list = Urls::below(href, std::array{std::string(kind.collection)});
        surroundings_.trail.push_back({list + "/", std::string(kind.collection), true});
        href = Urls::below(list, std::array{step.key});
        surroundings_.trail.push_back({href, step.key});
    }
    object.path = route_.path;
    if (route_.lists != nullptr) {
        allow_only_get();
        const std::string collection(route_.lists->collection);
        surroundings_.href = Urls::below(href, std::array{collection}) + "/";
        surroundings_.trail.push_back({surroundings_.href, collection, true});
        if (request_.is_get()) surroundings_.href += asked_query();
        const auto maker = route_.lists->maker();
        if (!is_copy_ && !maker.empty()) surround_with_commands(route_.target(), href, object.owners, maker);
        return run(find_command(route_.target(), route_.lists->list_command), object);
    }
    surroundings_.href = Urls::below(href, std::span(&route_.command, route_.command.empty() ? 0 : 1));
    surroundings_.command = route_.command;
    const bool is_whole_page = route_.command.empty() && format_ == Format::html;
    if (is_whole_page) surround_with_reads(route_.target(), object.owners);
    // Their addresses would lead to the domain where it lives.
    if (!is_copy_) {
        surround_with_commands(route_.target(), href, object.owners);
        if (is_whole_page) {
            surround_with_collections(route_.target(), href, object.owners);
            surround_with_edit(route_.target(), object);
        }
    }
    const auto default_command = core::kind_of(route_.target()).default_command;
    return on_object(route_.target(), object, route_.command.empty() ? default_command : route_.command);
}

Response Exchange::host() {
    surroundings_.trail.push_back({urls_.hosts(), "hosts", true});
    const core::HostEntry* entry = index_->host(route_.host);
    if (entry == nullptr) throw ProblemError(404, fmt::format("there is no host {}", core::quoted(route_.host)));
    const std::string href = urls_.host(route_.host);
    surroundings_.trail.push_back({href, route_.host});
    surroundings_.href = href;
    surroundings_.object = host_node(*index_, *entry, urls_);
    const bool is_itself = route_.path.empty() && route_.lists == nullptr && route_.command.empty();
    if (!is_itself) return on_path({entry, {}, {}, false, {}}, href);
    surround_with_commands(Target::host, href, {});
    if (format_ == Format::html) surround_with_collections(Target::host, href, {});
    if (wants_commands()) return commands_of(Target::host, {});
    allow_only_get();
    return respond_with_view(Scope{.host = route_.host});
}

Response Exchange::on_object(Target target, const Object& object, std::string_view command_name) {
    if (wants_commands()) return commands_of(target, object.owners);
    const Command& command = find_command(target, command_name);
    const std::string& object_href = surroundings_.trail.back().href;
    const std::string_view slash = object_href.ends_with('/') ? "" : "/";
    form_ = Form{&command, fmt::format("{}{}{}", object_href, slash, command.name), object_href};
    if (is_copy_ && !command.is_read()) form_->href += "?host=" + encode_segment(asked_host_);
    if (wants_form_ && request_.is_get()) return form(command, object);
    if (request_.is_get()) surroundings_.href += asked_query();
    return run(command, object);
}

std::string Exchange::asked_query() const {
    std::vector<Argument> asked = query_;
    if (!asked_host_.empty()) asked.push_back({"host", asked_host_});
    return asked.empty() ? "" : "?" + encode_form(asked);
}

const Command& Exchange::find_command(Target target, std::string_view name) const {
    const Command* command = core::find_command(parts_.commands, name);
    if (command == nullptr) throw ProblemError(404, fmt::format("there is no command {}", core::quoted(name)));
    if (command->target == target) return *command;
    throw ProblemError(404, fmt::format("{} is no command of a {}: it belongs to a {}", command->name,
                                        to_string(target), to_string(command->target)));
}

void Exchange::allow_only_get() const {
    if (request_.is_get()) return;
    Problem problem{405, "this address can only be read"};
    problem.allow = read_methods;
    throw ProblemError(std::move(problem));
}

}  // namespace fcgi
