// Text from hosts, guests and users, on its way to a document that must not break.
#pragma once

#include <string>
#include <string_view>

namespace core {

// Whether every byte is part of well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// The text with each byte that is not UTF-8 and each character that XML 1.0 cannot carry (section 2.2, production
// Char) or HTML refuses (the C1 controls, Unicode's noncharacters) replaced by U+FFFD.
[[nodiscard]] std::string printable_xml(std::string_view text);

// libvirt's document, which it passes on with whatever a title holds: only bytes with which it would be no XML
// document at all are replaced by U+FFFD. A document that is well-formed comes back as it is, byte for byte.
[[nodiscard]] std::string mended_xml(std::string document);

// Whether the text has the form of a UUID, as libvirt writes it: 8-4-4-4-12 hexadecimal digits.
[[nodiscard]] bool is_uuid(std::string_view text) noexcept;

// The text with ASCII's capitals as small letters, for comparing without regard to case.
[[nodiscard]] std::string lower_case(std::string_view text);

// The text, or what fits of it without cutting a character.
[[nodiscard]] std::string first_bytes(std::string text, std::size_t most);

// One line for a log: control characters, those that change the direction of writing, quotes, backslashes and bytes
// that are not UTF-8 as \xNN, in double quotes.
[[nodiscard]] std::string quoted(std::string_view text);

// The same without the double quotes around it, for a terminal.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace core
