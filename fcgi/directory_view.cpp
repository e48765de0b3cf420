#include "fcgi/directory_view.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/api/metadata.h"
#include "core/error.h"
#include "core/ownership.h"
#include "core/text.h"

namespace fcgi {
namespace {

using core::Argument;
using core::ArgumentError;
using core::DirectoryIndex;
using core::DomainEntry;
using core::lower_case;
using core::Node;

using Selection = std::vector<const DomainEntry*>;

std::string_view state_name(int state) {
    const auto* states = core::api::find_enum("virDomainState");
    const auto* constant = states != nullptr ? core::api::find_constant(*states, state) : nullptr;
    return constant != nullptr ? constant->name : "VIR_DOMAIN_NOSTATE";
}

// "running" and "VIR_DOMAIN_RUNNING" are the same.
int parse_state(const Argument& argument) {
    const std::string wanted = lower_case(argument.value);
    std::string names;
    for (const auto& constant : core::api::find_enum("virDomainState")->constants) {
        const std::string full = lower_case(constant.name);
        const std::string brief = full.substr(std::string_view("vir_domain_").size());
        if (wanted == full || wanted == brief) return static_cast<int>(constant.value);
        names += (names.empty() ? "" : ", ") + brief;
    }
    throw ArgumentError("state",
                        fmt::format("{} is no state: state must be one of {}", core::quoted(argument.value), names));
}

struct View {
    std::optional<int> state;
    std::string text;
    std::string sort = "name";
    bool is_descending = false;
    std::optional<std::uint64_t> limit;
    std::string after;
};

void set_sort(View& view, const Argument& argument) {
    view.is_descending = argument.value.starts_with('-');
    view.sort = argument.value.substr(view.is_descending ? 1 : 0);
    if (view.sort != "name" && view.sort != "state" && view.sort != "host" && view.sort != "id") {
        throw ArgumentError(
            "sort",
            fmt::format("{} is no column: sort must be name, state, host or id, with - before it for the reverse",
                        core::quoted(argument.value)));
    }
}

View parse_view(const std::vector<Argument>& query) {
    View view;
    std::vector<std::string_view> seen;
    for (const auto& argument : query) {
        if (std::ranges::find(seen, argument.name) != seen.end()) {
            throw ArgumentError(argument.name, fmt::format("{} came twice: it must be given once", argument.name));
        }
        seen.push_back(argument.name);
        if (argument.name == "state")
            view.state = argument.value.empty() ? std::nullopt : std::optional(parse_state(argument));
        else if (argument.name == "q")
            view.text = lower_case(argument.value);
        else if (argument.name == "sort")
            set_sort(view, argument);
        else if (argument.name == "limit")
            view.limit = core::Arguments::to_unsigned("limit", argument.value, 1'000'000);
        else if (argument.name == "after")
            view.after = lower_case(argument.value);
        else {
            throw ArgumentError(argument.name,
                                fmt::format("{} is no argument of a list: it takes state, q, sort, limit, after",
                                            core::quoted(argument.name)));
        }
    }
    return view;
}

bool matches(const DomainEntry& domain, const View& view) {
    if (view.state && domain.state != *view.state) return false;
    if (view.text.empty()) return true;
    return lower_case(domain.name).find(view.text) != std::string::npos ||
           lower_case(domain.title).find(view.text) != std::string::npos ||
           domain.uuid.find(view.text) != std::string::npos;
}

bool is_owners(const DirectoryIndex& index, const DomainEntry& domain, const Scope& scope) {
    if (scope.for_owner) return index.belongs_everywhere(domain, scope.owner);
    return scope.owner.empty() || DirectoryIndex::belongs(domain, scope.owner);
}

Selection select(const DirectoryIndex& index, const Scope& scope, const View& view) {
    Selection selection;
    for (const auto& domain : index.snapshot().domains) {
        const bool in_scope = is_owners(index, domain, scope) &&
                              (scope.host.empty() ? !domain.is_elsewhere : domain.host == scope.host);
        if (in_scope && matches(domain, view)) selection.push_back(&domain);
    }
    return selection;
}

void sort(Selection& selection, const View& view) {
    const auto key = [&](const DomainEntry* domain) {
        const int number = view.sort == "state" ? domain->state : view.sort == "id" ? domain->id : 0;
        const std::string_view host = view.sort == "host" ? std::string_view(domain->host) : std::string_view();
        return std::tuple<int, std::string_view, std::string_view, std::string_view>(number, host, domain->name,
                                                                                     domain->uuid);
    };
    std::ranges::sort(selection, {}, key);
    if (view.is_descending) std::ranges::reverse(selection);
}

// Cuts to the page that follows the domain `after`, at most `limit` long.
void cut(Selection& selection, const View& view) {
    if (!view.after.empty()) {
        const auto last = std::ranges::find(selection, view.after, &DomainEntry::uuid);
        if (last == selection.end()) {
            throw ArgumentError("after", fmt::format("{} is the UUID of no domain in this list: after must be one",
                                                     core::quoted(view.after)));
        }
        selection.erase(selection.begin(), last + 1);
    }
    if (view.limit && selection.size() > *view.limit) selection.resize(*view.limit);
}

// All of them, or those that the scope is about.
Node hosts_node(const DirectoryIndex& index, const Scope& scope, const Selection& selection, const Urls& urls) {
    Node hosts = Node::list("hosts");
    for (const auto& host : index.snapshot().hosts) {
        const bool is_used =
            scope.owner.empty() || std::ranges::find(selection, host.name, &DomainEntry::host) != selection.end();
        if (is_used && (scope.host.empty() || host.name == scope.host))
            hosts.add(scope.for_owner ? host_node_for_owner(host) : host_node(host, urls));
    }
    return hosts;
}

Node owners_node(const DirectoryIndex& index, const Urls& urls) {
    Node owners = Node::list("owners");
    for (const auto& [name, count] : index.owners()) {
        owners.add(Node::record("owner"))
            .with("name", name)
            .with("href", urls.owner(name))
            .with("domains", std::uint64_t{count});
    }
    return owners;
}

}  // namespace

std::string_view first_owner(const DomainEntry& domain) {
    return domain.owners.empty() ? core::no_owner : std::string_view(domain.owners.front());
}

std::string utc_time(std::int64_t seconds_since_1970) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds_since_1970)));
}

Node host_node_for_owner(const core::HostEntry& host) {
    Node node = Node::record("host");
    node.with("name", host.name).with("state", to_string(host.state)).with("since", utc_time(host.since));
    return node;
}

Node host_node(const core::HostEntry& host, const Urls& urls) {
    Node node = host_node_for_owner(host);
    node.with("source", host.is_discovered ? "mdns" : "configuration").with("href", urls.host(host.name));
    if (!host.error.empty()) node.add(Node::leaf("error", host.error));
    return node;
}

Node domain_node(const DomainEntry& domain, std::string_view owner, const Urls& urls) {
    Node node = Node::record("domain");
    const bool is_step = domain.name == "." || domain.name == "..";  // as a path it would lead elsewhere
    node.with("name", domain.name).with("uuid", domain.uuid);
    if (domain.id >= 0) node.with("id", std::int64_t{domain.id});
    node.with("host", domain.host)
        .with("state", domain.is_announced ? "announced" : state_name(domain.state))
        .with("href", urls.domain(owner, is_step ? domain.uuid : domain.name));
    Node owners = Node::inline_list("owners");
    for (const auto& each : domain.owners) owners.add(Node::leaf("owner", each));
    node.add(std::move(owners));
    if (!domain.title.empty()) node.add(Node::leaf("title", domain.title));
    return node;
}

Node directory_node(const DirectoryIndex& index, const Scope& scope, const Urls& urls,
                    const std::vector<Argument>& query) {
    const View view = parse_view(query);
    Node directory = Node::record("directory");
    directory.with("owner", scope.owner).with("host", scope.host);
    Selection selection = scope.only_hosts ? Selection() : select(index, scope, view);
    sort(selection, view);
    cut(selection, view);
    directory.add(hosts_node(index, scope, selection, urls));
    const bool is_everything = scope.owner.empty() && scope.host.empty() && !scope.only_hosts;
    directory.add(is_everything ? owners_node(index, urls) : Node::list("owners"));
    Node domains = Node::list("domains");
    for (const DomainEntry* domain : selection) {
        domains.add(domain_node(*domain, scope.owner.empty() ? first_owner(*domain) : scope.owner, urls));
    }
    directory.add(std::move(domains));
    return directory;
}

}  // namespace fcgi
