// Entity tags (RFC 9110, section 8.8.3): whether a client has what it would get.
#pragma once

#include <string>
#include <string_view>

namespace fcgi {

// "…": the same for the same content, in every process, today and tomorrow.
[[nodiscard]] std::string strong_tag(std::string_view content);
// W/"…": two answers that have it mean the same, and need not be the same byte for byte.
[[nodiscard]] std::string weak_tag(std::string_view content);

// Whether If-None-Match names the tag, by the weak comparison, or is `*`. A header that is no list of tags names
// those that stand before what is wrong.
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view tag) noexcept;

}  // namespace fcgi
