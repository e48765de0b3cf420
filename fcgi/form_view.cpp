#include "fcgi/form_view.h"

#include "fcgi/parameter_view.h"

namespace fcgi {

using core::Command;
using core::Node;

Node form_node(const Command& command, const std::string& href, const std::string& back,
               const core::Arguments& given) {
    Node form = Node::record("form");
    form.with("function", command.function).with("command", command.name).with("method", method_of(command));
    form.with("href", href).with("back", back).with("destroys", command.destroys ? "yes" : "no");
    if (command.flow == core::Flow::to_host) form.with("body", "application/octet-stream");  // no page can send it
    form.add(Node::leaf("summary", std::string(command.about().summary)));
    form.add(parameters_node(command, given));
    return form;
}

Node command_node(const Command& command, const std::string& href) {
    std::string_view arguments = "none";
    for (const auto& given : given_parameters(command)) {
        if (given.is_required())
            arguments = "required";
        else if (arguments == "none")
            arguments = "optional";
    }
    Node node = Node::record("command");
    node.with("name", command.name)
        .with("function", command.function)
        .with("method", method_of(command))
        .with("href", href);
    node.with("destroys", command.destroys ? "yes" : "no")
        .with("arguments", arguments)
        .with("summary", command.about().summary);
    return node;
}

}  // namespace fcgi
