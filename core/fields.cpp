#include "core/fields.h"

namespace core {
namespace {

std::int64_t as_integer(const Scalar& value) {
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return static_cast<std::int64_t>(*number);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    return -1;
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

}  // namespace core
