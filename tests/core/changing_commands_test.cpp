// Each row that changes something, and what libvirt's own API sees afterwards.
#include <gmock/gmock.h>

#include "core/adapter.h"
#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using tests::child;
using tests::text;
using tests::thrown_by;

using AChangingCommand = tests::TestDriver;

TEST_F(AChangingCommand, HasNothingToSayWhenItIsDone) {
    const auto outcome = call("domainSuspend");
    EXPECT_TRUE(outcome.result.children.empty());
    EXPECT_FALSE(outcome.document);
    EXPECT_FALSE(outcome.object);
}

TEST_F(AChangingCommand, SuspendsAndResumes) {
    const auto domain = look_up("test");
    call("domainSuspend");
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_PAUSED);
    call("domainResume");
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_F(AChangingCommand, ShutsDownAndCreates) {
    const auto domain = look_up("test");
    call("domainShutdown");
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_SHUTOFF);
    call("domainCreate");
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_F(AChangingCommand, Destroys) {
    call("domainDestroy");
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_SHUTOFF);
}

TEST_F(AChangingCommand, RebootsWithoutChangingTheState) {
    call("domainReboot", "test", {{"flags", "0"}});
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
}

TEST_F(AChangingCommand, SetsTheMemory) {
    call("domainSetMemory", "test", {{"memory", "1048576"}});
    virDomainInfo info{};
    ASSERT_EQ(virDomainGetInfo(look_up("test").get(), &info), 0);
    EXPECT_EQ(info.memory, 1048576UL);
}

TEST_F(AChangingCommand, SetsTheVcpus) {
    call("domainSetVcpus", "test", {{"nvcpus", "1"}});
    virDomainInfo info{};
    ASSERT_EQ(virDomainGetInfo(look_up("test").get(), &info), 0);
    EXPECT_EQ(info.nrVirtCpu, 1);
}

// The test driver takes the parameter and keeps its own.
TEST_F(AChangingCommand, SetsSchedulerParametersAsLibvirtDoes) {
    EXPECT_NO_THROW(call("domainSetSchedulerParameters", "test", {{"params.weight", "51"}}));
    const auto error = thrown_by<core::LibvirtError>([&] {
        return call("domainSetSchedulerParameters", "test", {{"params.cpu_shares", "1"}});
    });
    virTypedParameter parameter{};
    const std::string field = VIR_DOMAIN_SCHEDULER_CPU_SHARES;
    field.copy(parameter.field, sizeof parameter.field - 1);
    parameter.type = VIR_TYPED_PARAM_ULLONG;
    parameter.value.ul = 1;
    const auto domain = look_up("test");  // freeing it would reset the error
    ASSERT_EQ(virDomainSetSchedulerParameters(domain.get(), &parameter, 1), -1);
    EXPECT_EQ(error.code(), virGetLastErrorCode());
    EXPECT_STREQ(error.what(), virGetLastErrorMessage());
}

TEST_F(AChangingCommand, DefinesADomainAndSaysWhich) {
    const auto outcome = call(
        "domainDefineXML", "",
        {{"xml", "<domain type='test'><name>new</name><memory>65536</memory><os><type>hvm</type></os></domain>"}});
    ASSERT_TRUE(outcome.object);
    EXPECT_EQ(outcome.object->name, "new");
    EXPECT_EQ(outcome.object->uuid, uuid_of(look_up("new")));
}

TEST_F(AChangingCommand, Undefines) {
    define("old");
    call("domainUndefine", "old");
    EXPECT_EQ(virDomainLookupByName(libvirt.get(), "old"), nullptr);
}

TEST_F(AChangingCommand, SaysWhatThisDriverCannotDo) {
    for (const std::string_view name : {"domainAttachDevice", "domainDetachDevice"}) {
        const auto error = thrown_by<core::LibvirtError>([&] { return call(name, "test", {{"xml", "<disk/>"}}); });
        EXPECT_EQ(error.code(), VIR_ERR_NO_SUPPORT);
        EXPECT_EQ(error.call(), row(name).function);
    }
}

TEST_F(AChangingCommand, DoesNothingWhenAnArgumentIsWrong) {
    const auto domain = look_up("test");
    EXPECT_THROW(call("domainShutdown", "test", {{"flags", "0"}}), core::ArgumentError);
    EXPECT_THROW(call("domainSetMemory", "test", {{"memory", "1"}, {"memory", "2"}}), core::ArgumentError);
    EXPECT_THROW(call("domainSetMemory", "test", {{"memory", "-1"}}), core::ArgumentError);
    EXPECT_THROW(call("domainReboot", "test", {{"flags", "VIR_NONE"}}), core::ArgumentError);
    EXPECT_THROW(call("domainDefineXML", "", {{"xml", "<domain>"}}), core::ArgumentError);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
    virDomainInfo info{};
    ASSERT_EQ(virDomainGetInfo(domain.get(), &info), 0);
    EXPECT_EQ(info.memory, 2097152UL);
}

TEST_F(AChangingCommand, FailsAsLibvirtFails) {
    const auto error = thrown_by<core::LibvirtError>([&] { return call("domainCreate"); });  // it runs already
    const auto domain = look_up("test");
    ASSERT_EQ(virDomainCreate(domain.get()), -1);
    EXPECT_EQ(error.code(), virGetLastErrorCode());
    EXPECT_STREQ(error.what(), virGetLastErrorMessage());
}

// The table is wrong here on purpose: what it calls a read is none, and the connection refuses by itself.
TEST_F(AChangingCommand, IsRefusedByTheConnectionWhenTheTableCallsItARead) {
    static constexpr core::Command wrong = core::read<virDomainSuspend>(core::Who::reader);
    const auto error = thrown_by<core::LibvirtError>([&] {
        return core::call({host, "test"}, wrong, {}, tests::in(std::chrono::seconds(10)));
    });
    EXPECT_EQ(error.code(), VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(error.call(), "virDomainSuspend");
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
}

}  // namespace
