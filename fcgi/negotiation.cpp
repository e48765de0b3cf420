#include "fcgi/negotiation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

namespace fcgi {
namespace {

struct MediaType {
    Format format;
    std::string_view type;
};
// In the order that breaks ties. Who takes problems in a language reads answers in it.
constexpr std::array known{
    MediaType{Format::xml, "application/xml"},
    MediaType{Format::html, "text/html"},
    MediaType{Format::json, "application/json"},
    MediaType{Format::text, "text/plain"},
    MediaType{Format::xml, "text/xml"},
    MediaType{Format::xml, "application/problem+xml"},
    MediaType{Format::json, "application/problem+json"},
};

struct Range {
    std::string_view type;  // "text/html", "text/*", "*/*"
    int quality = 1000;     // thousandths
};

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view space = " \t";
    const auto from = text.find_first_not_of(space);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(space) - from + 1);
}

// The part before the separator, which is taken off `text` with it.
std::string_view take(std::string_view& text, char separator) noexcept {
    const auto end = std::min(text.find(separator), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trim(part);
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

int parse_quality(std::string_view text) noexcept {
    double quality = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quality);
    if (error != std::errc() || end != text.data() + text.size() || !(quality >= 0 && quality <= 1)) return 0;
    return static_cast<int>(quality * 1000);
}

Range parse_range(std::string_view text) noexcept {
    Range range{take(text, ';')};
    while (!text.empty()) {
        std::string_view parameter = take(text, ';');
        if (equals_ignoring_case(take(parameter, '='), "q")) range.quality = parse_quality(trim(parameter));
    }
    return range;
}

// 2: the type itself, 1: type/*, 0: */*, -1: another type.
int specificity(std::string_view range, std::string_view type) noexcept {
    if (equals_ignoring_case(range, type)) return 2;
    if (range == "*/*") return 0;
    const bool is_any_of_kind = range.ends_with("/*") && equals_ignoring_case(range.substr(0, range.size() - 2),
                                                                              type.substr(0, type.find('/')));
    return is_any_of_kind ? 1 : -1;
}

struct Rating {
    int quality = 0;
    int specificity = -1;
};

// The most specific range that covers the type decides.
Rating rate(std::string_view accept, std::string_view type) noexcept {
    Rating best;
    while (!accept.empty()) {
        const Range range = parse_range(take(accept, ','));
        const int fits = specificity(range.type, type);
        if (fits > best.specificity) best = {range.quality, fits};
    }
    return best;
}

bool is_alphanumeric(unsigned char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "1", "0.5", "1.000": as RFC 9110 writes a weight.
bool is_weight(std::string_view text) noexcept {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return false;
    if (text.size() == 1) return true;
    const char highest = text[0] == '0' ? '9' : '0';
    return text[1] == '.' && std::ranges::all_of(text.substr(2), [&](char c) { return c >= '0' && c <= highest; });
}

// None for one that is malformed.
std::optional<Range> parse_language_range(std::string_view text) noexcept {
    Range range{take(text, ';')};
    if (range.type != "*" && !is_language_tag(range.type)) return std::nullopt;
    if (text.empty()) return range;
    if (!equals_ignoring_case(take(text, '='), "q") || !is_weight(trim(text))) return std::nullopt;
    range.quality = parse_quality(trim(text));
    return range;
}

// The next shorter range; a single letter, which begins an extension, goes with what followed it.
std::string_view shortened(std::string_view range) noexcept {
    const auto without_last = [&] { return range.substr(0, range.find_last_of('-') + 1); };
    range = without_last();
    if (!range.empty()) range.remove_suffix(1);
    if (range.size() > 1 && range[range.size() - 2] == '-') {
        range = without_last();
        range.remove_suffix(1);
    }
    return range;
}

// Whether the range is the language, or a beginning of it.
bool covers(std::string_view range, std::string_view language) noexcept {
    return range.size() <= language.size() && equals_ignoring_case(range, language.substr(0, range.size())) &&
           (range.size() == language.size() || language[range.size()] == '-');
}

}  // namespace

bool is_language_tag(std::string_view text) noexcept {
    constexpr std::size_t longest_subtag = 8;
    bool is_first = true;
    for (;;) {
        const auto end = std::min(text.find('-'), text.size());
        const auto subtag = text.substr(0, end);
        if (subtag.empty() || subtag.size() > longest_subtag || !std::ranges::all_of(subtag, is_alphanumeric))
            return false;
        if (is_first && std::ranges::any_of(subtag, [](char c) { return c >= '0' && c <= '9'; })) return false;
        if (end == text.size()) return true;
        text.remove_prefix(end + 1);
        is_first = false;
    }
}

std::string_view choose_language(std::string_view accept_language, std::span<const std::string> languages) {
    if (languages.empty()) return {};
    std::vector<Range> ranges;
    if (accept_language.size() > longest_accept_language) accept_language = {};
    while (!accept_language.empty()) {
        if (const auto range = parse_language_range(take(accept_language, ','))) ranges.push_back(*range);
    }
    std::ranges::stable_sort(ranges, std::ranges::greater(), &Range::quality);
    const auto is_refused = [&](const std::string& language) {
        return std::ranges::any_of(
            ranges, [&](const Range& range) { return range.quality == 0 && covers(range.type, language); });
    };
    for (const Range& range : ranges) {
        if (range.quality == 0) break;
        for (std::string_view part = range.type; !part.empty(); part = shortened(part)) {
            const auto fits = [&](const std::string& language) {
                return (part == "*" || equals_ignoring_case(part, language)) && !is_refused(language);
            };
            if (const auto found = std::ranges::find_if(languages, fits); found != languages.end()) return *found;
        }
    }
    return languages.front();
}

std::optional<Format> format_by_name(std::string_view name) noexcept {
    for (const Format format : {Format::xml, Format::html, Format::json, Format::text}) {
        if (to_string(format) == name) return format;
    }
    return std::nullopt;
}

std::string_view to_string(Format format) noexcept {
    switch (format) {
        case Format::xml:
            return "xml";
        case Format::html:
            return "html";
        case Format::json:
            return "json";
        default:
            return "text";
    }
}

std::string_view media_type(Format format, bool is_problem) noexcept {
    switch (format) {
        case Format::xml:
            return is_problem ? "application/problem+xml" : "application/xml";
        case Format::html:
            return "text/html; charset=utf-8";
        case Format::json:
            return is_problem ? "application/problem+json" : "application/json";
        default:
            return "text/plain; charset=utf-8";
    }
}

bool accepts(std::string_view accept, std::string_view type) noexcept {
    return trim(accept).empty() || rate(accept, type).quality > 0;
}

Preference read_preference(std::string_view prefer) {
    Preference preference;
    while (!prefer.empty()) {
        std::string_view each = take(prefer, ',');
        std::string_view value = take(each, ';');  // parameters of a preference say nothing here
        const std::string_view name = take(value, '=');
        if (equals_ignoring_case(name, "respond-async")) preference.respond_async = true;
        if (!equals_ignoring_case(name, "wait")) continue;
        value = trim(value);
        std::uint32_t seconds = 0;
        if (std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc())
            preference.wait = std::chrono::seconds(seconds);
    }
    return preference;
}

std::optional<Format> negotiate(std::string_view accept) noexcept {
    if (trim(accept).empty()) return Format::xml;
    std::optional<Format> chosen;
    Rating best;
    for (const auto& candidate : known) {
        const Rating rating = rate(accept, candidate.type);
        const bool is_better = rating.quality > best.quality ||
                               (rating.quality == best.quality && rating.specificity > best.specificity);
        if (rating.quality > 0 && is_better) {
            best = rating;
            chosen = candidate.format;
        }
    }
    return chosen;
}

}  // namespace fcgi
