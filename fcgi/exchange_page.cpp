// What an exchange puts around an answer that becomes a page.
#include <fmt/format.h>

#include <array>

#include "fcgi/exchange.h"
#include "fcgi/urlencoded.h"

namespace fcgi {

using core::Command;
using core::Target;

void Exchange::surround_with_commands(Target target, const std::string& object_href,
                                      std::span<const std::string> owners, std::string_view only) {
    if (format_ != Format::html) return;
    for (const Command& command : parts_.commands) {
        if (!only.empty() && command.name != only) continue;
        if (command.target != target || judge(site_.visitor, command, owners) != core::Verdict::allowed) continue;
        surroundings_.commands.push_back(
            command_node(command, Urls::below(object_href, std::array{std::string(command.name)})));
    }
}

// Each with a list of its own, if the visitor may see that.
void Exchange::surround_with_collections(core::Target target, const std::string& object_href,
                                         std::span<const std::string> owners) {
    for (const core::Kind& kind : core::kinds()) {
        if (kind.parent != target || kind.collection.empty()) continue;
        const Command* list = core::find_command(parts_.commands, kind.list_command);
        if (list == nullptr || judge(site_.visitor, *list, owners) != core::Verdict::allowed) continue;
        const std::string collection(kind.collection);
        core::Node& node = surroundings_.collections.emplace_back(core::Node::record("collection"));
        node.with("name", collection).with("href", Urls::below(object_href, std::span(&collection, 1)) + "/");
    }
}

void Exchange::surround_with_reads(core::Target target, std::span<const std::string> owners) {
    beside_.clear();
    for (const auto name : core::kind_of(target).completed_by) {
        const Command* read = core::find_command(parts_.commands, name);
        if (read == nullptr || judge(site_.visitor, *read, owners) != core::Verdict::allowed) continue;
        beside_.push_back(read);
    }
}

void Exchange::surround_with_edit(core::Target target, const Object& object) {
    const Command* define = core::find_command(parts_.commands, core::kind_of(target).definition.command);
    if (define == nullptr || object.host == nullptr) return;
    if (judge(site_.visitor, *define, {}) != core::Verdict::allowed) return;
    const std::string& key = object.path.empty() ? object.uuid : object.path.back().key;
    surroundings_.edit =
        fmt::format("{}{}?form&of={}", urls_.host(object.host->name), define->name, encode_segment(key));
}

}  // namespace fcgi
