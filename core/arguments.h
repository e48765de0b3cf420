// What the user gave a function: names and texts, checked against what libvirt says its parameters are.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/metadata.h"

namespace core {

// What a parameter of a C function takes from the user.
enum class Input : std::uint8_t {
    none,  // nothing: it is the object, a buffer, or the size of one
    integer,
    number,  // a floating-point number
    text,
    lines,     // text of several lines
    xml,       // text that must be a well-formed document; a request's XML body goes here
    flags,     // numbers or names of libvirt's constants, one or several, or-ed
    params,    // typed parameters: params.NAME=value
    texts,     // a list: the argument once for each text
    integers,  // a list: the argument once for each number
    cpu_set,   // CPUs as libvirt writes them: 0-3,^2
    bytes,     // base64
    host,      // the name of another host of the directory
};

// One argument of a request. UTF-8, without NUL: whoever fills it in has checked that.
struct Argument {
    std::string name;
    std::string value;
};

class Arguments {
  public:
    Arguments() = default;
    explicit Arguments(std::vector<Argument> all) : all_(std::move(all)) {}

    [[nodiscard]] const std::vector<Argument>& all() const noexcept { return all_; }
    void add(Argument argument) { all_.push_back(std::move(argument)); }

    // Null if there is none with this name.
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept;

    // All throw ArgumentError, with the argument's name, what came and what would be right.
    template <std::integral T>
    [[nodiscard]] T integer(const api::Parameter& parameter) const;
    [[nodiscard]] double number(const api::Parameter& parameter) const;
    [[nodiscard]] unsigned flags(const api::Parameter& parameter) const;    // 0 if not given
    [[nodiscard]] const char* text(const api::Parameter& parameter) const;  // null only if optional
    [[nodiscard]] const char* xml(const api::Parameter& parameter) const;
    [[nodiscard]] std::vector<const char*> texts(const api::Parameter& parameter) const;  // none: not given
    template <std::unsigned_integral T>
    [[nodiscard]] std::vector<T> integers(const api::Parameter& parameter) const;             // at least one
    [[nodiscard]] std::vector<unsigned char> cpu_set(const api::Parameter& parameter) const;  // a bit for each CPU
    [[nodiscard]] std::vector<unsigned char> bytes(const api::Parameter& parameter) const;

    // The value as an integer of a range; `name` is for the message.
    [[nodiscard]] static std::int64_t to_signed(std::string_view name, const std::string& value, std::int64_t least,
                                                std::int64_t most);
    [[nodiscard]] static std::uint64_t to_unsigned(std::string_view name, const std::string& value,
                                                   std::uint64_t most);
    [[nodiscard]] static double to_double(std::string_view name, const std::string& value);

  private:
    [[nodiscard]] const std::string& required(const api::Parameter& parameter) const;
    // Of a list that must have one: all of its values, without the fields that a form has left empty at the end.
    [[nodiscard]] std::vector<const std::string*> values(const api::Parameter& parameter) const;
    // The value, or the number behind the name of one of libvirt's constants.
    [[nodiscard]] std::string number_text(const api::Parameter& parameter) const;

    std::vector<Argument> all_;
};

// The most CPUs that a set can have; libvirt's wire protocol carries no more (REMOTE_CPUMAP_MAX bytes).
inline constexpr unsigned most_cpus = 2048 * 8;

// What the parameter takes, where the C type alone does not say: `flags` and XML look like numbers and text.
[[nodiscard]] Input refine(Input by_type, const api::Parameter& parameter) noexcept;
// Whether libvirt takes NULL (text) or 0 (flags) for "not given".
[[nodiscard]] bool is_optional(Input input, const api::Parameter& parameter) noexcept;
// Throws ArgumentError for an argument that the function has not, or that came twice.
void check_names(const Arguments& arguments, const api::Function& function, std::span<const Input> inputs);

template <std::unsigned_integral T>
std::vector<T> Arguments::integers(const api::Parameter& parameter) const {
    std::vector<T> numbers;
    for (const std::string* value : values(parameter))
        numbers.push_back(static_cast<T>(to_unsigned(parameter.name, *value, std::numeric_limits<T>::max())));
    return numbers;
}

template <std::integral T>
T Arguments::integer(const api::Parameter& parameter) const {
    using Limits = std::numeric_limits<T>;
    const std::string value = number_text(parameter);
    if constexpr (std::signed_integral<T>) {
        return static_cast<T>(to_signed(parameter.name, value, Limits::min(), Limits::max()));
    } else {
        return static_cast<T>(to_unsigned(parameter.name, value, Limits::max()));
    }
}

}  // namespace core
