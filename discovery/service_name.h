// Names and texts as DNS-SD can carry them (RFC 6763). Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace discovery {

inline constexpr std::size_t longest_service_name = 63;  // bytes: one DNS label
inline constexpr std::size_t longest_text = 255;         // bytes: one string of a TXT record, its key included

// The instance name that stands for `name`: never empty, at most 63 bytes, UTF-8 without control characters. What is
// not that is replaced by U+FFFD. A name that is too long is cut at a character and ends in "-" and a hash of the
// whole name in 8 hexadecimal digits. Attempt 2 and up, for when a name is taken, end in " #2" and so on.
[[nodiscard]] std::string service_name(std::string_view name, unsigned attempt = 1);

// "key=value", at most 255 bytes: of a longer value as much as fits without cutting a character, and "…".
// Values may hold any bytes. REQUIRES: a key of at most 9 characters (RFC 6763, 6.4).
[[nodiscard]] std::string text_entry(std::string_view key, std::string_view value);

}  // namespace discovery
