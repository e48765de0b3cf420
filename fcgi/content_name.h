// What bytes that come from a host are called in an answer's headers: their type and their file name.
#pragma once

#include <string>
#include <string_view>

namespace fcgi {

// The host's word for a picture if it is a plain image type (RFC 9110, section 8.3.1); otherwise, or if it could hold
// scripts, application/octet-stream.
[[nodiscard]] std::string content_type(std::string_view said);

// `attachment; filename="disk_1.img"; filename*=UTF-8''disk%201.img` (RFC 6266, RFC 8187): the first for those who do
// not read the second, with _ for whatever could mean something else. Hostile names are safe in it.
[[nodiscard]] std::string attachment(std::string_view name);

}  // namespace fcgi
