// The functions of libvirt that cannot be called here, each with the reason. With the command table and the look-ups
// that addresses stand for (objects.h) they are all that libvirt has.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace core::commands {

enum class WhyNot : std::uint8_t {
    callback,
    connection,
    descriptor,
    interactive,
    lifetime,
    plumbing,
    raw_uuid,
    stream,
};

struct NotExposed {
    std::string_view function;  // as in C
    WhyNot why;
};

// Sorted by name.
[[nodiscard]] std::span<const NotExposed> not_exposed() noexcept;
[[nodiscard]] std::string_view to_string(WhyNot why) noexcept;  // a sentence without its subject

}  // namespace core::commands
