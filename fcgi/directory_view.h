// The directory as an answer: hosts, owners and a list of domains.
#pragma once

#include <string>

#include "core/directory_index.h"
#include "core/node.h"
#include "fcgi/list_view.h"
#include "fcgi/route.h"

namespace fcgi {

// With the domains of `list`, which was made of this scope.
[[nodiscard]] core::Node directory_node(const core::DirectoryIndex& index, const Scope& scope, const Urls& urls,
                                        const ListView& list);

[[nodiscard]] core::Node host_node(const core::DirectoryIndex& index, const core::HostEntry& host, const Urls& urls);
// Only its name, its state and since when.
[[nodiscard]] core::Node host_node_for_owner(const core::HostEntry& host);
// `owner` is the one under whom the URL shows the domain.
[[nodiscard]] core::Node domain_node(const core::DomainEntry& domain, std::string_view owner, const Urls& urls);
// Adds to such a node where its host and its owners are, for those who may go there.
void add_ways(core::Node& node, const core::DomainEntry& domain, const Urls& urls);
// In a few words: name, UUID, host, address, state.
[[nodiscard]] core::Node brief_domain_node(const core::DomainEntry& domain, std::string_view owner, const Urls& urls);
// The domain's first owner, or `_`.
[[nodiscard]] std::string_view first_owner(const core::DomainEntry& domain);

// "2026-11-21T20:00:00Z" (RFC 3339)
[[nodiscard]] std::string utc_time(std::int64_t seconds_since_1970);

}  // namespace fcgi
