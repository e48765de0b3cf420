// application/x-www-form-urlencoded (the URL standard, section 5): queries and form bodies.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arguments.h"
#include "fcgi/limits.h"

namespace fcgi {

// Decodes a query or a form body. Throws ProblemError 400: a broken %-escape, NUL, bytes that are not UTF-8, a name
// or value or a number of arguments over the limit.
[[nodiscard]] std::vector<core::Argument> decode_form(std::string_view encoded, const Limits& limits);

// A field's text as it stood on the page: browsers end its lines with CR LF. Only where all line ends are of that
// kind; other text is not a browser's.
[[nodiscard]] std::string with_plain_line_ends(std::string text);

// "name=value&name=value", for decode_form.
[[nodiscard]] std::string encode_form(std::span<const core::Argument> arguments);

// For a path segment of a URL: everything but RFC 3986's unreserved characters becomes %XX.
[[nodiscard]] std::string encode_segment(std::string_view text);

}  // namespace fcgi
