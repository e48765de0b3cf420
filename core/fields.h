// Values of C types as nodes: numbers, enum constants under their names, structures field by field.
#pragma once

#include <concepts>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "api_structs.h"
#include "core/api/metadata.h"
#include "core/encoding.h"
#include "core/node.h"

namespace core {

// The name of a libvirt structure whose fields are known; no such member for anything else.
template <class Struct>
struct StructName;

template <class Struct>
requires requires {
    api::StructFields<Struct>::name;
}
struct StructName<Struct> {
    static constexpr std::string_view value = api::StructFields<Struct>::name;
};

template <std::integral T>
[[nodiscard]] Scalar to_scalar(T value) {
    if constexpr (std::signed_integral<T>)
        return std::int64_t{value};
    else
        return std::uint64_t{value};
}

// A leaf with its unit, and the constant's name if the number belongs to the one enum that is named.
[[nodiscard]] Node leaf(std::string_view name, Scalar value, std::string_view unit,
                        std::span<const std::string_view> enums);
[[nodiscard]] Node enum_leaf(std::string_view name, std::int64_t value, std::string_view enum_name);

// Adds the fields that are numbers or texts, under libvirt's names.
template <class Struct>
void add_fields(const Struct& from, Node& to) {
    api::StructFields<Struct>::visit(from, [&to]<class T>(const api::Field& field, const T& value) {
        const std::span<const std::string_view> enums(&field.enum_name, field.enum_name.empty() ? 0 : 1);
        if constexpr (std::integral<T>) {
            to.add(leaf(field.name, to_scalar(value), field.unit, enums));
        } else if constexpr (std::floating_point<T>) {
            to.add(leaf(field.name, double{value}, field.unit, {}));
        } else if constexpr (std::is_array_v<T> && std::same_as<std::remove_extent_t<T>, char>) {
            const std::string_view text(value, std::size(value));
            to.add(leaf(field.name, std::string(text.substr(0, text.find('\0'))), {}, {}));
        } else if constexpr (std::same_as<T, char*>) {
            to.add(leaf(field.name, value != nullptr ? Scalar(std::string(value)) : Scalar(), {}, {}));
        }
    });
}

}  // namespace core
