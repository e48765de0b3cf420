#include "fcgi/command_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "fcgi/object_path.h"
#include "fcgi/representation.h"

namespace {

using core::Argument;
using core::Node;
using core::Verdict;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

const core::Visitor admin{.is_read_only = false};
const core::Visitor onlooker{};
const core::Visitor owner{.owner = "client1", .is_read_only = false};

std::vector<Node> rows(const core::Visitor& visitor, const std::vector<Argument>& query = {}) {
    auto list = fcgi::commands_node(core::all_commands(), visitor, fcgi::Urls("/virt"), query);
    return std::ranges::find(list.children, "commands", &Node::name)->children;
}

std::string attribute(const Node& node, std::string_view name) {
    const auto found =
        std::ranges::find(node.attributes, name, [](const auto& each) { return std::string_view(each.first); });
    return found != node.attributes.end() ? core::to_text(found->second) : "";
}

std::vector<std::string> names(const std::vector<Node>& commands) {
    std::vector<std::string> all;
    for (const auto& command : commands) all.push_back(attribute(command, "name"));
    return all;
}

const Node& row(const std::vector<Node>& commands, std::string_view name) {
    const auto found =
        std::ranges::find_if(commands, [&](const Node& node) { return attribute(node, "name") == name; });
    if (found == commands.end()) throw std::out_of_range(std::string(name));
    return *found;
}

std::string wrong_argument(const std::vector<Argument>& query) {
    try {
        rows(admin, query);
    } catch (const core::ArgumentError& error) {
        return error.argument();
    }
    return "";
}

TEST(TheListOfCommands, HasEachFunctionOnceForWhoeverIsNoOwner) {
    std::vector<std::string> all;
    for (const auto& command : core::all_commands()) all.emplace_back(command.name);
    EXPECT_EQ(names(rows(admin)), all);
    EXPECT_EQ(names(rows(onlooker)), all);
}

TEST(TheListOfCommands, SaysWhatAFunctionIsAndTakes) {
    const std::string xml = fcgi::to_xml(row(rows(admin), "domainSetMemory"));
    EXPECT_THAT(xml, HasSubstr("<command name=\"domainSetMemory\" function=\"virDomainSetMemory\" target=\"domain\" "
                               "method=\"POST\" who=\"owner\" since=\"0.1.1\" destroys=\"no\" may=\"yes\" "
                               "address=\"/virt/{owner}/{vm}/domainSetMemory\"><summary>"));
    EXPECT_THAT(xml, HasSubstr("<parameters><parameter name=\"memory\" type=\"unsigned long\" kind=\"integer\" "
                               "required=\"yes\" unit=\"KiB\""));
}

TEST(TheListOfCommands, HasThePatternOfEachAddress) {
    const auto all = rows(admin);
    EXPECT_EQ(attribute(row(all, "nodeGetInfo"), "address"), "/virt/-/hosts/{host}/nodeGetInfo");
    EXPECT_EQ(attribute(row(all, "domainSnapshotDelete"), "address"),
              "/virt/{owner}/{vm}/snapshots/{snapshot}/domainSnapshotDelete");
}

TEST(TheListOfCommands, SaysWhyNothingCanBeChangedOnAReadOnlySite) {
    for (const auto& command : rows(onlooker)) {
        const bool may = attribute(command, "who") == "reader";
        EXPECT_EQ(attribute(command, "may"), may ? "yes" : "no");
        const bool is_change = attribute(command, "method") == "POST";
        const std::string why = is_change ? "this site is read-only: nothing can be changed here"
                                          : "this site is read-only, and " + attribute(command, "name") +
                                                " is only for those who may change things";
        EXPECT_THAT(attribute(command, "why"),
                    may ? testing::Matcher<std::string>(testing::StrEq("")) : testing::StartsWith(why));
    }
}

TEST(TheListOfCommands, HasForAnOwnerWhatBelongsToDomainsAndNothingElse) {
    const auto all = rows(owner);
    EXPECT_THAT(names(all), Not(testing::Contains(testing::AnyOf("nodeGetInfo", "domainDefineXML"))));
    std::vector<std::string> targets;
    for (const auto& command : all) targets.push_back(attribute(command, "target"));
    EXPECT_THAT(targets, Each(testing::AnyOf("domain", "snapshot", "checkpoint")));
    EXPECT_EQ(attribute(row(all, "domainSetMemory"), "may"), "yes");
    EXPECT_EQ(attribute(row(all, "domainRename"), "may"), "no");
    EXPECT_EQ(attribute(row(all, "domainRename"), "why"), "domainRename is for administrators, not for owners");
}

TEST(TheListOfCommands, IsSearchedByNameAndSummaryInAnyCase) {
    EXPECT_THAT(names(rows(admin, {{"q", "AUTOstart"}, {"target", "domain"}})),
                UnorderedElementsAre("domainGetAutostart", "domainSetAutostart"));
    EXPECT_THAT(names(rows(admin, {{"q", "virDomainRename"}})), UnorderedElementsAre("domainRename"));
    EXPECT_THAT(names(rows(admin, {{"q", "WHO OWNS"}})), UnorderedElementsAre("setOwners"));
    EXPECT_THAT(rows(admin, {{"q", "no such thing"}}), IsEmpty());
    EXPECT_EQ(rows(admin, {{"q", ""}}).size(), core::all_commands().size());
}

TEST(TheListOfCommands, IsNarrowedToOneKindOfObject) {
    for (const auto& command : rows(admin, {{"target", "host"}})) EXPECT_EQ(attribute(command, "target"), "host");
    EXPECT_THAT(names(rows(admin, {{"target", "snapshot"}, {"q", "xml"}})),
                UnorderedElementsAre("domainSnapshotGetXMLDesc"));
    EXPECT_EQ(rows(admin, {{"target", ""}}).size(), core::all_commands().size());
}

TEST(TheListOfCommands, TakesNothingElse) {
    EXPECT_EQ(wrong_argument({{"colour", "red"}}), "colour");
    EXPECT_EQ(wrong_argument({{"target", "moon"}}), "target");
    EXPECT_EQ(wrong_argument({{"q", "a"}, {"q", "a"}}), "q");
    EXPECT_THROW(rows(owner, {{"target", "host"}}), core::ArgumentError);
}

TEST(TheCommandsOfAnObject, HaveAddressesThatCanBeCalled) {
    const std::vector<std::string> owners{"client1"};
    const auto of = [&](const core::Visitor& visitor, std::string_view href, core::Target target) {
        return fcgi::to_xml(
            fcgi::commands_of_node(core::all_commands(), visitor, {target, href, owners}, {{"q", "xml"}}));
    };
    EXPECT_THAT(of(admin, "/virt/client1/vm", core::Target::domain),
                AllOf(HasSubstr("<commands target=\"domain\" q=\"xml\" href=\"/virt/client1/vm?commands\"><command "),
                      HasSubstr("href=\"/virt/client1/vm/domainGetXMLDesc\""), Not(HasSubstr("domainDefineXML"))));
    EXPECT_THAT(of(admin, "/virt/-/hosts/a/", core::Target::host),
                HasSubstr("href=\"/virt/-/hosts/a/domainDefineXML\""));
    EXPECT_THAT(of(owner, "/virt/-/hosts/a/", core::Target::host), Not(HasSubstr("<command ")));
}

TEST(ARefusal, IsSaidForEachReasonAndOnlyThen) {
    const auto& command = core::all_commands().front();
    EXPECT_EQ(fcgi::refusal(command, Verdict::allowed), "");
    for (const auto verdict : {Verdict::not_there, Verdict::read_only, Verdict::admins_only})
        EXPECT_NE(fcgi::refusal(command, verdict), "");
}

TEST(APathOfAnObject, IsThereForEachCommand) {
    for (const auto& command : core::all_commands()) {
        const auto& path = fcgi::path_of(command.target);
        for (const auto& variable : path.variables)
            EXPECT_THAT(path.pattern, HasSubstr("{" + std::string(variable.name) + "}")) << command.name;
        EXPECT_EQ(std::ranges::count(path.pattern, '{'), std::ssize(path.variables)) << command.name;
    }
}

}  // namespace
