#include "fcgi/command_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/object_path.h"
#include "fcgi/parameter_view.h"

namespace fcgi {
namespace {

using core::Argument;
using core::ArgumentError;
using core::Command;
using core::Node;
using core::Verdict;

// What the query chooses; what is empty chooses nothing.
struct Choice {
    std::string text;
    std::string target;
};

Choice parse_choice(const std::vector<Argument>& query, bool takes_target) {
    Choice choice;
    for (auto argument = query.begin(); argument != query.end(); ++argument) {
        if (std::find_if(query.begin(), argument,
                         [&](const Argument& other) { return other.name == argument->name; }) != argument)
            throw ArgumentError(argument->name, fmt::format("{} came twice: it must be given once", argument->name));
        if (argument->name == "q") {
            choice.text = argument->value;
        } else if (argument->name == "target" && takes_target) {
            choice.target = argument->value;
        } else {
            throw ArgumentError(argument->name,
                                fmt::format("{} is no argument of a list of commands: it takes {}",
                                            core::quoted(argument->name), takes_target ? "q, target" : "q"));
        }
    }
    return choice;
}

// The kinds of objects that these functions are called on, each once.
std::vector<std::string_view> targets_of(const std::vector<Offer>& offers) {
    std::vector<std::string_view> targets;
    for (const auto& offer : offers) {
        const auto name = to_string(offer.command->target);
        if (std::ranges::find(targets, name) == targets.end()) targets.push_back(name);
    }
    return targets;
}

void check_target(const std::string& target, const std::vector<std::string_view>& targets) {
    if (target.empty() || std::ranges::find(targets, target) != targets.end()) return;
    throw ArgumentError("target", fmt::format("{} is no object here: target must be one of {}", core::quoted(target),
                                              fmt::join(targets, ", ")));
}

bool matches(const Command& command, std::string_view lower_text) {
    return core::lower_case(command.function).find(lower_text) != std::string::npos ||
           core::lower_case(command.name).find(lower_text) != std::string::npos ||
           core::lower_case(command.about().summary).find(lower_text) != std::string::npos;
}

// Without its address.
Node offer_node(const Offer& offer) {
    const Command& command = *offer.command;
    const auto& about = command.about();
    Node node = Node::record("command");
    node.with("name", command.name).with("function", command.function).with("target", to_string(command.target));
    node.with("method", method_of(command)).with("who", to_string(command.who)).with("since", about.version);
    node.with("destroys", command.destroys ? "yes" : "no");
    node.with("may", offer.verdict == Verdict::allowed ? "yes" : "no").with("why", refusal(command, offer.verdict));
    node.add(Node::leaf("summary", std::string(about.summary)));
    node.add(parameters_node(command));
    return node;
}

Node list_node(const Choice& choice) {
    Node list = Node::record("commands");
    list.with("target", choice.target).with("q", choice.text);
    return list;
}

}  // namespace

std::vector<Offer> offers_on(core::CommandTable table, const core::Visitor& visitor,
                             std::span<const std::string> owners) {
    std::vector<Offer> offers;
    for (const Command& command : table) {
        const Verdict verdict = judge(visitor, command, owners);
        if (verdict != Verdict::not_there) offers.push_back({&command, verdict});
    }
    return offers;
}

std::vector<Offer> offers(core::CommandTable table, const core::Visitor& visitor) {
    return offers_on(table, visitor, std::span(&visitor.owner, 1));
}

std::string refusal(const Command& command, Verdict verdict) {
    switch (verdict) {
        case Verdict::not_there:
            return fmt::format("there is nothing here that {} could be called on", command.name);
        case Verdict::read_only:
            if (command.effect == core::Effect::change) return "this site is read-only: nothing can be changed here";
            return fmt::format(
                "this site is read-only, and {} is only for those who may change things, as libvirt has it",
                command.name);
        case Verdict::admins_only:
            return fmt::format("{} is for administrators, not for owners", command.name);
        case Verdict::allowed:
            break;
    }
    return {};
}

Node commands_node(core::CommandTable table, const core::Visitor& visitor, const Urls& urls,
                   const std::vector<Argument>& query) {
    const Choice choice = parse_choice(query, true);
    const auto all = offers(table, visitor);
    const auto targets = targets_of(all);
    check_target(choice.target, targets);
    Node list = list_node(choice);
    list.with("href", urls.commands());
    Node& of_targets = list.add(Node::inline_list("targets"));
    for (const auto target : targets) of_targets.add(Node::leaf("target", std::string(target)));
    Node commands = Node::inline_list("commands");
    const std::string text = core::lower_case(choice.text);
    for (const auto& [command, verdict] : all) {
        const bool is_of_target = choice.target.empty() || choice.target == to_string(command->target);
        if (!is_of_target || !matches(*command, text)) continue;
        const std::string address = urls.pattern(path_of(command->target).pattern);
        commands.add(offer_node({command, verdict})).with("address", fmt::format("{}/{}", address, command->name));
    }
    list.add(std::move(commands));
    return list;
}

Node commands_of_node(core::CommandTable table, const core::Visitor& visitor, const AskedObject& object,
                      const std::vector<Argument>& query) {
    Choice choice = parse_choice(query, false);
    choice.target = to_string(object.target);
    Node list = list_node(choice);
    list.with("href", fmt::format("{}?commands", object.href));
    const std::string_view slash = object.href.ends_with('/') ? "" : "/";
    const std::string text = core::lower_case(choice.text);
    Node commands = Node::inline_list("commands");
    for (const auto& offer : offers_on(table, visitor, object.owners)) {
        if (offer.command->target != object.target || !matches(*offer.command, text)) continue;
        commands.add(offer_node(offer)).with("href", fmt::format("{}{}{}", object.href, slash, offer.command->name));
    }
    list.add(std::move(commands));
    return list;
}

}  // namespace fcgi
