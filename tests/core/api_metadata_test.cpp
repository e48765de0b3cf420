// What the program asks of libvirt's description of itself, and the table against it.
#include "core/api/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <algorithm>

#include "core/command.h"

namespace {

using core::Input;
namespace api = core::api;

TEST(TheMetadata, FindsFunctionsByTheirWholeName) {
    ASSERT_NE(api::find_function("virDomainGetInfo"), nullptr);
    EXPECT_EQ(api::find_function("virDomainGetInfo")->name, "virDomainGetInfo");
    for (const std::string_view name :
         {"", "virDomainGetInf", "virDomainGetInfo2", "domainGetInfo", "VIRDOMAINGETINFO"}) {
        EXPECT_EQ(api::find_function(name), nullptr) << name;
    }
}

TEST(TheMetadata, IsSortedSoThatEveryNameIsFound) {
    EXPECT_TRUE(std::ranges::is_sorted(api::functions(), {}, &api::Function::name));
    for (const auto& function : api::functions()) EXPECT_EQ(api::find_function(function.name), &function);
    for (const auto& each : api::enums()) EXPECT_EQ(api::find_enum(each.name), &each);
}

TEST(TheMetadata, KnowsTheConstantsThatTheCompilerKnows) {
    const api::Enum* states = api::find_enum("virDomainState");
    ASSERT_NE(states, nullptr);
    EXPECT_EQ(api::find_constant(*states, VIR_DOMAIN_PAUSED)->name, "VIR_DOMAIN_PAUSED");
    EXPECT_EQ(api::find_constant(*states, VIR_DOMAIN_PMSUSPENDED)->name, "VIR_DOMAIN_PMSUSPENDED");
    EXPECT_EQ(api::find_constant(*states, -1), nullptr);
    EXPECT_EQ(api::find_constant(*states, 1000), nullptr);
    const api::Enum* errors = api::find_enum("virErrorNumber");
    ASSERT_NE(errors, nullptr);
    EXPECT_EQ(api::find_constant(*errors, VIR_ERR_NO_DOMAIN)->name, "VIR_ERR_NO_DOMAIN");
}

TEST(TheMetadata, PrefersTheTypedParameterOfTheWantedPrefix) {
    const auto* scheduler = api::find_typed_parameter("weight", "VIR_DOMAIN_SCHEDULER_");
    const auto* block = api::find_typed_parameter("weight", "VIR_DOMAIN_BLKIO_");
    ASSERT_NE(scheduler, nullptr);
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(scheduler->macro, "VIR_DOMAIN_SCHEDULER_WEIGHT");
    EXPECT_EQ(block->macro, "VIR_DOMAIN_BLKIO_WEIGHT");
    EXPECT_EQ(api::find_typed_parameter("no such name", ""), nullptr);
}

TEST(TheTable, IsSortedAndNamesNothingTwice) {
    const auto table = core::all_commands();
    EXPECT_TRUE(std::ranges::is_sorted(table, {}, &core::Command::name));
    EXPECT_EQ(std::ranges::adjacent_find(table, {}, &core::Command::name), table.end());
}

TEST(TheTable, HasOnlyFunctionsThatLibvirtDescribesWithTheSameParameters) {
    for (const auto& row : core::all_commands()) {
        if (row.own != nullptr) continue;
        const api::Function* function = api::find_function(row.function);
        ASSERT_NE(function, nullptr) << row.function;
        EXPECT_EQ(row.inputs_by_type.size(), function->parameters.size()) << row.function;
        EXPECT_FALSE(function->summary.empty()) << row.function;
        EXPECT_EQ(
            "vir" + std::string(1, static_cast<char>(std::toupper(row.name[0]))) + std::string(row.name.substr(1)),
            row.function);
    }
}

TEST(TheTable, HasOneFunctionOfOurOwn) {
    const auto is_own = [](const auto& row) { return row.own != nullptr; };
    EXPECT_EQ(std::ranges::count_if(core::all_commands(), is_own), 1);
    const auto* row = core::find_command(core::all_commands(), "setOwners");
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->inputs_by_type.size(), row->about().parameters.size());
    EXPECT_EQ(row->who, core::Who::admin);
}

// What libvirt's text spells as the type must be what the compiler deduced.
bool fits(Input input, std::string_view type) {
    switch (input) {
        case Input::integer:
        case Input::flags:
            return type.ends_with("int") || type.ends_with("long") || type == "size_t";
        case Input::number:
            return type == "double";
        case Input::text:
        case Input::xml:
            return type == "const char *" || type == "virStorageVolPtr";  // a volume by its path or key
        case Input::params:
            return type == "virTypedParameterPtr";
        default:
            return true;
    }
}

TEST(TheTable, TakesFromTheUserWhatTheDescribedTypesTake) {
    for (const auto& row : core::all_commands()) {
        const auto inputs = row.inputs();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto& parameter = row.about().parameters[i];
            EXPECT_TRUE(fits(inputs[i], parameter.type))
                << row.function << ' ' << parameter.name << ' ' << parameter.type;
            const bool is_ignored = parameter.info.find("ignored") != std::string_view::npos;
            const bool is_lent_text_or_flags =
                (parameter.type == "const char *" && !is_ignored) || parameter.name == "flags";
            EXPECT_FALSE(is_lent_text_or_flags && inputs[i] == Input::none) << row.function << ' ' << parameter.name;
        }
        // The object, or what comes out; libvirt takes a list of domains in its place once.
        EXPECT_EQ(inputs.at(0), row.function == "virDomainListGetStats" ? Input::texts : Input::none) << row.function;
    }
}

TEST(TheTable, KnowsWhereARequestsXmlBodyGoes) {
    for (const std::string_view name : {"domainAttachDevice", "domainDetachDevice", "domainDefineXML"}) {
        const auto* parameter = core::find_command(core::all_commands(), name)->xml_parameter();
        ASSERT_NE(parameter, nullptr) << name;
        EXPECT_EQ(parameter->name, "xml");
    }
    EXPECT_EQ(core::find_command(core::all_commands(), "domainSetMemory")->xml_parameter(), nullptr);
}

TEST(ACommand, IsFoundWithAndWithoutVir) {
    const auto table = core::all_commands();
    EXPECT_EQ(core::find_command(table, "domainGetInfo"), core::find_command(table, "virDomainGetInfo"));
    ASSERT_NE(core::find_command(table, "domainGetInfo"), nullptr);
    for (const std::string_view name :
         {"", "vir", "DomainGetInfo", "virdomainGetInfo", "domaingetinfo", "virDomainFree", "domainGetInfo "}) {
        EXPECT_EQ(core::find_command(table, name), nullptr) << name;
    }
}

TEST(TheTable, HasEveryFunctionThatTheFirstReleasePromises) {
    for (const std::string_view name : {"domainAttachDevice",
                                        "domainDetachDevice",
                                        "domainGetID",
                                        "domainGetMaxMemory",
                                        "domainGetMaxVcpus",
                                        "domainGetName",
                                        "domainGetOSType",
                                        "domainGetSchedulerParameters",
                                        "domainGetSchedulerType",
                                        "domainGetUUID",
                                        "domainGetUUIDString",
                                        "domainGetVcpus",
                                        "domainReboot",
                                        "domainShutdown",
                                        "domainInterfaceStats",
                                        "domainGetXMLDesc",
                                        "domainCreate",
                                        "domainDestroy",
                                        "domainSuspend",
                                        "domainResume",
                                        "domainGetInfo",
                                        "domainGetState",
                                        "domainSetMemory",
                                        "domainSetVcpus",
                                        "domainSetSchedulerParameters",
                                        "domainDefineXML",
                                        "domainUndefine",
                                        "connectGetCapabilities",
                                        "nodeGetInfo"}) {
        EXPECT_NE(core::find_command(core::all_commands(), name), nullptr) << name;
    }
}

}  // namespace
