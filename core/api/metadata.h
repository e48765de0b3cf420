// What libvirt says about its own functions, enums and typed parameters.
//
// Generated at build time by core/api/generate.py from the libvirt-api.xml that pkg-config names, so that argument
// names, flags, units and help are typed by nobody. All data is constant, lives as long as the program, and may be
// read from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace core::api {

struct Constant {
    std::string_view name;  // "VIR_DOMAIN_RUNNING"
    std::int64_t value;
    std::string_view info;  // one sentence, or empty
};

struct Enum {
    std::string_view name;                // "virDomainState"
    std::span<const Constant> constants;  // in libvirt's order, without the …_LAST sentinels
};

struct Parameter {
    std::string_view name;  // "flags"
    std::string_view type;  // the C type as libvirt-api.xml spells it: "unsigned int"
    std::string_view info;
    std::string_view unit;  // "KiB", "ns", "ms", "s", "bytes", … where libvirt's text names one, or empty
    std::span<const std::string_view> enums;  // the enums that the text names: flags and constants that it takes
};

enum class Returns : std::uint8_t {
    nothing,  // void, or an int that is 0 on success and -1 on failure
    value,    // a number, text or structure that the caller wants
    object,   // a handle: virDomainPtr and its like
};

struct Function {
    std::string_view name;     // "virDomainGetInfo"
    std::string_view file;     // libvirt's module: "libvirt-domain"
    std::string_view version;  // the libvirt that first had it: "0.0.3"
    std::string_view summary;  // the first sentence of the text, on one line
    std::string_view returns_type;
    std::string_view returns_info;
    std::string_view returns_unit;
    Returns returns;
    std::span<const Parameter> parameters;  // with the object handle, in the order of the C function
};

// A name that a typed parameter may carry, from the VIR_… macros that are strings.
struct TypedParameterName {
    std::string_view name;   // "cpu_shares"
    std::string_view macro;  // "VIR_DOMAIN_SCHEDULER_CPU_SHARES"
    std::string_view
        type;  // "int", "uint", "llong", "ullong", "double", "boolean", "string"; empty if not documented
    std::string_view info;
};

// All are sorted by name.
[[nodiscard]] std::span<const Function> functions() noexcept;
[[nodiscard]] std::span<const Enum> enums() noexcept;
[[nodiscard]] std::span<const TypedParameterName> typed_parameter_names() noexcept;

// Null when libvirt has no such name.
[[nodiscard]] const Function* find_function(std::string_view name) noexcept;
[[nodiscard]] const Enum* find_enum(std::string_view name) noexcept;
// The constant with this value in the enum; the first one if there are several.
[[nodiscard]] const Constant* find_constant(const Enum& in, std::int64_t value) noexcept;
// Where several macros share the name, the one whose macro begins with the prefix ("VIR_DOMAIN_SCHEDULER_") comes
// first.
[[nodiscard]] const TypedParameterName* find_typed_parameter(std::string_view name,
                                                             std::string_view macro_prefix) noexcept;

}  // namespace core::api
