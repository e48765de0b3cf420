#include "core/node.h"

#include <fmt/format.h>

#include <cmath>

namespace core {

Node& Node::with(std::string_view attribute, Scalar its_value) {
    const auto* text = std::get_if<std::string>(&its_value);
    if (text == nullptr || !text->empty()) attributes.emplace_back(attribute, std::move(its_value));
    return *this;
}

std::string to_text(const Scalar& value) {
    struct Writer {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
        std::string operator()(std::uint64_t number) const { return fmt::format("{}", number); }
        std::string operator()(double number) const {
            if (std::isnan(number)) return "NaN";
            if (std::isinf(number)) return number < 0 ? "-INF" : "INF";
            return fmt::format("{}", number);
        }
    };
    return std::visit(Writer{}, value);
}

}  // namespace core
