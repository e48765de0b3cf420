#include "fcgi/parameter_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/typed_parameters.h"
#include "fcgi/audit.h"

namespace fcgi {
namespace {

using core::Input;
using core::Node;

struct Kind {
    Input input;
    std::string_view name;
};
constexpr std::array kinds{
    Kind{Input::integer, "integer"}, Kind{Input::number, "number"}, Kind{Input::xml, "xml"},
    Kind{Input::lines, "lines"},     Kind{Input::flags, "flags"},   Kind{Input::params, "params"},
    Kind{Input::texts, "list"},      Kind{Input::integers, "list"}, Kind{Input::cpu_set, "cpus"},
    Kind{Input::bytes, "base64"},    Kind{Input::host, "host"},
};

constexpr std::array ranges{
    IntegerRange{"int", "-2147483648", "2147483647"},
    IntegerRange{"unsigned int", "0", "4294967295"},
    IntegerRange{"long", "-9223372036854775808", "9223372036854775807"},
    IntegerRange{"long long", "-9223372036854775808", "9223372036854775807"},
    IntegerRange{"unsigned long", "0", "18446744073709551615"},
    IntegerRange{"unsigned long long", "0", "18446744073709551615"},
    IntegerRange{"size_t", "0", "18446744073709551615"},
};

// So that the tree of a form that nobody has filled in is as it was.
void add_unless_empty(Node& parent, Node list) {
    if (!list.children.empty()) parent.add(std::move(list));
}

// Each value under this name, as it was typed.
Node values_node(std::string_view name, const core::Arguments& arguments) {
    Node values = Node::inline_list("values");
    for (const auto& [its_name, value] : arguments.all()) {
        if (its_name == name && !value.empty()) values.add(Node::leaf("value", value));
    }
    return values;
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && stopped == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// By its name, or among the bits of a number.
bool is_flag_chosen(const core::api::Constant& flag, std::string_view name, const core::Arguments& arguments) {
    return std::ranges::any_of(arguments.all(), [&](const core::Argument& argument) {
        if (argument.name != name) return false;
        const auto number = number_in(argument.value);
        return argument.value == flag.name || (number && (*number & flag.value) == flag.value);
    });
}

// By its name or its number.
bool is_chosen(const core::api::Constant& constant, std::string_view name, const core::Arguments& arguments) {
    const std::string* const value = arguments.find(name);
    return value != nullptr && (*value == constant.name || number_in(*value) == constant.value);
}

Node flags_node(const core::api::Parameter& parameter, const core::Arguments& arguments) {
    Node flags = Node::inline_list("flags");
    for (const auto* constant : flags_of(parameter)) {
        Node& flag = flags.add(Node::record("flag"));
        flag.with("name", constant->name).with("value", constant->value);
        if (is_flag_chosen(*constant, parameter.name, arguments)) flag.with("chosen", "yes");
        flag.add(Node::leaf("help", std::string(constant->info)));
    }
    return flags;
}

Node params_node(const core::api::Function& function, const core::Arguments& arguments) {
    Node params = Node::inline_list("params");
    for (const auto* each : core::typed_parameter_names_of(function)) {
        Node& param = params.add(Node::record("param"));
        param.with("name", each->name).with("type", each->type);
        param.add(Node::leaf("help", std::string(each->info)));
        add_unless_empty(param, values_node(fmt::format("params.{}", each->name), arguments));
    }
    return params;
}

// Its value is not to be read by who looks on.
bool is_secret(const core::Command& command, std::string_view parameter) {
    return parameter == command.hidden_parameter || is_secret_name(parameter);
}

// The names that libvirt has for the numbers; none if only one of them has a name, as "all CPUs" has.
Node constants_node(const core::api::Parameter& parameter, const core::Arguments& arguments) {
    Node constants = Node::inline_list("constants");
    if (parameter.enums.size() != 1) return constants;
    const auto* in = core::api::find_enum(parameter.enums.front());
    if (in == nullptr || in->constants.size() < 2) return constants;
    for (const auto& constant : in->constants) {
        Node& node = constants.add(Node::record("constant"));
        node.with("name", constant.name).with("value", constant.value);
        if (is_chosen(constant, parameter.name, arguments)) node.with("chosen", "yes");
        node.add(Node::leaf("help", std::string(constant.info)));
    }
    return constants;
}

Node parameter_node(const core::Command& command, const GivenParameter& given, const core::Arguments& arguments) {
    const auto& about = given.about;
    Node node = Node::record("parameter");
    node.with("name", about.name).with("type", about.type).with("kind", kind_name(given.input));
    node.with("required", given.is_required() ? "yes" : "no").with("unit", about.unit);
    if (is_secret(command, about.name)) node.with("secret", "yes");
    if (const auto range = range_of(about.type); given.input == Input::integer && range)
        node.with("minimum", range->least).with("maximum", range->most);
    node.add(Node::leaf("help", std::string(about.info)));
    Node flags = given.input == Input::flags ? flags_node(about, arguments) : Node::inline_list("flags");
    if (flags.children.empty()) add_unless_empty(node, values_node(about.name, arguments));
    if (given.input == Input::flags) node.add(std::move(flags));
    if (given.input == Input::integer) add_unless_empty(node, constants_node(about, arguments));
    if (given.input == Input::params) node.add(params_node(command.about(), arguments));
    return node;
}

}  // namespace

std::string_view method_of(const core::Command& command) noexcept {
    return command.effect == core::Effect::change ? "POST" : "GET";
}

std::string_view kind_name(Input input) noexcept {
    const auto found = std::ranges::find(kinds, input, &Kind::input);
    return found != kinds.end() ? found->name : "string";
}

std::optional<IntegerRange> range_of(std::string_view type) noexcept {
    const auto found = std::ranges::find(ranges, type, &IntegerRange::type);
    return found != ranges.end() ? std::optional(*found) : std::nullopt;
}

std::vector<const core::api::Constant*> flags_of(const core::api::Parameter& parameter) {
    std::vector<const core::api::Constant*> flags;
    for (const auto name : parameter.enums) {
        const auto* in = core::api::find_enum(name);
        if (in == nullptr) continue;
        for (const auto& constant : in->constants) {
            const bool is_new = std::ranges::find(flags, constant.value, &core::api::Constant::value) == flags.end();
            if (constant.value != 0 && is_new) flags.push_back(&constant);
        }
    }
    return flags;
}

std::vector<GivenParameter> given_parameters(const core::Command& command) {
    const auto& parameters = command.about().parameters;
    const auto inputs = command.inputs();
    std::vector<GivenParameter> given;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] != Input::none) given.push_back({parameters[i], inputs[i]});
    }
    return given;
}

Node parameters_node(const core::Command& command, const core::Arguments& arguments) {
    // A secret is typed again.
    std::vector<core::Argument> shown = arguments.all();
    std::erase_if(shown, [&](const core::Argument& argument) { return is_secret(command, argument.name); });
    const core::Arguments kept(std::move(shown));
    Node parameters = Node::list("parameters");
    for (const auto& given : given_parameters(command)) parameters.add(parameter_node(command, given, kept));
    return parameters;
}

}  // namespace fcgi
