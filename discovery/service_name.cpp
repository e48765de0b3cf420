#include "discovery/service_name.h"

#include <fmt/format.h>

#include <cstdint>

#include "core/text.h"

namespace discovery {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026

// FNV-1a: the same on every machine and in every version, as the name that ends in it has to be.
std::uint32_t hash(std::string_view text) {
    std::uint32_t value = 0x811C9DC5;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x01000193;
    return value;
}

std::string mended(std::string_view name) {
    std::string result;
    for (const char c : core::printable_xml(name)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            result += replacement;
        } else {
            result += c;
        }
    }
    return result.empty() ? "unnamed" : result;
}

}  // namespace

std::string service_name(std::string_view name, unsigned attempt) {
    const std::string suffix = attempt > 1 ? fmt::format(" #{}", attempt) : "";
    std::string whole = mended(name);
    if (whole.size() + suffix.size() <= longest_service_name) return whole + suffix;
    const std::string end = fmt::format("-{:08x}{}", hash(name), suffix);
    return core::first_bytes(std::move(whole), longest_service_name - end.size()) + end;
}

std::string text_entry(std::string_view key, std::string_view value) {
    std::string entry = fmt::format("{}=", key);
    if (entry.size() + value.size() <= longest_text) return entry.append(value);
    const std::size_t room = longest_text - entry.size() - ellipsis.size();
    return entry.append(core::first_bytes(std::string(value), room)).append(ellipsis);
}

}  // namespace discovery
