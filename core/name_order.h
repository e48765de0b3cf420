// The order in which people look for names: numbers in them count by value, and capitals like small letters.
#pragma once

#include <compare>
#include <string_view>

namespace core {

// vm2, VM3, vm10. Names that differ only in capitals (ASCII's) or in zeros before a number follow one another,
// ordered by their bytes: none but equal names are equal.
[[nodiscard]] std::strong_ordering compare_names(std::string_view a, std::string_view b) noexcept;

}  // namespace core
