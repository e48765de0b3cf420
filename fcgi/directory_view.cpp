#include "fcgi/directory_view.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/ownership.h"

namespace fcgi {
namespace {

constexpr const char* memory_unit = "KiB";  // libvirt's, wherever it says memory

using core::DirectoryIndex;
using core::DomainEntry;
using core::Node;

// All of them, or those that the scope is about.
Node hosts_node(const DirectoryIndex& index, const Scope& scope, const DomainList& domains, const Urls& urls) {
    Node hosts = Node::list("hosts");
    for (const auto* host : index.hosts()) {
        const bool is_used = scope.owner.empty() || domains.hosts.contains(host->name);
        if (is_used && (scope.host.empty() || host->name == scope.host))
            hosts.add(scope.for_owner ? host_node_for_owner(*host) : host_node(index, *host, urls));
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

// What is not known is not there.
void add_resources(Node& node, std::string_view cpus_name, std::uint32_t cpus, std::uint64_t memory_kib) {
    if (cpus > 0) node.add(Node::leaf(cpus_name, std::uint64_t{cpus}));
    if (memory_kib > 0) node.add(Node::leaf("memory", memory_kib)).with("unit", memory_unit);
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

Node host_node(const DirectoryIndex& index, const core::HostEntry& host, const Urls& urls) {
    Node node = host_node_for_owner(host);
    node.with("source", host.is_discovered ? "mdns" : "configuration").with("href", urls.host(host.name));
    node.with("hypervisor", host.hypervisor).with("domains", std::uint64_t{index.domains_on(host.name)});
    add_resources(node, "cpus", host.cpus, host.memory_kib);
    if (!host.error.empty()) node.add(Node::leaf("error", host.error));
    return node;
}

Node brief_domain_node(const DomainEntry& domain, std::string_view owner, const Urls& urls) {
    Node node = Node::record("domain");
    node.with("name", domain.name)
        .with("uuid", domain.uuid)
        .with("host", domain.host)
        .with("href", urls.domain(owner, domain.uuid))
        .with("state", domain.is_announced ? "announced" : state_name(domain.state));
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
    add_resources(node, "nrVirtCpu", domain.vcpus, domain.memory_kib);
    Node owners = Node::inline_list("owners");
    for (const auto& each : domain.owners) owners.add(Node::leaf("owner", each));
    node.add(std::move(owners));
    if (!domain.title.empty()) node.add(Node::leaf("title", domain.title));
    return node;
}

void add_ways(Node& node, const DomainEntry& domain, const Urls& urls) {
    node.with("host_href", urls.host(domain.host));
    for (auto& owners : node.children) {
        if (owners.name != "owners") continue;
        for (auto& owner : owners.children) owner.with("href", urls.owner(core::to_text(owner.value)));
    }
}

Node directory_node(const DirectoryIndex& index, const Scope& scope, const Urls& urls, const ListView& list) {
    Node directory = Node::record("directory");
    directory.with("owner", scope.owner).with("host", scope.host);
    if (!scope.only_hosts) {
        directory.with("total", std::uint64_t{list.domains.total})
            .with("matching", std::uint64_t{list.domains.matching});
    }
    directory.with("next", list.next_href()).with("previous", list.previous_href());
    directory.add(hosts_node(index, scope, list.domains, urls));
    const bool is_everything = scope.owner.empty() && scope.host.empty() && !scope.only_hosts;
    directory.add(is_everything ? owners_node(index, urls) : Node::list("owners"));
    Node domains = Node::list("domains");
    for (const DomainEntry* domain : list.domains.page) {
        Node& node =
            domains.add(domain_node(*domain, scope.owner.empty() ? first_owner(*domain) : scope.owner, urls));
        if (!index.is_found_by_uuid(*domain)) node.with("copy", "yes");
    }
    directory.add(std::move(domains));
    return directory;
}

}  // namespace fcgi
