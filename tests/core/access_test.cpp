// Who may do what: the rules, for every row of the table.
#include "core/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/adapter.h"
#include "core/error.h"
#include "tests/core/thrown.h"

namespace {

using core::Command;
using core::Effect;
using core::Target;
using core::Verdict;
using core::Visitor;
using core::Who;
using tests::given;

using Owners = std::vector<std::string>;

const Owners nobody;
const Owners his{"client1"};
const Owners shared{"another", "client1", "third"};
const Owners others{"another", "client10", "Client1", "client", "client1 ", "_"};

const Command& row(std::string_view name) {
    return *core::find_command(core::all_commands(), name);
}

std::vector<std::string_view> names_of(auto&& is_meant) {
    std::vector<std::string_view> names;
    for (const Command& command : core::all_commands()) {
        if (is_meant(command)) names.push_back(command.name);
    }
    return names;
}

TEST(AVisitorOfASiteWithoutOwners, MayEverythingUnlessTheSiteIsReadOnly) {
    for (const Command& command : core::all_commands()) {
        for (const Owners& owners : {nobody, his, shared, others})
            EXPECT_EQ(judge({.is_read_only = false}, command, owners), Verdict::allowed) << command.name;
    }
}

TEST(AVisitorOfASiteWithoutOwners, MayReadAndNoMoreIfTheSiteIsReadOnly) {
    for (const Command& command : core::all_commands()) {
        const bool only_reads = command.effect == Effect::read;
        const Verdict right = only_reads ? Verdict::allowed : Verdict::read_only;
        for (const Owners& owners : {nobody, his, shared, others})
            EXPECT_EQ(judge({}, command, owners), right) << command.name;
    }
}

TEST(AnOwner, DoesNotFindWhatIsNotHis) {
    for (const Command& command : core::all_commands()) {
        for (const bool is_read_only : {true, false}) {
            const Visitor visitor{.owner = "client1", .is_read_only = is_read_only, .sees_secrets = true};
            EXPECT_EQ(judge(visitor, command, nobody), Verdict::not_there) << command.name;
            EXPECT_EQ(judge(visitor, command, others), Verdict::not_there) << command.name;
        }
    }
}

TEST(AnOwner, FindsNoHostWhoeverMayOwnIt) {
    int hosts = 0;
    for (const Command& command : core::all_commands()) {
        if (is_of_domain(command.target)) continue;
        ++hosts;
        for (const bool is_read_only : {true, false})
            EXPECT_EQ(judge({.owner = "client1", .is_read_only = is_read_only}, command, his), Verdict::not_there)
                << command.name;
    }
    EXPECT_GT(hosts, 0);
}

TEST(AnOwner, MayReadWhatIsHis) {
    for (const Command& command : core::all_commands()) {
        if (!is_of_domain(command.target) || command.effect != Effect::read) continue;
        for (const Owners& owners : {his, shared}) {
            EXPECT_EQ(judge({.owner = "client1", .is_read_only = true}, command, owners), Verdict::allowed)
                << command.name;
            EXPECT_EQ(judge({.owner = "client1", .is_read_only = false}, command, owners), Verdict::allowed)
                << command.name;
        }
    }
}

TEST(AnOwner, MayChangeWhatIsHisAndNotForAdministrators) {
    for (const Command& command : core::all_commands()) {
        if (!is_of_domain(command.target) || command.effect == Effect::read) continue;
        const bool is_admins = command.who == Who::admin;
        for (const Owners& owners : {his, shared}) {
            EXPECT_EQ(judge({.owner = "client1", .is_read_only = false}, command, owners),
                      is_admins ? Verdict::admins_only : Verdict::allowed)
                << command.name;
            EXPECT_EQ(judge({.owner = "client1", .is_read_only = true}, command, owners),
                      is_admins ? Verdict::admins_only : Verdict::read_only)
                << command.name;
        }
    }
}

// A row that is added, and that an owner may call, is added here as well.
TEST(AnOwner, MayChangeThisAndNothingElse) {
    EXPECT_THAT(
        names_of([](const Command& command) {
            return command.effect != Effect::read &&
                   judge({.owner = "client1", .is_read_only = false}, command, his) == Verdict::allowed;
        }),
        testing::ElementsAre(
            "domainAttachDevice", "domainAttachDeviceFlags", "domainAuthorizedSSHKeysGet",
            "domainAuthorizedSSHKeysSet", "domainCreate", "domainDestroy", "domainDestroyFlags", "domainDetachDevice",
            "domainDetachDeviceFlags", "domainFSFreeze", "domainFSThaw", "domainFSTrim", "domainGetFSInfo",
            "domainGetGuestInfo", "domainGetGuestVcpus", "domainGetHostname", "domainGetLaunchSecurityInfo",
            "domainGetTime", "domainInjectNMI", "domainMigrateGetMaxSpeed", "domainPMSuspendForDuration",
            "domainPMWakeup", "domainReboot", "domainReset", "domainResume", "domainRevertToSnapshot",
            "domainScreenshot", "domainSendKey", "domainSendProcessSignal", "domainSetAutostart", "domainSetMemory",
            "domainSetMemoryFlags", "domainSetMetadata", "domainSetSchedulerParameters",
            "domainSetSchedulerParametersFlags", "domainSetTime", "domainSetUserPassword", "domainSetVcpus",
            "domainSetVcpusFlags", "domainShutdown", "domainShutdownFlags", "domainSnapshotCreateXML",
            "domainSnapshotDelete", "domainSuspend", "domainUpdateDeviceFlags"));
    for (const Command& command : core::all_commands()) {
        EXPECT_TRUE(command.who == Who::admin || (!command.changes_names && !command.sets_owners)) << command.name;
    }
}

TEST(AnOwner, NeverMayMoreThanAVisitorOfASiteWithoutOwners) {
    for (const Command& command : core::all_commands()) {
        for (const bool is_read_only : {true, false}) {
            if (judge({.owner = "client1", .is_read_only = is_read_only}, command, his) != Verdict::allowed) continue;
            EXPECT_EQ(judge({.is_read_only = is_read_only}, command, his), Verdict::allowed) << command.name;
        }
    }
}

TEST(AVisitorOfWhomNothingIsSaid, MayNotChangeAndSeesNoSecrets) {
    const Visitor visitor;
    EXPECT_EQ(judge(visitor, row("domainSuspend"), nobody), Verdict::read_only);
    EXPECT_FALSE(may_see(visitor, row("domainGetXMLDesc"), given({{"flags", "VIR_DOMAIN_XML_SECURE"}})));
}

TEST(Secrets, AreSeenOnlyWhereTheSiteShowsThemAndMayChangeAndHasNoOwners) {
    const auto secure = given({{"flags", "VIR_DOMAIN_XML_SECURE"}});
    for (const std::string owner : {"", "client1"}) {
        for (const bool is_read_only : {true, false}) {
            for (const bool sees_secrets : {true, false}) {
                const Visitor visitor{owner, is_read_only, sees_secrets};
                EXPECT_EQ(may_see(visitor, row("domainGetXMLDesc"), secure),
                          owner.empty() && !is_read_only && sees_secrets);
            }
        }
    }
}

TEST(Secrets, AreAskedForByTheFlagHoweverItIsWritten) {
    const Command& command = row("domainGetXMLDesc");
    for (const char* flags : {"1", "3", "8", "VIR_DOMAIN_XML_SECURE", "VIR_DOMAIN_XML_MIGRATABLE", "4294967295"})
        EXPECT_FALSE(may_see({}, command, given({{"flags", flags}}))) << flags;
    EXPECT_FALSE(may_see({}, command, given({{"flags", "2"}, {"flags", ""}, {"flags", "1"}})));
    for (const char* flags : {"", "0", "2", "VIR_DOMAIN_XML_INACTIVE", "4294967286"})
        EXPECT_TRUE(may_see({}, command, given({{"flags", flags}}))) << flags;
    EXPECT_TRUE(may_see({}, command, {}));
}

TEST(Secrets, AreNothingToCommandsWithoutAny) {
    for (const Command& command : core::all_commands()) {
        if (command.name.ends_with("XMLDesc") || command.is_secret) continue;
        EXPECT_TRUE(may_see({}, command, given({{"flags", "1"}}))) << command.name;
    }
}

TEST(Secrets, AreWhatSomeFunctionsShowInAnyCase) {
    EXPECT_THAT(names_of([](const Command& command) { return command.is_secret; }),
                testing::ElementsAre("domainBlockPeek", "domainMemoryPeek", "secretGetValue"));
    for (const char* name : {"domainBlockPeek", "domainMemoryPeek", "secretGetValue"}) {
        EXPECT_FALSE(may_see({.is_read_only = false}, row(name), {})) << name;
        EXPECT_TRUE(may_see({.is_read_only = false, .sees_secrets = true}, row(name), {})) << name;
        EXPECT_FALSE(may_see({.is_read_only = true, .sees_secrets = true}, row(name), {})) << name;
    }
}

TEST(Secrets, CannotBeHiddenBehindFlagsThatAreNone) {
    const auto error = tests::thrown_by<core::ArgumentError>([] {
        return may_see({}, row("domainGetXMLDesc"), given({{"flags", "secure"}}));
    });
    EXPECT_EQ(error.argument(), "flags");
}

TEST(ARowThatNobodyClassified, IsForAdministrators) {
    static constexpr Command read = core::read<virDomainGetInfo>();
    static constexpr Command change = core::change<virDomainSuspend>();
    for (const Command& command : {read, change}) {
        EXPECT_EQ(command.who, Who::admin);
        EXPECT_EQ(judge({.owner = "client1", .is_read_only = false}, command, his), Verdict::admins_only);
        EXPECT_EQ(judge({.is_read_only = false}, command, his), Verdict::allowed);
    }
}

}  // namespace
