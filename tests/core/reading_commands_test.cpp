// Each row that reads, beside the same call through libvirt's own API.
#include <gmock/gmock.h>

#include <array>

#include "core/fields.h"
#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using tests::attribute;
using tests::child;
using tests::text;

using AReadingCommand = tests::TestDriver;

std::string owned(char* text_of_libvirt) {
    const core::OwnedText owner(text_of_libvirt);
    return owner != nullptr ? owner.get() : "";
}

TEST_F(AReadingCommand, SaysWhichFunctionItIs) {
    EXPECT_EQ(attribute(call("domainGetInfo").result, "function"), "virDomainGetInfo");
}

TEST_F(AReadingCommand, GivesTheXmlByteForByte) {
    const auto domain = look_up("test");
    EXPECT_EQ(call("domainGetXMLDesc").document, owned(virDomainGetXMLDesc(domain.get(), 0)));
    EXPECT_EQ(call("domainGetXMLDesc", "test", {{"flags", "VIR_DOMAIN_XML_INACTIVE"}}).document,
              owned(virDomainGetXMLDesc(domain.get(), VIR_DOMAIN_XML_INACTIVE)));
    EXPECT_NE(call("domainGetXMLDesc").document,
              call("domainGetXMLDesc", "test", {{"flags", "VIR_DOMAIN_XML_INACTIVE"}}).document);
}

TEST_F(AReadingCommand, GivesTheInfo) {
    virDomainInfo info{};
    ASSERT_EQ(virDomainGetInfo(look_up("test").get(), &info), 0);
    const auto result = call("domainGetInfo").result;
    EXPECT_EQ(text(result, "state"), std::to_string(info.state));
    EXPECT_EQ(attribute(child(result, "state"), "enum"), "VIR_DOMAIN_RUNNING");
    EXPECT_EQ(text(result, "maxMem"), std::to_string(info.maxMem));
    EXPECT_EQ(attribute(child(result, "maxMem"), "unit"), "KiB");
    EXPECT_EQ(text(result, "memory"), std::to_string(info.memory));
    EXPECT_EQ(text(result, "nrVirtCpu"), std::to_string(info.nrVirtCpu));
    EXPECT_EQ(attribute(child(result, "cpuTime"), "unit"), "ns");
    EXPECT_GE(std::stoull(text(result, "cpuTime")), info.cpuTime);  // the test driver's clock runs
    EXPECT_EQ(result.children.size(), 5U);
}

TEST_F(AReadingCommand, GivesTheStateAndTheReasonByName) {
    const auto domain = look_up("test");
    ASSERT_EQ(virDomainSuspend(domain.get()), 0);
    int state = 0;
    int reason = 0;
    ASSERT_EQ(virDomainGetState(domain.get(), &state, &reason, 0), 0);
    const auto result = call("domainGetState").result;
    EXPECT_EQ(text(result, "state"), std::to_string(state));
    EXPECT_EQ(text(result, "reason"), std::to_string(reason));
    EXPECT_EQ(attribute(child(result, "state"), "enum"), "VIR_DOMAIN_PAUSED");
    EXPECT_EQ(attribute(child(result, "reason"), "enum"), "VIR_DOMAIN_PAUSED_USER");
}

TEST_F(AReadingCommand, GivesScalars) {
    const auto domain = look_up("test");
    EXPECT_EQ(text(call("domainGetMaxMemory").result, "value"), std::to_string(virDomainGetMaxMemory(domain.get())));
    EXPECT_EQ(attribute(child(call("domainGetMaxMemory").result, "value"), "unit"), "KiB");
    EXPECT_EQ(text(call("domainGetMaxVcpus").result, "value"), std::to_string(virDomainGetMaxVcpus(domain.get())));
    EXPECT_EQ(text(call("domainGetName").result, "value"), virDomainGetName(domain.get()));
    EXPECT_EQ(text(call("domainGetOSType").result, "value"), owned(virDomainGetOSType(domain.get())));
    EXPECT_EQ(text(call("domainGetUUIDString").result, "buf"), uuid_of(domain));
}

TEST_F(AReadingCommand, GivesTheUuidsBytesInHexadecimal) {
    std::array<unsigned char, VIR_UUID_BUFLEN> uuid{};
    ASSERT_EQ(virDomainGetUUID(look_up("test").get(), uuid.data()), 0);
    EXPECT_EQ(text(call("domainGetUUID").result, "uuid"), core::hexadecimal(uuid));
}

TEST_F(AReadingCommand, GivesTheIdAndMinusOneForADomainThatIsNotActive) {
    EXPECT_EQ(text(call("domainGetID").result, "value"), std::to_string(virDomainGetID(look_up("test").get())));
    ASSERT_EQ(virDomainDestroy(look_up("test").get()), 0);
    EXPECT_EQ(text(call("domainGetID").result, "value"), "-1");
}

TEST_F(AReadingCommand, GivesTheSchedulerAndItsParameters) {
    const auto domain = look_up("test");
    int count = 0;
    const std::string type = owned(virDomainGetSchedulerType(domain.get(), &count));
    const auto scheduler = call("domainGetSchedulerType").result;
    EXPECT_EQ(text(scheduler, "value"), type);
    EXPECT_EQ(text(scheduler, "nparams"), std::to_string(count));

    std::vector<virTypedParameter> parameters(static_cast<std::size_t>(count));
    ASSERT_EQ(virDomainGetSchedulerParameters(domain.get(), parameters.data(), &count), 0);
    const auto result = call("domainGetSchedulerParameters").result;
    const auto& params = child(result, "params").children;
    ASSERT_EQ(params.size(), parameters.size());
    EXPECT_EQ(attribute(params.at(0), "name"), parameters.at(0).field);
    EXPECT_EQ(attribute(params.at(0), "type"), "uint");
    EXPECT_EQ(core::to_text(params.at(0).value), std::to_string(parameters.at(0).value.ui));
}

TEST_F(AReadingCommand, GivesTheVcpusAndTheirCpuSets) {
    virVcpuInfo info[2]{};
    unsigned char maps[2]{};
    ASSERT_EQ(virDomainGetVcpus(look_up("test").get(), info, 2, maps, 1), 2);
    const auto result = call("domainGetVcpus").result;
    const auto& items = child(result, "info").children;
    const auto& sets = child(result, "cpumaps").children;
    ASSERT_EQ(items.size(), 2U);
    ASSERT_EQ(sets.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(text(items[i], "number"), std::to_string(info[i].number));
        EXPECT_EQ(text(items[i], "cpu"), std::to_string(info[i].cpu));
        EXPECT_EQ(attribute(child(items[i], "state"), "enum"), "VIR_VCPU_RUNNING");
        EXPECT_TRUE(core::to_text(sets[i].value).starts_with("0-")) << core::to_text(sets[i].value);
        EXPECT_EQ(maps[i], 0xFF);  // the driver lets every CPU of its host run it
    }
}

TEST_F(AReadingCommand, GivesEveryVcpuOfALargeDomain) {
    const std::string xml =
        "<domain "
        "type='test'><name>large</name><memory>65536</memory><vcpu>200</vcpu><os><type>hvm</type></os></domain>";
    const core::DomainHandle domain(virDomainCreateXML(libvirt.get(), xml.c_str(), 0));
    const int most = virDomainGetMaxVcpus(domain.get());
    ASSERT_NE(domain, nullptr) << virGetLastErrorMessage();
    EXPECT_EQ(most, 200);
    EXPECT_EQ(child(call("domainGetVcpus", "large").result, "info").children.size(), 200U);
}

TEST_F(AReadingCommand, GivesTheStatisticsOfAnInterface) {
    virDomainInterfaceStatsStruct stats{};
    ASSERT_EQ(virDomainInterfaceStats(look_up("test").get(), "testnet0", &stats, sizeof stats), 0);
    const auto result = call("domainInterfaceStats", "test", {{"device", "testnet0"}}).result;
    EXPECT_EQ(result.children.size(), 8U);
    EXPECT_GE(std::stoll(text(result, "rx_bytes")), stats.rx_bytes);
    EXPECT_LT(std::stoll(text(result, "rx_bytes")) - stats.rx_bytes, 1'000'000'000);
    EXPECT_GE(std::stoll(text(result, "tx_drop")), stats.tx_drop);
}

TEST_F(AReadingCommand, GivesTheHostsCapabilitiesByteForByte) {
    EXPECT_EQ(call("connectGetCapabilities").document, owned(virConnectGetCapabilities(libvirt.get())));
}

TEST_F(AReadingCommand, GivesTheHostsInfo) {
    virNodeInfo info{};
    ASSERT_EQ(virNodeGetInfo(libvirt.get(), &info), 0);
    const auto result = call("nodeGetInfo").result;
    EXPECT_EQ(text(result, "model"), info.model);
    EXPECT_EQ(text(result, "memory"), std::to_string(info.memory));
    EXPECT_EQ(attribute(child(result, "memory"), "unit"), "KiB");
    EXPECT_EQ(text(result, "cpus"), std::to_string(info.cpus));
    EXPECT_EQ(text(result, "threads"), std::to_string(info.threads));
}

TEST_F(AReadingCommand, FailsAsLibvirtFails) {
    const auto domain = look_up("test");
    ASSERT_EQ(virDomainDestroy(domain.get()), 0);
    const auto error = tests::thrown_by<core::LibvirtError>([&] {
        return call("domainInterfaceStats", "test", {{"device", "none"}});
    });
    virDomainInterfaceStatsStruct stats{};
    ASSERT_EQ(virDomainInterfaceStats(domain.get(), "none", &stats, sizeof stats), -1);
    EXPECT_EQ(error.call(), "virDomainInterfaceStats");
    EXPECT_EQ(error.code(), virGetLastErrorCode());
    EXPECT_EQ(error.domain(), virGetLastErrorDomain());
    EXPECT_STREQ(error.what(), virGetLastErrorMessage());
}

TEST_F(AReadingCommand, ThrowsArgumentErrorsBeforeItAsksTheHost) {
    EXPECT_THROW(call("domainInterfaceStats"), core::ArgumentError);
    EXPECT_THROW(call("domainGetXMLDesc", "test", {{"flags", "VIR_DOMAIN_AFFECT_LIVE"}}), core::ArgumentError);
}

}  // namespace
