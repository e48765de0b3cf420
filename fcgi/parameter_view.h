// What a command's parameters take, for whoever tells of it: forms, the list of commands, OpenAPI.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/command.h"
#include "core/node.h"

namespace fcgi {

// "GET" for what a read-only connection may do, "POST" for the rest.
[[nodiscard]] std::string_view method_of(const core::Command& command) noexcept;

// What the user gives for a parameter, in a word: "integer", "flags", "string", …
[[nodiscard]] std::string_view kind_name(core::Input input) noexcept;

// In decimal: the limits of 64 bits are beyond what a double holds.
struct IntegerRange {
    std::string_view type;
    std::string_view least;
    std::string_view most;
};
// Of a C type, as libvirt-api.xml spells it; none if it is no integer.
[[nodiscard]] std::optional<IntegerRange> range_of(std::string_view type) noexcept;

// The constants that a flags parameter can be made of: none that is 0, and each bit once, though two enums name it.
[[nodiscard]] std::vector<const core::api::Constant*> flags_of(const core::api::Parameter& parameter);

// A parameter that the user gives something for.
struct GivenParameter {
    const core::api::Parameter& about;
    core::Input input;

    [[nodiscard]] bool is_required() const noexcept { return !is_optional(input, about); }
};
// In the order of the C function. They lend from the command's description, which is never freed.
[[nodiscard]] std::vector<GivenParameter> given_parameters(const core::Command& command);

// A list of `parameter` records: name, type, kind, whether it is required, unit, limits, help, flags or typed ones,
// each with what these arguments give it.
[[nodiscard]] core::Node parameters_node(const core::Command& command, const core::Arguments& given = {});

}  // namespace fcgi
