// A list as it is shown: the page of domains, the addresses around it, and what a page's sheet needs beside it.
#pragma once

#include <string>

#include "core/node.h"
#include "fcgi/domain_list.h"
#include "fcgi/route.h"

namespace fcgi {

// Domains on a page for a browser that asks for no other number; programs get all.
inline constexpr std::uint64_t domains_on_a_page = 100;
// A Link header longer than this is left out: a web server takes no more than 4 to 8 KiB of headers altogether.
inline constexpr std::size_t longest_links = 2048;  // bytes

struct ListView {
    std::string address;  // of the list, without query
    ListQuery query;
    std::optional<std::uint64_t> limit;  // domains on a page; none: all
    DomainList domains;

    // Of this list with another query; `after` is left out unless it is in it.
    [[nodiscard]] std::string href(const ListQuery& other) const { return address + to_text(other); }
    // Of other pages of the same; empty if there is none.
    [[nodiscard]] std::string first_href() const;
    [[nodiscard]] std::string previous_href() const;
    [[nodiscard]] std::string next_href() const;
    // For the header Link (RFC 8288); empty if there is nothing to tell, or too much.
    [[nodiscard]] std::string links() const;
};

// Throws ArgumentError.
[[nodiscard]] ListView view_list(const core::DirectoryIndex& index, const Scope& scope, std::string address,
                                 ListQuery query, std::optional<std::uint64_t> usual_limit);

// <view>: what stands around the table on a page. `bulk` is where several domains are changed at once; empty if this
// visitor may not.
[[nodiscard]] core::Node view_node(const ListView& list, const std::string& bulk);

}  // namespace fcgi
