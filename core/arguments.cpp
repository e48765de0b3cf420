#include "core/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/encoding.h"
#include "core/error.h"
#include "core/text.h"
#include "core/typed_parameters.h"
#include "core/xml_document.h"

namespace core {
namespace {

constexpr std::size_t longest_echo = 80;
constexpr std::string_view params_prefix = "params.";

// What libvirt calls parameters that are bits or-ed together.
constexpr std::array<std::string_view, 3> flag_names{"flags", "stats", "types"};

std::string echo(std::string_view value) {
    if (value.size() <= longest_echo) return quoted(value);
    return fmt::format("{}… ({} bytes)", quoted(value.substr(0, longest_echo)), value.size());
}

template <class T>
T parse(std::string_view name, const std::string& value, T least, T most) {
    T number{};
    const char* end = value.data() + value.size();
    const auto [stopped, error] = std::from_chars(value.data(), end, number);
    const bool is_whole = stopped == end && !value.empty();
    if (error == std::errc() && is_whole && number >= least && number <= most) return number;
    const bool is_number =
        is_whole || (value.size() > 1 && value[0] == '-' &&
                     std::all_of(value.begin() + 1, value.end(), [](char c) { return c >= '0' && c <= '9'; }));
    throw ArgumentError(name, fmt::format("{} is {}: {} must be a whole number from {} to {}", echo(value),
                                          is_number ? "out of range" : "not a number", name, least, most));
}

bool contains_ignoring_case(std::string_view text, std::string_view lower_case) {
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::ranges::search(text, lower_case, same).begin() != text.end();
}

const api::Constant* constant(const api::Parameter& parameter, std::string_view name) {
    for (const std::string_view in : parameter.enums) {
        const api::Enum* candidates = api::find_enum(in);
        if (candidates == nullptr) continue;
        const auto found = std::ranges::find(candidates->constants, name, &api::Constant::name);
        if (found != candidates->constants.end()) return &*found;
    }
    return nullptr;
}

std::string constants_of(const api::Parameter& parameter) {
    std::vector<std::string_view> names;
    for (const std::string_view in : parameter.enums) {
        if (const api::Enum* candidates = api::find_enum(in)) {
            for (const auto& each : candidates->constants) names.push_back(each.name);
        }
    }
    return names.empty() ? "this function has no names for it" : fmt::format("one of {}", fmt::join(names, ", "));
}

bool is_constant_name(std::string_view value) {
    return value.starts_with("VIR_");
}

unsigned one_flag(const api::Parameter& parameter, const std::string& value) {
    if (!is_constant_name(value)) {
        return static_cast<unsigned>(
            Arguments::to_unsigned(parameter.name, value, std::numeric_limits<unsigned>::max()));
    }
    const api::Constant* found = constant(parameter, value);
    if (found == nullptr) {
        throw ArgumentError(parameter.name, fmt::format("{} is no flag of this function: {} must be a number or {}",
                                                        echo(value), parameter.name, constants_of(parameter)));
    }
    return static_cast<unsigned>(found->value);
}

bool takes(std::string_view name, const api::Function& function, std::span<const Input> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] == Input::none) continue;
        if (inputs[i] == Input::params ? name.starts_with(params_prefix) : name == function.parameters[i].name)
            return true;
    }
    return false;
}

bool may_repeat(std::string_view name, const api::Function& function, std::span<const Input> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Input input = refine(inputs[i], function.parameters[i]);
        const bool repeats = input == Input::texts || input == Input::integers || input == Input::flags;
        if (repeats && name == function.parameters[i].name) return true;
        if (input == Input::params && is_list(name, function)) return true;
    }
    return false;
}

[[noreturn]] void fail_missing(const api::Parameter& parameter) {
    throw ArgumentError(parameter.name, fmt::format("{} is missing: {}", parameter.name, parameter.info));
}

std::string names_taken(const api::Function& function, std::span<const Input> inputs) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] == Input::params)
            names.emplace_back("params.NAME");
        else if (inputs[i] != Input::none)
            names.emplace_back(function.parameters[i].name);
    }
    return names.empty() ? "no arguments" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

const std::string* Arguments::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find(all_, name, &Argument::name);
    return found != all_.end() ? &found->value : nullptr;
}

const std::string& Arguments::required(const api::Parameter& parameter) const {
    if (const std::string* value = find(parameter.name)) return *value;
    fail_missing(parameter);
}

std::string Arguments::number_text(const api::Parameter& parameter) const {
    const std::string& value = required(parameter);
    if (!is_constant_name(value)) return value;
    const api::Constant* found = constant(parameter, value);
    if (found != nullptr) return fmt::format("{}", found->value);
    throw ArgumentError(parameter.name, fmt::format("{} is no constant for {}: it must be a number or {}",
                                                    echo(value), parameter.name, constants_of(parameter)));
}

std::int64_t Arguments::to_signed(std::string_view name, const std::string& value, std::int64_t least,
                                  std::int64_t most) {
    return parse(name, value, least, most);
}

std::uint64_t Arguments::to_unsigned(std::string_view name, const std::string& value, std::uint64_t most) {
    return parse(name, value, std::uint64_t{0}, most);
}

double Arguments::to_double(std::string_view name, const std::string& value) {
    double number = 0;
    const char* end = value.data() + value.size();
    const auto [stopped, error] = std::from_chars(value.data(), end, number);
    if (error == std::errc() && stopped == end && std::isfinite(number)) return number;
    throw ArgumentError(name, fmt::format("{} is not a number: {} must be one such as 1.5", echo(value), name));
}

double Arguments::number(const api::Parameter& parameter) const {
    return to_double(parameter.name, required(parameter));
}

unsigned Arguments::flags(const api::Parameter& parameter) const {
    unsigned flags = 0;
    for (const auto& argument : all_) {
        const bool is_given =
            argument.name == parameter.name && !argument.value.empty();  // a form's empty field is not
        if (is_given) flags |= one_flag(parameter, argument.value);
    }
    return flags;
}

const char* Arguments::text(const api::Parameter& parameter) const {
    if (!is_optional(Input::text, parameter)) return required(parameter).c_str();
    const std::string* value = find(parameter.name);
    return value != nullptr && !value->empty() ? value->c_str() : nullptr;  // a form's empty field is not given
}

const char* Arguments::xml(const api::Parameter& parameter) const {
    const char* document = text(parameter);
    XmlError error;
    if (document != nullptr && parse_xml(document, &error) == nullptr) {
        throw ArgumentError(parameter.name,
                            fmt::format("{} is not well-formed XML: {}", parameter.name, printable_xml(error.reason)),
                            error.line);
    }
    return document;
}

std::vector<const char*> Arguments::texts(const api::Parameter& parameter) const {
    std::vector<const char*> all;
    for (const auto& argument : all_) {
        const bool is_given =
            argument.name == parameter.name && !argument.value.empty();  // a form's empty field is not
        if (is_given) all.push_back(argument.value.c_str());
    }
    if (all.empty() && !is_optional(Input::texts, parameter)) fail_missing(parameter);
    return all;
}

std::vector<const std::string*> Arguments::values(const api::Parameter& parameter) const {
    std::vector<const std::string*> all;
    for (const auto& argument : all_) {
        if (argument.name == parameter.name) all.push_back(&argument.value);
    }
    while (!all.empty() && all.back()->empty()) all.pop_back();
    if (all.empty()) fail_missing(parameter);
    return all;
}

std::vector<unsigned char> Arguments::cpu_set(const api::Parameter& parameter) const {
    const std::string& value = required(parameter);
    if (auto bitmap = parse_cpu_set(value, most_cpus)) return std::move(*bitmap);
    throw ArgumentError(parameter.name, fmt::format("{} is no set of CPUs: {} must be one such as 0-3,^2,8, with no "
                                                    "CPU above {}",
                                                    echo(value), parameter.name, most_cpus - 1));
}

std::vector<unsigned char> Arguments::bytes(const api::Parameter& parameter) const {
    const std::string& value = required(parameter);
    if (auto decoded = decode_base64(value)) return std::move(*decoded);
    throw ArgumentError(parameter.name, fmt::format("{} must be base64 (RFC 4648)", parameter.name));
}

Input refine(Input by_type, const api::Parameter& parameter) noexcept {
    if (by_type == Input::integer && std::ranges::find(flag_names, parameter.name) != flag_names.end())
        return Input::flags;
    if (by_type == Input::text && contains_ignoring_case(parameter.name, "xml")) return Input::xml;
    return by_type;
}

bool is_optional(Input input, const api::Parameter& parameter) noexcept {
    if (input == Input::flags || input == Input::lines) return true;  // for lines: a field may be left empty
    const bool may_be =
        input == Input::text || input == Input::xml || input == Input::texts || input == Input::params;
    constexpr std::array<std::string_view, 3> words{"or null", "null means", "optional"};
    return may_be && std::ranges::any_of(
                         words, [&](std::string_view word) { return contains_ignoring_case(parameter.info, word); });
}

void check_names(const Arguments& arguments, const api::Function& function, std::span<const Input> inputs) {
    const auto& all = arguments.all();
    for (auto argument = all.begin(); argument != all.end(); ++argument) {
        if (!takes(argument->name, function, inputs)) {
            throw ArgumentError(argument->name,
                                fmt::format("{} is no argument of {}: it takes {}", echo(argument->name),
                                            function.name, names_taken(function, inputs)));
        }
        const bool came_before = std::find_if(all.begin(), argument, [&](const Argument& other) {
                                     return other.name == argument->name;
                                 }) != argument;
        if (came_before && !may_repeat(argument->name, function, inputs)) {
            throw ArgumentError(argument->name, fmt::format("{} came twice: it must be given once", argument->name));
        }
    }
}

}  // namespace core
