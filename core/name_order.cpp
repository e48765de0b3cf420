#include "core/name_order.h"

#include <algorithm>

namespace core {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

unsigned char folded(char c) {
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

// The digits at the beginning, which are taken off, without the zeros before them.
std::string_view take_number(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

}  // namespace

std::strong_ordering compare_names(std::string_view a, std::string_view b) noexcept {
    std::string_view rest_a = a;
    std::string_view rest_b = b;
    while (!rest_a.empty() && !rest_b.empty()) {
        if (is_digit(rest_a.front()) && is_digit(rest_b.front())) {
            const std::string_view number_a = take_number(rest_a);
            const std::string_view number_b = take_number(rest_b);
            if (number_a.size() != number_b.size()) return number_a.size() <=> number_b.size();
            if (number_a != number_b) return number_a <=> number_b;
            continue;
        }
        if (folded(rest_a.front()) != folded(rest_b.front()))
            return folded(rest_a.front()) <=> folded(rest_b.front());
        rest_a.remove_prefix(1);
        rest_b.remove_prefix(1);
    }
    if (rest_a.empty() != rest_b.empty()) return rest_b.empty() <=> rest_a.empty();
    return a <=> b;
}

}  // namespace core
