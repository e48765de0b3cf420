// Which representation the client gets (RFC 9110, section 12.5.1), and in which language (section 12.5.4).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fcgi {

enum class Format : std::uint8_t { xml, html, json, text };

// "xml" → Format::xml; none for anything else.
[[nodiscard]] std::optional<Format> format_by_name(std::string_view name) noexcept;
[[nodiscard]] std::string_view to_string(Format format) noexcept;

// The media type, with its charset; problems have their own for XML and JSON (RFC 9457).
[[nodiscard]] std::string_view media_type(Format format, bool is_problem) noexcept;

// The best that the Accept header takes; none if it takes none of ours. Without a header, and for */*, XML.
[[nodiscard]] std::optional<Format> negotiate(std::string_view accept) noexcept;

// Whether the Accept header takes this media type; without a header it takes any.
[[nodiscard]] bool accepts(std::string_view accept, std::string_view type) noexcept;

// A longer Accept-Language header, in bytes, counts as none.
inline constexpr std::size_t longest_accept_language = 1000;

// A tag as RFC 4647 writes it: "de", "de-AT", "zh-Hant-TW".
[[nodiscard]] bool is_language_tag(std::string_view text) noexcept;

// Which of the languages the Accept-Language header takes, by RFC 4647's lookup: "de-AT" gets "de" where there is no
// other. What is not understood counts as not said. The first one if it takes none; empty if there are none.
[[nodiscard]] std::string_view choose_language(std::string_view accept_language,
                                               std::span<const std::string> languages);

// What the client would like of an answer that takes long (RFC 7240, sections 4.1 and 4.3).
struct Preference {
    bool respond_async = false;
    std::chrono::seconds wait{0};  // before that
};
// What is not understood counts as not said.
[[nodiscard]] Preference read_preference(std::string_view prefer);

}  // namespace fcgi
