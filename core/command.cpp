#include "core/command.h"

#include <algorithm>
#include <stdexcept>

#include "core/commands/tables.h"
#include "core/error.h"
#include "core/xml_document.h"

namespace core {

namespace {

// The object that a document is about, by its UUID or name.
std::string key_in(const std::string& text) {
    const XmlDocument document = parse_xml(text);
    xmlNode* root = xmlDocGetRootElement(document.get());
    for (const std::string_view name : {"uuid", "name"}) {
        if (const xmlNode* element = find_child(root, name)) return text_of(element);
    }
    return attribute_of(root, "name");
}

bool is_there(Target target, virConnectPtr connection, const char* document) {
    const std::string key = key_in(document);
    if (key.empty()) return false;
    try {
        return kind_of(target).look_up(connection, key) != nullptr;
    } catch (const LibvirtError&) {
        return false;
    }
}

}  // namespace

std::string_view to_string(Who who) noexcept {
    if (who == Who::admin) return "admin";
    return who == Who::owner ? "owner" : "reader";
}

std::string_view to_string(Effect effect) noexcept {
    if (effect == Effect::change) return "change";
    return effect == Effect::read ? "read" : "privileged read";
}

const api::Function& Command::about() const {
    if (own != nullptr) return *own;
    const api::Function* description = api::find_function(function);
    if (description == nullptr) throw std::logic_error("libvirt-api.xml does not know " + std::string(function));
    return *description;
}

std::vector<Input> Command::inputs() const {
    const api::Function& description = about();
    std::vector<Input> refined;
    refined.reserve(inputs_by_type.size());
    for (std::size_t i = 0; i < inputs_by_type.size(); ++i) {
        refined.push_back(refine(inputs_by_type[i], description.parameters[i]));
    }
    return refined;
}

namespace {

const api::Parameter* find_parameter(const Command& command, Input input) {
    const auto inputs = command.inputs();
    const auto found = std::ranges::find(inputs, input);
    return found != inputs.end() ? &command.about().parameters[static_cast<std::size_t>(found - inputs.begin())]
                                 : nullptr;
}

}  // namespace

const api::Parameter* Command::xml_parameter() const {
    return find_parameter(*this, Input::xml);
}

const api::Parameter* Command::host_parameter() const {
    return find_parameter(*this, Input::host);
}

bool Command::asks_secrets(const Arguments& arguments) const {
    if (is_secret || secret_flags == 0) return is_secret;
    const auto flags = std::ranges::find(about().parameters, "flags", &api::Parameter::name);
    return (arguments.flags(*flags) & secret_flags) != 0;
}

bool Command::is_privileged(const Arguments& arguments) const {
    if (effect != Effect::read) return true;
    if (privileged_parameter.empty()) return false;
    const auto parameter = std::ranges::find(about().parameters, privileged_parameter, &api::Parameter::name);
    if (parameter->name == "flags")
        return (arguments.flags(*parameter) & static_cast<unsigned>(privileged_value)) != 0;
    return arguments.integer<unsigned>(*parameter) == static_cast<unsigned>(privileged_value);
}

void Command::check(const Arguments& arguments) const {
    check_names(arguments, about(), inputs_by_type);
}

Outcome Command::run(const Object& object, const Arguments& arguments) const {
    check(arguments);
    const bool was_there = defines && is_there(*defines, object.connection, arguments.xml(*xml_parameter()));
    Outcome outcome = call(object, arguments);
    outcome.has_made = outcome.object && effect == Effect::change && !was_there;
    outcome.result.with("function", function);
    return outcome;
}

CommandTable all_commands() {
    static const std::vector<Command> table = [] {
        std::vector<Command> rows;
        for (const auto& part : commands::all_parts) {
            const CommandTable its_rows = part();
            rows.insert(rows.end(), its_rows.begin(), its_rows.end());
        }
        std::ranges::sort(rows, {}, &Command::name);
        return rows;
    }();
    return table;
}

const Command* find_command(CommandTable table, std::string_view name) {
    const bool is_c_name = name.starts_with("vir");
    for (const Command& row : table) {
        if ((is_c_name ? row.function : row.name) == name) return &row;
    }
    return nullptr;
}

}  // namespace core
