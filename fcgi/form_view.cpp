#include "fcgi/form_view.h"

#include <algorithm>
#include <array>

#include "core/typed_parameters.h"

namespace fcgi {
namespace {

using core::Command;
using core::Input;
using core::Node;

std::string_view kind_name(Input input) {
    switch (input) {
        case Input::integer:
            return "integer";
        case Input::number:
            return "number";
        case Input::xml:
            return "xml";
        case Input::lines:
            return "lines";
        case Input::flags:
            return "flags";
        case Input::params:
            return "params";
        case Input::texts:
        case Input::integers:
            return "list";
        case Input::cpu_set:
            return "cpus";
        case Input::bytes:
            return "base64";
        case Input::host:
            return "host";
        default:
            return "string";
    }
}

std::string_view method(const Command& command) {
    return command.is_read() ? "GET" : "POST";
}

struct IntegerRange {
    std::string_view type;
    std::string_view least;
    std::string_view most;
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

// Two enums of one parameter can name the same bit: a form shows it once.
void add_flags(const core::api::Parameter& parameter, Node& node) {
    std::vector<std::int64_t> seen;
    for (const auto name : parameter.enums) {
        const auto* in = core::api::find_enum(name);
        if (in == nullptr) continue;
        for (const auto& constant : in->constants) {
            if (constant.value == 0 || std::ranges::find(seen, constant.value) != seen.end()) continue;
            seen.push_back(constant.value);
            Node& flag = node.add(Node::record("flag"));
            flag.with("name", constant.name).with("value", constant.value);
            flag.add(Node::leaf("help", std::string(constant.info)));
        }
    }
}

void add_params(const core::api::Function& function, Node& node) {
    for (const auto* each : core::typed_parameter_names_of(function)) {
        Node& param = node.add(Node::record("param"));
        param.with("name", each->name).with("type", each->type);
        param.add(Node::leaf("help", std::string(each->info)));
    }
}

Node parameter_node(const core::api::Function& function, const core::api::Parameter& parameter, Input input) {
    Node node = Node::record("parameter");
    node.with("name", parameter.name).with("type", parameter.type).with("kind", kind_name(input));
    node.with("required", is_optional(input, parameter) ? "no" : "yes").with("unit", parameter.unit);
    if (const auto range = std::ranges::find(ranges, parameter.type, &IntegerRange::type);
        input == Input::integer && range != ranges.end()) {
        node.with("minimum", range->least).with("maximum", range->most);
    }
    node.add(Node::leaf("help", std::string(parameter.info)));
    if (input == Input::flags) {
        Node flags = Node::inline_list("flags");
        add_flags(parameter, flags);
        node.add(std::move(flags));
    } else if (input == Input::params) {
        Node params = Node::inline_list("params");
        add_params(function, params);
        node.add(std::move(params));
    }
    return node;
}

}  // namespace

Node form_node(const Command& command, const std::string& href, const std::string& back) {
    const auto& function = command.about();
    const auto inputs = command.inputs();
    Node form = Node::record("form");
    form.with("function", command.function).with("command", command.name).with("method", method(command));
    form.with("href", href).with("back", back).with("destroys", command.destroys ? "yes" : "no");
    form.add(Node::leaf("summary", std::string(function.summary)));
    Node parameters = Node::list("parameters");
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] != Input::none) parameters.add(parameter_node(function, function.parameters[i], inputs[i]));
    }
    form.add(std::move(parameters));
    return form;
}

Node command_node(const Command& command, const std::string& href) {
    const auto& function = command.about();
    const auto inputs = command.inputs();
    std::string_view arguments = "none";
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] == Input::none) continue;
        if (!is_optional(inputs[i], function.parameters[i]))
            arguments = "required";
        else if (arguments == "none")
            arguments = "optional";
    }
    Node node = Node::record("command");
    node.with("name", command.name)
        .with("function", command.function)
        .with("method", method(command))
        .with("href", href);
    node.with("destroys", command.destroys ? "yes" : "no")
        .with("arguments", arguments)
        .with("summary", function.summary);
    return node;
}

}  // namespace fcgi
