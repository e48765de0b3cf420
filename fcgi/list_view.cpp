#include "fcgi/list_view.h"

#include <fmt/format.h>

namespace fcgi {
namespace {

using core::Node;

ListQuery without_after(ListQuery query) {
    query.after.clear();
    return query;
}

std::string page_href(const ListView& list, const std::optional<std::string>& after) {
    if (!after) return {};
    ListQuery query = list.query;
    query.after = *after;
    return list.href(query);
}

std::string sort_text(const ListQuery& query) {
    return fmt::format("{}{}", query.is_descending ? "-" : "", to_string(query.column));
}

// A column leads to the list in its order, and the one that it is in to the reverse.
Node column_node(const ListView& list, Column column) {
    const bool is_sorted = list.query.column == column;
    ListQuery query = without_after(list.query);
    query.column = column;
    query.is_descending = is_sorted && !list.query.is_descending;
    Node node = Node::record("column");
    node.with("name", to_string(column)).with("href", list.href(query));
    if (is_sorted) node.with("sorted", list.query.is_descending ? "descending" : "ascending");
    return node;
}

// A state leads to what is in it, and the one that is chosen to all.
Node state_node(const ListView& list, int state, std::size_t count) {
    const bool is_chosen = list.query.state == state;
    ListQuery query = without_after(list.query);
    query.state = is_chosen ? std::nullopt : std::optional(state);
    Node node = Node::record("state");
    node.with("name", state_name(state)).with("domains", std::uint64_t{count}).with("href", list.href(query));
    if (is_chosen) node.with("chosen", "yes");
    return node;
}

}  // namespace

std::string ListView::first_href() const {
    return domains.previous ? href(without_after(query)) : std::string();
}

std::string ListView::previous_href() const {
    return page_href(*this, domains.previous);
}

std::string ListView::next_href() const {
    return page_href(*this, domains.next);
}

std::string ListView::links() const {
    std::string links;
    const auto add = [&](const std::string& href, std::string_view relation) {
        if (!href.empty()) links += fmt::format("{}<{}>; rel=\"{}\"", links.empty() ? "" : ", ", href, relation);
    };
    add(first_href(), "first");
    add(previous_href(), "prev");
    add(next_href(), "next");
    return links.size() <= longest_links ? links : std::string();
}

ListView view_list(const core::DirectoryIndex& index, const Scope& scope, std::string address, ListQuery query,
                   std::optional<std::uint64_t> usual_limit) {
    ListView list{std::move(address), std::move(query), {}, {}};
    list.limit = list.query.limit ? list.query.limit : usual_limit;
    list.domains = list_domains(index, scope, list.query, list.limit);
    return list;
}

Node view_node(const ListView& list, const std::string& bulk) {
    Node view = Node::record("view");
    const DomainList& domains = list.domains;
    view.with("href", list.address).with("q", list.query.text);
    if (list.query.state) view.with("state", brief_state(*list.query.state));
    view.with("owner", list.query.owner).with("host", list.query.host).with("sort", sort_text(list.query));
    if (list.limit) view.with("limit", *list.limit);
    view.with("from", std::uint64_t{domains.from});
    view.with("to", std::uint64_t{domains.from == 0 ? 0 : domains.from + domains.page.size() - 1});
    view.with("first", list.first_href()).with("previous", list.previous_href()).with("next", list.next_href());
    view.with("bulk", bulk);
    for (std::size_t i = 0; i < column_count; ++i) view.add(column_node(list, static_cast<Column>(i)));
    for (const auto& [state, count] : domains.states) view.add(state_node(list, state, count));
    return view;
}

}  // namespace fcgi
