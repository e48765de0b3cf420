// Flags, texts, XML, and the names of arguments.
#include "core/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "core/command.h"
#include "core/error.h"
#include "tests/core/thrown.h"

namespace {

using core::ArgumentError;
using core::Arguments;
using core::Input;
using core::api::Parameter;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::given;
using tests::thrown_by;

const core::Command& command(std::string_view name) {
    const core::Command* found = core::find_command(core::all_commands(), name);
    if (found == nullptr) throw std::logic_error("the table has no " + std::string(name));
    return *found;
}

const Parameter& parameter(std::string_view function, std::string_view name) {
    for (const auto& each : core::api::find_function(function)->parameters) {
        if (each.name == name) return each;
    }
    throw std::logic_error("no such parameter");
}

const Parameter& reboot_flags() {
    return parameter("virDomainReboot", "flags");
}

TEST(Flags, AreZeroWhenNoneIsGiven) {
    EXPECT_EQ(Arguments().flags(reboot_flags()), 0U);
    EXPECT_EQ(given({{"flags", ""}}).flags(reboot_flags()), 0U);
}

TEST(Flags, TakeNumbersUpToTheTypesLimit) {
    EXPECT_EQ(given({{"flags", "3"}}).flags(reboot_flags()), 3U);
    EXPECT_EQ(given({{"flags", "4294967295"}}).flags(reboot_flags()), 4294967295U);
    EXPECT_EQ(thrown_by<ArgumentError>([] {
                  return given({{"flags", "4294967296"}}).flags(reboot_flags());
              }).argument(),
              "flags");
    EXPECT_EQ(thrown_by<ArgumentError>([] {
                  return given({{"flags", "-1"}}).flags(reboot_flags());
              }).argument(),
              "flags");
}

TEST(Flags, TakeLibvirtsNames) {
    EXPECT_EQ(given({{"flags", "VIR_DOMAIN_REBOOT_GUEST_AGENT"}}).flags(reboot_flags()),
              unsigned{VIR_DOMAIN_REBOOT_GUEST_AGENT});
}

TEST(Flags, AreOrRedWhenSeveralAreGiven) {
    const Arguments arguments = given({{"flags", "VIR_DOMAIN_REBOOT_GUEST_AGENT"}, {"flags", ""}, {"flags", "1"}});
    EXPECT_EQ(arguments.flags(reboot_flags()),
              unsigned{VIR_DOMAIN_REBOOT_GUEST_AGENT | VIR_DOMAIN_REBOOT_ACPI_POWER_BTN});
}

TEST(Flags, RefuseANameThatIsNotTheFunctionsAndTellWhichAre) {
    for (const std::string name : {"VIR_NO_SUCH_FLAG", "VIR_DOMAIN_XML_SECURE", "VIR_"}) {
        const auto error = thrown_by<ArgumentError>([&] { return given({{"flags", name}}).flags(reboot_flags()); });
        EXPECT_EQ(error.argument(), "flags");
        EXPECT_THAT(error.what(), HasSubstr(name));
        EXPECT_THAT(error.what(), HasSubstr("VIR_DOMAIN_REBOOT_GUEST_AGENT"));
    }
}

TEST(Flags, AreNotTakenInLowerCase) {
    EXPECT_THROW(static_cast<void>(given({{"flags", "vir_domain_reboot_guest_agent"}}).flags(reboot_flags())),
                 ArgumentError);
}

TEST(AText, IsTakenAsItIs) {
    const Parameter& device = parameter("virDomainInterfaceStats", "device");
    EXPECT_STREQ(given({{"device", " vnet0\n"}}).text(device), " vnet0\n");
    EXPECT_STREQ(given({{"device", ""}}).text(device), "");
}

TEST(AText, MustNotBeMissingUnlessLibvirtTakesNull) {
    const auto error =
        thrown_by<ArgumentError>([] { return Arguments().text(parameter("virDomainInterfaceStats", "device")); });
    EXPECT_EQ(error.argument(), "device");
    const Parameter optional{"dxml", "const char *", "(optional) XML config for managing the domain", "", {}};
    EXPECT_EQ(Arguments().text(optional), nullptr);
}

TEST(AnXmlArgument, MustBeWellFormedAndTheErrorSaysWhere) {
    const Parameter& xml = parameter("virDomainDefineXML", "xml");
    EXPECT_STREQ(given({{"xml", "<a>ü</a>"}}).xml(xml), "<a>ü</a>");
    for (const std::string value : {"", "text", "<a>\n<b></a>", "<a/><b/>", "<a>&none;</a>", "<a b='1' b='2'/>"}) {
        const auto error = thrown_by<ArgumentError>([&] { return given({{"xml", value}}).xml(xml); });
        EXPECT_EQ(error.argument(), "xml");
        EXPECT_THAT(error.what(), HasSubstr("xml is not well-formed XML")) << value;
    }
    const auto error = thrown_by<ArgumentError>([&] { return given({{"xml", "<a>\n<b></a>"}}).xml(xml); });
    EXPECT_THAT(error.what(), HasSubstr("line 2"));
}

TEST(AnXmlArgument, NeverGetsAFileIntoItsEntities) {
    for (const std::string document : {"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>",
                                       "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", "<!DOCTYPE a><a/>"}) {
        EXPECT_THAT(thrown_by<ArgumentError>([&] {
                        return given({{"xml", document}}).xml(parameter("virDomainDefineXML", "xml"));
                    }).what(),
                    HasSubstr("document type declaration"));
    }
}

TEST(AnXmlArgument, CannotBlowUpByNestedEntities) {
    std::string laughs = "<!DOCTYPE a [<!ENTITY e0 'ha'>";
    for (int i = 1; i < 40; ++i) {
        laughs +=
            "<!ENTITY e" + std::to_string(i) + " '&e" + std::to_string(i - 1) + ";&e" + std::to_string(i - 1) + ";'>";
    }
    laughs += "]><a b='&e39;'>&e39;</a>";
    EXPECT_THROW(static_cast<void>(given({{"xml", laughs}}).xml(parameter("virDomainDefineXML", "xml"))),
                 ArgumentError);
}

TEST(TheNamesOfArguments, MustBeTheFunctionsOwn) {
    const auto error = thrown_by<ArgumentError>([] {
        command("domainSetMemory").check(given({{"memory", "1"}, {"memroy", "2"}}));
        return 0;
    });
    EXPECT_EQ(error.argument(), "memroy");
    EXPECT_THAT(error.what(), HasSubstr("virDomainSetMemory"));
    EXPECT_THAT(error.what(), HasSubstr("it takes memory"));
}

TEST(TheNamesOfArguments, AreNotThoseOfTheObjectOrOfBuffers) {
    std::set<std::string> sizes;  // functions that take what is the size of a buffer elsewhere
    for (const auto& row : core::all_commands()) {
        for (const std::string name : {"domain", "dom", "conn", "pool", "info", "params", "nparams", "maxinfo", ""})
            EXPECT_THROW(row.check(given({{name, "1"}})), ArgumentError) << row.name << ' ' << name;
        const auto inputs = row.inputs();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const std::string name(row.about().parameters[i].name);
            if (inputs[i] == Input::none)
                EXPECT_THROW(row.check(given({{name, "1"}})), ArgumentError) << row.name << ' ' << name;
            else if (name == "size")
                sizes.emplace(row.name);
        }
    }
    EXPECT_THAT(sizes, ElementsAre("domainBlockPeek", "domainBlockResize", "domainMemoryPeek"));
}

TEST(TheNamesOfArguments, MayComeOnceOnlyExceptFlags) {
    const auto error = thrown_by<ArgumentError>([] {
        command("domainSetMemory").check(given({{"memory", "1"}, {"memory", "1"}}));
        return 0;
    });
    EXPECT_EQ(error.argument(), "memory");
    EXPECT_THAT(error.what(), HasSubstr("twice"));
    EXPECT_NO_THROW(command("domainReboot").check(given({{"flags", "1"}, {"flags", "2"}})));
    EXPECT_THROW(
        command("domainSetSchedulerParameters").check(given({{"params.weight", "1"}, {"params.weight", "2"}})),
        ArgumentError);
    EXPECT_NO_THROW(
        command("domainMigrate3").check(given({{"params.migrate_disks", "vda"}, {"params.migrate_disks", "vdb"}})));
}

TEST(AListOfNumbers, IsWithoutTheFieldsThatWereLeftEmptyAtItsEnd) {
    const Parameter& codes = parameter("virDomainSendKey", "keycodes");
    EXPECT_THAT(
        given({{"keycodes", "1"}, {"keycodes", "2"}, {"keycodes", ""}, {"keycodes", ""}}).integers<unsigned>(codes),
        ElementsAre(1U, 2U));
    for (const auto& wrong : {given({}), given({{"keycodes", ""}}), given({{"keycodes", ""}, {"keycodes", "1"}}),
                              given({{"keycodes", "1"}, {"keycodes", "x"}})}) {
        EXPECT_EQ(thrown_by<ArgumentError>([&] { return wrong.integers<unsigned>(codes); }).argument(), "keycodes");
    }
}

TEST(AListOfTexts, MustHaveOneUnlessItIsOptional) {
    const Parameter& cpus = parameter("virConnectBaselineCPU", "xmlCPUs");
    EXPECT_THAT(given({{"xmlCPUs", "<cpu/>"}, {"xmlCPUs", ""}}).texts(cpus), ElementsAre(testing::StrEq("<cpu/>")));
    for (const auto& wrong : {given({}), given({{"xmlCPUs", ""}, {"xmlCPUs", ""}})})
        EXPECT_EQ(thrown_by<ArgumentError>([&] { return wrong.texts(cpus); }).argument(), "xmlCPUs");
}

TEST(AFunctionWithoutArguments, SaysSo) {
    const auto error = thrown_by<ArgumentError>([] {
        command("domainGetInfo").check(given({{"flags", "0"}}));
        return 0;
    });
    EXPECT_THAT(error.what(), HasSubstr("no arguments"));
}

TEST(WhatAParameterTakes, IsRefinedByItsName) {
    EXPECT_EQ(core::refine(Input::integer, reboot_flags()), Input::flags);
    EXPECT_EQ(core::refine(Input::integer, parameter("virDomainSetMemory", "memory")), Input::integer);
    EXPECT_EQ(core::refine(Input::text, parameter("virDomainDefineXML", "xml")), Input::xml);
    EXPECT_EQ(core::refine(Input::text, parameter("virDomainAttachDevice", "xml")), Input::xml);
    EXPECT_EQ(core::refine(Input::text, parameter("virDomainInterfaceStats", "device")), Input::text);
}

}  // namespace
