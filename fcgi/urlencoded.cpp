#include "fcgi/urlencoded.h"

#include <fmt/format.h>

#include <charconv>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/problem.h"

namespace fcgi {
namespace {

using core::ArgumentError;

std::string decode(std::string_view encoded, std::string_view name) {
    std::string text;
    text.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] != '%') {
            text += encoded[i] == '+' ? ' ' : encoded[i];
            continue;
        }
        const std::string_view digits = encoded.substr(i + 1, 2);
        unsigned char byte = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
            throw ArgumentError(
                name, fmt::format("{} has a % that is not followed by two hexadecimal digits", core::quoted(name)));
        }
        text += static_cast<char>(byte);
        i += 2;
    }
    if (text.find('\0') != std::string::npos || !core::is_utf8(text)) {
        throw ArgumentError(name, fmt::format("{} must be UTF-8 text without NUL", core::quoted(name)));
    }
    return text;
}

core::Argument decode_pair(std::string_view pair, const Limits& limits) {
    const auto equals = pair.find('=');
    const std::string_view encoded_name = pair.substr(0, equals);
    if (encoded_name.size() > 3 * longest_argument_name) {
        throw ProblemError(400, fmt::format("an argument's name has {} bytes; at most {} are taken",
                                            encoded_name.size(), longest_argument_name));
    }
    core::Argument argument{decode(encoded_name, encoded_name), {}};
    if (equals != std::string_view::npos) argument.value = decode(pair.substr(equals + 1), argument.name);
    if (argument.name.size() > longest_argument_name) {
        throw ProblemError(400, fmt::format("an argument's name has {} bytes; at most {} are taken",
                                            argument.name.size(), longest_argument_name));
    }
    if (argument.value.size() > limits.argument) {
        throw ArgumentError(argument.name, fmt::format("{} has {} bytes; at most {} are taken", argument.name,
                                                       argument.value.size(), limits.argument));
    }
    return argument;
}

}  // namespace

std::vector<core::Argument> decode_form(std::string_view encoded, const Limits& limits) {
    std::vector<core::Argument> arguments;
    while (!encoded.empty()) {
        const auto ampersand = std::min(encoded.find('&'), encoded.size());
        const std::string_view pair = encoded.substr(0, ampersand);
        encoded.remove_prefix(std::min(ampersand + 1, encoded.size()));
        if (pair.empty()) continue;
        if (arguments.size() == limits.arguments) {
            throw ProblemError(400, fmt::format("there are more than {} arguments", limits.arguments));
        }
        arguments.push_back(decode_pair(pair, limits));
    }
    return arguments;
}

std::string encode_form(std::span<const core::Argument> arguments) {
    std::string text;
    for (const auto& [name, value] : arguments) {
        text += fmt::format("{}{}={}", text.empty() ? "" : "&", encode_segment(name), encode_segment(value));
    }
    return text;
}

std::string with_plain_line_ends(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (is_end)
            ++i;
        else if (text[i] == '\r' || text[i] == '\n')
            return text;
    }
    std::erase(text, '\r');
    return text;
}

std::string encode_segment(std::string_view text) {
    constexpr std::string_view unreserved = "-._~";
    std::string encoded;
    for (const char c : text) {
        const bool is_alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_alphanumeric || unreserved.find(c) != std::string_view::npos)
            encoded += c;
        else
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return encoded;
}

}  // namespace fcgi
