#include "fcgi/content_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "fcgi/urlencoded.h"

namespace fcgi {

std::string content_type(std::string_view said) {
    constexpr std::string_view kind = "image/";
    constexpr std::size_t longest = 64;
    const auto is_plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '+' || c == '_';
    };
    const bool is_image = said.starts_with(kind) && said.size() > kind.size() && said.size() <= longest &&
                          std::ranges::all_of(said.substr(kind.size()), is_plain);
    const bool is_markup = said.find("svg") != std::string_view::npos || said.find("xml") != std::string_view::npos;
    return is_image && !is_markup ? std::string(said) : "application/octet-stream";
}

std::string attachment(std::string_view name) {
    std::string plain(name);
    std::ranges::replace_if(
        plain,
        [](unsigned char c) { return c >= 0x80 || (std::isalnum(c) == 0 && c != '-' && c != '.' && c != '_'); }, '_');
    const std::string whole =
        core::is_utf8(name) ? fmt::format("; filename*=UTF-8''{}", encode_segment(name)) : std::string();
    return fmt::format("attachment; filename=\"{}\"{}", plain, whole);
}

}  // namespace fcgi
