#include "core/command.h"

#include <algorithm>
#include <stdexcept>

#include "core/commands/tables.h"

namespace core {

std::string_view to_string(Target target) noexcept {
    if (target == Target::snapshot) return "snapshot";
    return target == Target::domain ? "domain" : "host";
}

std::string_view to_string(Who who) noexcept {
    if (who == Who::admin) return "admin";
    return who == Who::owner ? "owner" : "reader";
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

const api::Parameter* Command::xml_parameter() const {
    const api::Function& description = about();
    for (std::size_t i = 0; i < inputs_by_type.size(); ++i) {
        if (refine(inputs_by_type[i], description.parameters[i]) == Input::xml) return &description.parameters[i];
    }
    return nullptr;
}

bool Command::asks_secrets(const Arguments& arguments) const {
    if (secret_flags == 0) return false;
    const auto flags = std::ranges::find(about().parameters, "flags", &api::Parameter::name);
    return (arguments.flags(*flags) & secret_flags) != 0;
}

void Command::check(const Arguments& arguments) const {
    check_names(arguments, about(), inputs_by_type);
}

Outcome Command::run(const Object& object, const Arguments& arguments) const {
    check(arguments);
    Outcome outcome = call(object, arguments);
    outcome.result.with("function", function);
    return outcome;
}

CommandTable all_commands() {
    static const std::vector<Command> table = [] {
        std::vector<Command> rows;
        for (const CommandTable part :
             {commands::domain_commands(), commands::host_commands(), commands::owner_commands(),
              commands::snapshot_commands(), commands::stream_commands()}) {
            rows.insert(rows.end(), part.begin(), part.end());
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
