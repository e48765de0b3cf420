#include "fcgi/list_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/api/metadata.h"
#include "core/error.h"
#include "core/text.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Argument;
using core::ArgumentError;
using core::lower_case;

constexpr std::array<std::string_view, column_count> column_names{"name", "state",     "owner", "host",
                                                                  "id",   "nrVirtCpu", "memory"};
constexpr std::string_view state_prefix = "VIR_DOMAIN_";

// "running" and "VIR_DOMAIN_RUNNING" are the same; empty: any.
std::optional<int> parse_state(const std::string& value) {
    if (value.empty()) return std::nullopt;
    const std::string wanted = lower_case(value);
    std::string names;
    for (const auto& constant : core::api::find_enum("virDomainState")->constants) {
        const std::string brief = brief_state(static_cast<int>(constant.value));
        if (wanted == lower_case(constant.name) || wanted == brief) return static_cast<int>(constant.value);
        names += (names.empty() ? "" : ", ") + brief;
    }
    throw ArgumentError("state", fmt::format("{} is no state: state must be one of {}", core::quoted(value), names));
}

void set_sort(ListQuery& query, std::string_view value) {
    query.is_descending = value.starts_with('-');
    const auto name = std::ranges::find(column_names, value.substr(query.is_descending ? 1 : 0));
    if (name == column_names.end()) {
        throw ArgumentError("sort",
                            fmt::format("{} is no column: sort must be one of {}, with - before it for the reverse",
                                        core::quoted(value), fmt::join(column_names, ", ")));
    }
    query.column = static_cast<Column>(name - column_names.begin());
}

// HOST/UUID or UUID.
std::string folded_after(std::string value) {
    const auto uuid = value.rfind('/') + 1;  // npos + 1 is 0
    return value.substr(0, uuid) + lower_case(value.substr(uuid));
}

void set(ListQuery& query, const Argument& argument) {
    if (argument.name == "q")
        query.text = argument.value;
    else if (argument.name == "state")
        query.state = parse_state(argument.value);
    else if (argument.name == "owner")
        query.owner = argument.value;
    else if (argument.name == "host")
        query.host = argument.value;
    else if (argument.name == "sort")
        set_sort(query, argument.value);
    else if (argument.name == "limit")
        query.limit = core::Arguments::to_unsigned("limit", argument.value, largest_page);
    else if (argument.name == "after")
        query.after = folded_after(argument.value);
    else {
        throw ArgumentError(
            argument.name,
            fmt::format("{} is no argument of a list: it takes q, state, owner, host, sort, limit, after",
                        core::quoted(argument.name)));
    }
}

}  // namespace

std::string_view to_string(Column column) noexcept {
    return column_names.at(static_cast<std::size_t>(column));
}

std::string_view state_name(int state) noexcept {
    const auto* states = core::api::find_enum("virDomainState");
    const auto* constant = states != nullptr ? core::api::find_constant(*states, state) : nullptr;
    return constant != nullptr ? constant->name : "VIR_DOMAIN_NOSTATE";
}

std::string brief_state(int state) {
    return lower_case(state_name(state).substr(state_prefix.size()));
}

ListQuery parse_list_query(const std::vector<Argument>& arguments) {
    ListQuery query;
    std::vector<std::string_view> seen;
    for (const auto& argument : arguments) {
        if (std::ranges::find(seen, argument.name) != seen.end())
            throw ArgumentError(argument.name, fmt::format("{} came twice: it must be given once", argument.name));
        seen.push_back(argument.name);
        set(query, argument);
    }
    return query;
}

std::string to_text(const ListQuery& query) {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) text += fmt::format("{}{}={}", text.empty() ? '?' : '&', name, encode_segment(value));
    };
    add("q", query.text);
    add("state", query.state ? brief_state(*query.state) : "");
    add("owner", query.owner);
    add("host", query.host);
    const bool is_usual = query.column == Column::name && !query.is_descending;
    add("sort", is_usual ? "" : fmt::format("{}{}", query.is_descending ? "-" : "", to_string(query.column)));
    add("limit", query.limit ? fmt::format("{}", *query.limit) : "");
    add("after", query.after);
    add("format", query.format);
    return text;
}

}  // namespace fcgi
