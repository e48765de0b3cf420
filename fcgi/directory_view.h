// The directory as an answer: hosts, owners and domains, filtered and sorted as the query says.
#pragma once

#include <string>
#include <vector>

#include "core/arguments.h"
#include "core/directory_index.h"
#include "core/node.h"
#include "fcgi/route.h"

namespace fcgi {

// Which part of the network a view shows; empty fields do not restrict.
struct Scope {
    std::string owner = {};
    std::string host = {};
    bool only_hosts = false;  // no domains: the list of hosts
    bool for_owner = false;   // of hosts only whether they are up: where they are is not his concern
};

// The query's ?state=, ?q=, ?sort=, ?limit=, ?after=. Throws ArgumentError.
[[nodiscard]] core::Node directory_node(const core::DirectoryIndex& index, const Scope& scope, const Urls& urls,
                                        const std::vector<core::Argument>& query);

[[nodiscard]] core::Node host_node(const core::HostEntry& host, const Urls& urls);
// Without where the host is known from, its address and why it does not answer.
[[nodiscard]] core::Node host_node_for_owner(const core::HostEntry& host);
// `owner` is the one under whom the URL shows the domain.
[[nodiscard]] core::Node domain_node(const core::DomainEntry& domain, std::string_view owner, const Urls& urls);
// The domain's first owner, or `_`.
[[nodiscard]] std::string_view first_owner(const core::DomainEntry& domain);

// "2026-11-21T20:00:00Z" (RFC 3339)
[[nodiscard]] std::string utc_time(std::int64_t seconds_since_1970);

}  // namespace fcgi
