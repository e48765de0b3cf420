#include "fcgi/form_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fcgi/representation.h"

namespace {

using core::Node;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const core::Command& command(std::string_view name) {
    return *core::find_command(core::all_commands(), name);
}
std::string form(std::string_view name) {
    return fcgi::to_xml(fcgi::form_node(command(name), "/virt/a/vm/" + std::string(name), "/virt/a/vm"));
}
std::string link(std::string_view name) {
    return fcgi::to_xml(fcgi::command_node(command(name), "/virt/a/vm/" + std::string(name)));
}

TEST(AForm, SaysWhatTheFunctionDoesAndWhereItGoes) {
    EXPECT_THAT(form("domainDestroy"),
                AllOf(HasSubstr("<form function=\"virDomainDestroy\" command=\"domainDestroy\" method=\"POST\" "
                                "href=\"/virt/a/vm/domainDestroy\" back=\"/virt/a/vm\" destroys=\"yes\"><summary>"),
                      HasSubstr("<parameters/>")));
    EXPECT_THAT(form("domainGetXMLDesc"), AllOf(HasSubstr("method=\"GET\""), HasSubstr("destroys=\"no\"")));
}

TEST(AForm, HasANumberWithItsUnitAndLimits) {
    EXPECT_THAT(
        form("domainSetMemory"),
        HasSubstr("<parameter name=\"memory\" type=\"unsigned long\" kind=\"integer\" required=\"yes\" unit=\"KiB\" "
                  "minimum=\"0\" maximum=\"18446744073709551615\"><help>"));
    EXPECT_THAT(form("domainSetVcpus"), AllOf(HasSubstr("name=\"nvcpus\""), HasSubstr("maximum=\"4294967295\"")));
}

TEST(AForm, KeepsNoSecretWhateverItsName) {
    const core::Arguments given({{"value", "c3dvcmRmaXNo"}, {"flags", "7"}});
    const std::string kept = fcgi::to_xml(fcgi::form_node(command("secretSetValue"), "/x", "/y", given));
    EXPECT_THAT(kept, AllOf(HasSubstr("name=\"value\""), HasSubstr("<value>7</value>"), Not(HasSubstr("c3dv"))));
}

TEST(AForm, SaysWhatIsNotToBeReadByWhoLooksOn) {
    for (const auto* name : {"secretSetValue", "domainSetUserPassword"})
        EXPECT_THAT(form(name), HasSubstr("secret=\"yes\"")) << name;
    EXPECT_THAT(form("domainSetMemory"), Not(HasSubstr("secret=")));
}

TEST(AForm, HasTheNamesOfNumbers) {
    EXPECT_THAT(form("domainSetMetadata"),
                HasSubstr("<constant name=\"VIR_DOMAIN_METADATA_TITLE\" value=\"1\"><help>"));
    EXPECT_THAT(form("nodeGetCPUStats"), Not(HasSubstr("<constant ")));  // one number has a name
    for (const auto* typed : {"1", "VIR_DOMAIN_METADATA_TITLE"}) {
        const std::string kept = fcgi::to_xml(fcgi::form_node(
            command("domainSetMetadata"), "/x", "/y", core::Arguments(std::vector<core::Argument>{{"type", typed}})));
        EXPECT_THAT(kept, HasSubstr("name=\"VIR_DOMAIN_METADATA_TITLE\" value=\"1\" chosen=\"yes\"")) << typed;
        EXPECT_THAT(kept, Not(HasSubstr("value=\"0\" chosen")));
    }
}

TEST(AForm, HasTextAndXml) {
    EXPECT_THAT(form("domainInterfaceStats"),
                AllOf(HasSubstr("name=\"device\""), HasSubstr("kind=\"string\""), HasSubstr("required=\"yes\"")));
    EXPECT_THAT(form("domainAttachDevice"), AllOf(HasSubstr("name=\"xml\""), HasSubstr("kind=\"xml\"")));
}

TEST(AForm, HasEachFlagOnceAndNoneThatIsZero) {
    const std::string xml = form("domainReboot");
    EXPECT_THAT(xml, AllOf(HasSubstr("kind=\"flags\" required=\"no\""),
                           HasSubstr("<flag name=\"VIR_DOMAIN_REBOOT_GUEST_AGENT\" value=\"2\"><help>")));
    EXPECT_THAT(xml, Not(HasSubstr("VIR_DOMAIN_REBOOT_DEFAULT")));
    EXPECT_EQ(xml.find("VIR_DOMAIN_REBOOT_SIGNAL"), xml.rfind("VIR_DOMAIN_REBOOT_SIGNAL\" value"));
}

TEST(AForm, HasTheTypedParametersThatLibvirtDocuments) {
    const std::string xml = form("domainSetSchedulerParameters");
    EXPECT_THAT(xml,
                AllOf(HasSubstr("kind=\"params\""), HasSubstr("<param name=\"cpu_shares\" type=\"ullong\"><help>"),
                      Not(HasSubstr("nparams"))));
}

TEST(AForm, SaysWhatBodyItTakesWhereNoPageCanSendIt) {
    EXPECT_THAT(form("storageVolUpload"), HasSubstr("body=\"application/octet-stream\""));
    EXPECT_THAT(form("storageVolDownload"), Not(HasSubstr("body=")));
    EXPECT_THAT(form("domainAttachDevice"), Not(HasSubstr("body=")));
}

TEST(AForm, HasOnlyWhatTheUserGives) {
    for (const auto& each : core::all_commands()) {
        const Node node = fcgi::form_node(each, "/x", "/y");
        const auto inputs = each.inputs();
        const auto given =
            std::ranges::count_if(inputs, [](core::Input input) { return input != core::Input::none; });
        EXPECT_EQ(std::ssize(std::ranges::find(node.children, "parameters", &Node::name)->children), given)
            << each.name;
    }
}

TEST(ALinkToACommand, SaysWhetherItNeedsArguments) {
    EXPECT_THAT(link("domainShutdown"), HasSubstr("arguments=\"none\""));
    EXPECT_THAT(link("domainReboot"), HasSubstr("arguments=\"optional\""));
    EXPECT_THAT(link("domainGetXMLDesc"), HasSubstr("arguments=\"optional\""));
    EXPECT_THAT(link("domainSetMemory"), HasSubstr("arguments=\"required\""));
    EXPECT_THAT(link("domainSetSchedulerParameters"), HasSubstr("arguments=\"required\""));
}

TEST(ALinkToACommand, HasItsMethodAndAddress) {
    EXPECT_THAT(link("domainShutdown"),
                HasSubstr("<command name=\"domainShutdown\" function=\"virDomainShutdown\" method=\"POST\" "
                          "href=\"/virt/a/vm/domainShutdown\" destroys=\"yes\""));
    EXPECT_THAT(link("domainGetInfo"), AllOf(HasSubstr("method=\"GET\""), HasSubstr("summary=\"")));
}

}  // namespace
