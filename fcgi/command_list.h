// What can be called, as an answer: each function with what it takes and who may, and whether this visitor may.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/access.h"
#include "core/node.h"
#include "fcgi/route.h"

namespace fcgi {

// A function as a visitor finds it.
struct Offer {
    const core::Command* command;
    core::Verdict verdict;
};

// Every function that exists for the visitor on an object with these owners, in the table's order.
[[nodiscard]] std::vector<Offer> offers_on(core::CommandTable table, const core::Visitor& visitor,
                                           std::span<const std::string> owners);
// On any object: on the site of an owner, on any of his.
[[nodiscard]] std::vector<Offer> offers(core::CommandTable table, const core::Visitor& visitor);

// Why the visitor may not, in a sentence; empty if he may.
[[nodiscard]] std::string refusal(const core::Command& command, core::Verdict verdict);

// All of them, at the patterns of their addresses. The query's ?q= and ?target= choose. Throws ArgumentError.
[[nodiscard]] core::Node commands_node(core::CommandTable table, const core::Visitor& visitor, const Urls& urls,
                                       const std::vector<core::Argument>& query);

struct AskedObject {
    core::Target target;
    std::string_view href;  // with or without a slash at its end
    std::span<const std::string> owners;
};
// Those of one object, at their addresses. The query's ?q= chooses. Throws ArgumentError.
[[nodiscard]] core::Node commands_of_node(core::CommandTable table, const core::Visitor& visitor,
                                          const AskedObject& object, const std::vector<core::Argument>& query);

}  // namespace fcgi
