#include "core/fields.h"

#include <fmt/format.h>

namespace core {
namespace {

std::int64_t as_integer(const Scalar& value) {
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return static_cast<std::int64_t>(*number);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    return -1;
}

bool has_bit(std::span<const unsigned char> bitmap, std::size_t bit) {
    return bit / 8 < bitmap.size() && (bitmap[bit / 8] >> (bit % 8) & 1) != 0;
}

}  // namespace

Node leaf(std::string_view name, Scalar value, std::string_view unit, std::span<const std::string_view> enums) {
    std::string_view constant_name;
    if (enums.size() == 1) {
        const api::Enum* in = api::find_enum(enums.front());
        const api::Constant* constant = in != nullptr ? api::find_constant(*in, as_integer(value)) : nullptr;
        if (constant != nullptr) constant_name = constant->name;
    }
    Node node = Node::leaf(name, std::move(value));
    node.with("unit", unit).with("enum", constant_name);
    return node;
}

Node enum_leaf(std::string_view name, std::int64_t value, std::string_view enum_name) {
    return leaf(name, value, {}, std::span(&enum_name, 1));
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
    std::string text;
    for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

std::string cpu_set(std::span<const unsigned char> bitmap) {
    std::string text;
    const std::size_t bits = bitmap.size() * 8;
    for (std::size_t from = 0; from < bits; ++from) {
        if (!has_bit(bitmap, from)) continue;
        std::size_t to = from;
        while (has_bit(bitmap, to + 1)) ++to;
        if (!text.empty()) text += ',';
        text += from == to ? fmt::format("{}", from) : fmt::format("{}-{}", from, to);
        from = to;
    }
    return text;
}

}  // namespace core
