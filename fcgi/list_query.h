// What the query of a list chooses: which domains, in which order, and which page of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arguments.h"

namespace fcgi {

// In the order of the table's columns.
enum class Column : std::uint8_t { name, state, owner, host, id, nr_virt_cpu, memory };
inline constexpr std::size_t column_count = 7;
// As ?sort= has it: libvirt's names.
[[nodiscard]] std::string_view to_string(Column column) noexcept;

struct ListQuery {
    std::string text = {};          // ?q=, as it came
    std::optional<int> state = {};  // a virDomainState
    std::string owner = {};
    std::string host = {};
    Column column = Column::name;
    bool is_descending = false;
    std::optional<std::uint64_t> limit = {};
    std::string after = {};   // UUID, or HOST/UUID
    std::string format = {};  // that the address asks for
};

inline constexpr std::uint64_t largest_page = 1'000'000;

// Throws ArgumentError.
[[nodiscard]] ListQuery parse_list_query(const std::vector<core::Argument>& query);

// The query back as text, percent-encoded, with the `?` before it; empty if it chooses nothing.
[[nodiscard]] std::string to_text(const ListQuery& query);

// "VIR_DOMAIN_RUNNING"
[[nodiscard]] std::string_view state_name(int state) noexcept;
// "running"
[[nodiscard]] std::string brief_state(int state);

}  // namespace fcgi
