#include "fcgi/entity_tag.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.h"

namespace fcgi {
namespace {

constexpr std::size_t digits = 32;  // 128 bits of the digest
constexpr std::string_view weakness = "W/";

std::string_view opaque(std::string_view tag) noexcept {
    if (tag.starts_with(weakness)) tag.remove_prefix(weakness.size());
    return tag;
}

void skip(std::string_view& text, std::string_view characters) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

// The tag at the beginning, without W/ and with its quotes; empty if there is none.
std::string_view take_tag(std::string_view& text) noexcept {
    text = opaque(text);
    if (!text.starts_with('"')) return {};
    const auto end = text.find('"', 1);
    if (end == std::string_view::npos) return {};
    const std::string_view tag = text.substr(0, end + 1);
    text.remove_prefix(tag.size());
    return tag;
}

}  // namespace

std::string strong_tag(std::string_view content) {
    return fmt::format("\"{}\"", core::sha256_hex(content).substr(0, digits));
}

std::string weak_tag(std::string_view content) {
    return fmt::format("{}{}", weakness, strong_tag(content));
}

bool names_tag(std::string_view if_none_match, std::string_view tag) noexcept {
    constexpr std::string_view space = " \t";
    skip(if_none_match, space);
    if (if_none_match.starts_with('*')) {
        if_none_match.remove_prefix(1);
        skip(if_none_match, space);
        return if_none_match.empty();
    }
    for (;;) {
        skip(if_none_match, " \t,");
        const std::string_view named = take_tag(if_none_match);
        if (named.empty()) return false;
        if (named == opaque(tag)) return true;
        skip(if_none_match, space);
        if (!if_none_match.starts_with(',')) return false;
    }
}

}  // namespace fcgi
