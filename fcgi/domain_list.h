// The domains of a list: those of a part of the network that a query chooses, in its order, a page of them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/directory_index.h"
#include "fcgi/list_query.h"

namespace fcgi {

// Which part of the network a view shows; empty fields do not restrict.
struct Scope {
    std::string owner = {};
    std::string host = {};
    bool only_hosts = false;  // no domains: the list of hosts
    bool for_owner = false;   // of hosts only whether they are up: where they are is not his concern
};

// Points into the index that it was made of.
struct DomainList {
    std::size_t total = 0;     // in scope
    std::size_t matching = 0;  // of these, what the query leaves
    std::vector<const core::DomainEntry*> page = {};
    std::size_t from = 0;  // the place of the page's first domain among the matching, from 1; 0: the page is empty
    std::optional<std::string> next = {};      // `after` of the next page
    std::optional<std::string> previous = {};  // of the previous; empty: the first page, which needs none
    // Each state that something in scope is in, and how many the query leaves, but for its own state.
    std::vector<std::pair<int, std::size_t>> states = {};
    std::set<std::string_view> hosts = {};  // that something in scope is on
};

// At most `limit` domains a page; none: all that follow. Throws ArgumentError when `after` is nothing in scope. A
// domain in scope that the query does not leave any more, of a page that was seen a while ago, stands where it would
// stand.
[[nodiscard]] DomainList list_domains(const core::DirectoryIndex& index, const Scope& scope, const ListQuery& query,
                                      std::optional<std::uint64_t> limit);

}  // namespace fcgi
