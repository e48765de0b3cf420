#include "core/text.h"

#include <fmt/format.h>
#include <libxml/chvalid.h>
#include <libxml/xmlstring.h>

#include <algorithm>

namespace core {
namespace {

struct Character {
    int code_point;      // negative: not UTF-8
    std::size_t length;  // bytes to go on by
};

Character first_character(std::string_view text) noexcept {
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80) return {byte, 1};
    int length = static_cast<int>(std::min<std::size_t>(text.size(), 4));
    const int code_point = xmlGetUTF8Char(reinterpret_cast<const unsigned char*>(text.data()), &length);
    // libxml2 accepts overlong forms and surrogates; RFC 3629 does not.
    constexpr int smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_good = code_point >= 0 && code_point >= smallest[length] && code_point <= 0x10FFFF &&
                         (code_point < 0xD800 || code_point > 0xDFFF);
    return is_good ? Character{code_point, static_cast<std::size_t>(length)} : Character{-1, 1};
}

// XML 1.0's Char without what it discourages and HTML refuses: the C1 controls and Unicode's noncharacters.
bool can_stand_in_documents(int code_point) noexcept {
    if (code_point < 0 || !xmlIsCharQ(static_cast<unsigned>(code_point))) return false;
    const bool is_control = code_point >= 0x7F && code_point <= 0x9F;
    const bool is_noncharacter = (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFE) == 0xFFFE;
    return !is_control && !is_noncharacter;
}

bool is_plain(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto [code_point, length] = first_character(text);
        if (code_point < 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

namespace {

template <class Predicate>
std::string with_replacements(std::string_view text, Predicate may_stand) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [code_point, length] = first_character(text);
        if (may_stand(code_point)) {
            result.append(text.substr(0, length));
        } else {
            result.append("\xEF\xBF\xBD");
        }
        text.remove_prefix(length);
    }
    return result;
}

bool is_xml_char(int code_point) noexcept {
    return code_point >= 0 && xmlIsCharQ(static_cast<unsigned>(code_point));
}

bool is_plain_document(std::string_view text) noexcept {
    return std::ranges::all_of(
        text, [](unsigned char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r'; });
}

}  // namespace

std::string printable_xml(std::string_view text) {
    return is_plain(text) ? std::string(text) : with_replacements(text, can_stand_in_documents);
}

std::string mended_xml(std::string document) {
    return is_plain_document(document) ? std::move(document) : with_replacements(document, is_xml_char);
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

std::string first_bytes(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    text.resize(most);
    return text;
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (is_dash ? c != '-' : !is_hex) return false;
    }
    return true;
}

namespace {

// Characters that a terminal or a reader of logs obeys rather than shows: controls, ends of lines, directions.
bool is_obeyed(int code_point) noexcept {
    const auto is_in = [&](int first, int last) { return code_point >= first && code_point <= last; };
    return code_point < 0x20 || is_in(0x7F, 0x9F) || code_point == 0x61C || is_in(0x200B, 0x200F) ||
           is_in(0x2028, 0x202E) || is_in(0x2066, 0x2069) || code_point == 0xFEFF;
}

}  // namespace

std::string quoted(std::string_view text) {
    std::string line = "\"";
    while (!text.empty()) {
        const auto [code_point, length] = first_character(text);
        if (is_obeyed(code_point) || code_point == '"' || code_point == '\\') {
            for (const char c : text.substr(0, length))
                line += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            line.append(text.substr(0, length));
        }
        text.remove_prefix(length);
    }
    return line + '"';
}

std::string one_line(std::string_view text) {
    const std::string line = quoted(text);
    return line.substr(1, line.size() - 2);
}

}  // namespace core
