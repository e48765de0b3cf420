// A call in an owner's name: the host is asked whose the domain is, and nothing is done for anybody else.
#include <gmock/gmock.h>

#include "core/adapter.h"
#include "core/commands/owner_guards.h"
#include "tests/core/owner_scene.h"
#include "tests/core/thrown.h"

namespace {

using core::Access;
using core::LibvirtError;
using core::NotOwned;
using core::OwnerSource;
using core::Refused;
using testing::HasSubstr;
using testing::Not;
using tests::text;
using tests::thrown_by;

class AnOwnersCall : public tests::OwnerScene {
  protected:
    AnOwnersCall() { give(look_up("test"), "client1"); }

    [[nodiscard]] virDomainInfo info() const {
        virDomainInfo info{};
        virDomainGetInfo(look_up("test").get(), &info);
        return info;
    }
};

TEST_F(AnOwnersCall, ReachesHisDomain) {
    EXPECT_EQ(text(call_as("client1", "domainGetName").result, "value"), "test");
    call_as("client1", "domainSuspend");
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_PAUSED);
    call_as("client1", "domainResume", {}, uuid_of(look_up("test")));
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
}

TEST_F(AnOwnersCall, ReachesADomainOfSeveral) {
    call("setOwners", "test", {{"owners", "client0\nclient1\nclient2"}});
    for (const char* owner : {"client0", "client1", "client2"}) EXPECT_NO_THROW(call_as(owner, "domainGetInfo"));
    EXPECT_THROW(call_as("client3", "domainGetInfo"), NotOwned);
}

TEST_F(AnOwnersCall, DoesNothingToAnothersDomain) {
    const auto nobodys = define("vm");
    for (const char* owner : {"client2", "client10", "client", "Client1", "client1 ", "_", "test"}) {
        for (const std::string_view name : {"domainGetInfo", "domainGetName", "domainGetXMLDesc", "domainSuspend",
                                            "domainDestroy", "domainUndefine"}) {
            EXPECT_THROW(call_as(owner, name), NotOwned) << owner << ' ' << name;
            EXPECT_THROW(call_as(owner, name, {}, "vm"), NotOwned) << owner << ' ' << name;
        }
    }
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(state_of(nobodys), VIR_DOMAIN_SHUTOFF);
}

TEST_F(AnOwnersCall, DoesNothingFromTheMomentTheDomainIsAnothers) {
    for (int round = 0; round < 3; ++round) {
        give(look_up("test"), "client1");
        EXPECT_NO_THROW(call_as("client1", "domainGetInfo"));
        give(look_up("test"), "client2");
        EXPECT_THROW(call_as("client1", "domainGetInfo"), NotOwned);
        EXPECT_THROW(call_as("client1", "domainShutdown"), NotOwned);
        EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
        EXPECT_NO_THROW(call_as("client2", "domainGetInfo"));
    }
}

TEST_F(AnOwnersCall, DoesNothingToADomainThatTookTheNameOfHis) {
    auto vm = define("vm");
    give(vm, "client1");
    EXPECT_NO_THROW(call_as("client1", "domainGetInfo", {}, "vm"));
    ASSERT_EQ(virDomainUndefine(vm.get()), 0);
    vm = define("vm");
    EXPECT_THROW(call_as("client1", "domainGetInfo", {}, "vm"), NotOwned);
    EXPECT_THROW(call_as("client1", "domainCreate", {}, "vm"), NotOwned);
    EXPECT_EQ(state_of(vm), VIR_DOMAIN_SHUTOFF);
}

TEST_F(AnOwnersCall, MeantForOneDomainReachesNoOtherOfHis) {
    const auto vm = define("vm");
    give(vm, "client1");
    for (const std::string_view name : {"domainGetInfo", "domainGetName", "domainCreate"})
        EXPECT_THROW(call_as("client1", name, {}, "vm", uuid_of(look_up("test"))), core::OtherDomain) << name;
    EXPECT_EQ(state_of(vm), VIR_DOMAIN_SHUTOFF);
    EXPECT_NO_THROW(call_as("client1", "domainCreate", {}, "vm", uuid_of(vm)));
}

TEST_F(AnOwnersCall, FollowsARenameWhenNamesSayTheOwner) {
    rules.source.kind = OwnerSource::Kind::name_prefix;
    const auto vm = define("client1_vm");
    EXPECT_NO_THROW(call_as("client1", "domainGetInfo", {}, "client1_vm"));
    EXPECT_THROW(call_as("client1", "domainGetInfo"), NotOwned);  // its metadata does not count here
    ASSERT_EQ(virDomainRename(vm.get(), "client2_vm", 0), 0) << virGetLastErrorMessage();
    EXPECT_THROW(call_as("client1", "domainCreate", {}, uuid_of(vm)), NotOwned);
    EXPECT_THROW(call_as("client1", "domainCreate", {}, "client2_vm"), NotOwned);
    EXPECT_THROW(call_as("client1", "domainCreate", {}, "client1_vm"), NotOwned);  // the name is nobody's
    EXPECT_EQ(state_of(vm), VIR_DOMAIN_SHUTOFF);
    EXPECT_NO_THROW(call_as("client2", "domainCreate", {}, "client2_vm"));
}

TEST_F(AnOwnersCall, AsksTheFileWhenItSaysTheOwner) {
    const auto vm = define("vm");
    rules.source = {OwnerSource::Kind::file, "_", {{"alpha/vm", {"anna"}}, {uuid_of(vm), {"zoe"}}, {"vm", {"bert"}}}};
    EXPECT_NO_THROW(call_as("anna", "domainGetInfo", {}, "vm"));
    EXPECT_NO_THROW(call_as("zoe", "domainGetInfo", {}, "vm"));
    EXPECT_THROW(call_as("bert", "domainGetInfo", {}, "vm"), NotOwned);
    EXPECT_THROW(call_as("client1", "domainGetInfo"), NotOwned);
}

// The table is wrong here on purpose: what it calls a read is none.
TEST_F(AnOwnersCall, ThatReadsCannotChange) {
    static constexpr core::Command wrong = core::read<virDomainSuspend>(core::Who::reader);
    const auto error = thrown_by<LibvirtError>([&] {
        return core::call({host, "test", "", {}, nullptr, "client1", rules}, wrong, {},
                          tests::in(std::chrono::seconds(10)));
    });
    EXPECT_EQ(error.code(), VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
}

TEST_F(AnOwnersCall, SetsTheTitleAndTheDescription) {
    call_as("client1", "domainSetMetadata", {{"type", "1"}, {"metadata", "a title"}});
    call_as("client1", "domainSetMetadata", {{"type", "0"}, {"metadata", "a text"}});
    EXPECT_THAT(xml_of(look_up("test")),
                testing::AllOf(HasSubstr("<title>a title</title>"), HasSubstr("<description>a text</description>")));
    EXPECT_THAT(owners_of(look_up("test")), testing::ElementsAre("client1"));
}

TEST_F(AnOwnersCall, NeverSetsAnElementOfTheMetadata) {
    const std::string before = xml_of(look_up("test"));
    for (const char* type : {"2", "3", "-1", "2147483647"}) {
        for (const char* its_namespace : {"urn:virt-fcgi:owners:1", "urn:mine", ""}) {
            for (const char* element : {"<owners><owner>mallory</owner></owners>", ""}) {
                EXPECT_THROW(
                    call_as("client1", "domainSetMetadata",
                            {{"type", type}, {"metadata", element}, {"key", "virt"}, {"uri", its_namespace}}),
                    Refused)
                    << type << its_namespace;
            }
        }
    }
    EXPECT_EQ(xml_of(look_up("test")), before);
}

TEST_F(AnOwnersCall, IsCheckedForItsNamesBeforeItsValues) {
    const auto wrong = [&](std::vector<core::Argument> arguments) {
        return thrown_by<core::ArgumentError>([&] { return call_as("client1", "domainSetMetadata", arguments); })
            .argument();
    };
    EXPECT_EQ(wrong({{"type", "1"}, {"type", "2"}, {"metadata", "x"}}), "type");
    EXPECT_EQ(wrong({{"type", "1"}, {"metadata", "x"}, {"color", "red"}}), "color");
    EXPECT_EQ(wrong({{"type", "title"}, {"metadata", "x"}}), "type");
    EXPECT_EQ(wrong({{"metadata", "x"}}), "type");
    EXPECT_THAT(xml_of(look_up("test")), Not(HasSubstr("<title>")));
}

TEST_F(AnOwnersCall, SetsMemoryAndVcpusUpToTheMaximum) {
    call_as("client1", "domainSetMemory", {{"memory", "1048576"}});
    EXPECT_EQ(info().memory, 1048576UL);
    call_as("client1", "domainSetMemoryFlags", {{"memory", "2097152"}, {"flags", "VIR_DOMAIN_AFFECT_LIVE"}});
    EXPECT_EQ(info().memory, 2097152UL);
    call_as("client1", "domainSetVcpus", {{"nvcpus", "1"}});
    EXPECT_EQ(info().nrVirtCpu, 1);
    call_as("client1", "domainSetVcpusFlags", {{"nvcpus", "2"}, {"flags", "VIR_DOMAIN_VCPU_LIVE"}});
    EXPECT_EQ(info().nrVirtCpu, 2);
}

TEST_F(AnOwnersCall, NeverSetsTheMaximumItself) {
    const std::string before = xml_of(look_up("test")) + xml_of(look_up("test"), VIR_DOMAIN_XML_INACTIVE);
    using Flags = std::vector<std::string>;
    for (const Flags& flags : {Flags{"VIR_DOMAIN_MEM_MAXIMUM"}, Flags{"4"}, Flags{"6"}, Flags{"2", "4"},
                               Flags{"VIR_DOMAIN_MEM_CONFIG", "", "VIR_DOMAIN_MEM_MAXIMUM"}, Flags{"4294967295"}}) {
        std::vector<core::Argument> arguments{{"memory", "1048576"}};
        for (const auto& flag : flags) arguments.push_back({"flags", flag});
        EXPECT_THROW(call_as("client1", "domainSetMemoryFlags", arguments), Refused) << flags.front();
    }
    for (const Flags& flags : {Flags{"VIR_DOMAIN_VCPU_MAXIMUM"}, Flags{"4"}, Flags{"6"}, Flags{"2", "4"},
                               Flags{"VIR_DOMAIN_VCPU_CONFIG", "VIR_DOMAIN_VCPU_MAXIMUM"}, Flags{"4294967295"}}) {
        std::vector<core::Argument> arguments{{"nvcpus", "1"}};
        for (const auto& flag : flags) arguments.push_back({"flags", flag});
        EXPECT_THROW(call_as("client1", "domainSetVcpusFlags", arguments), Refused) << flags.front();
    }
    EXPECT_EQ(xml_of(look_up("test")) + xml_of(look_up("test"), VIR_DOMAIN_XML_INACTIVE), before);
    const auto refused = thrown_by<Refused>([&] {
        return call_as("client1", "domainSetVcpusFlags", {{"nvcpus", "1"}, {"flags", "VIR_DOMAIN_VCPU_MAXIMUM"}});
    });
    EXPECT_THAT(refused.what(), HasSubstr("VIR_DOMAIN_VCPU_MAXIMUM"));
}

TEST_F(AnOwnersCall, IsRefusedByLibvirtPastTheMaximum) {
    const std::string memory = std::to_string(info().maxMem + 1);
    const std::string vcpus = std::to_string(virDomainGetMaxVcpus(look_up("test").get()) + 1);
    const std::string before = xml_of(look_up("test")) + xml_of(look_up("test"), VIR_DOMAIN_XML_INACTIVE);
    using Case = std::pair<std::string_view, std::vector<core::Argument>>;
    for (const auto& [command, arguments] :
         {Case{"domainSetMemory", {{"memory", memory}}}, Case{"domainSetMemoryFlags", {{"memory", memory}}},
          Case{"domainSetMemoryFlags", {{"memory", memory}, {"flags", "VIR_DOMAIN_AFFECT_CONFIG"}}},
          Case{"domainSetVcpus", {{"nvcpus", vcpus}}}, Case{"domainSetVcpusFlags", {{"nvcpus", vcpus}}},
          Case{"domainSetVcpusFlags", {{"nvcpus", vcpus}, {"flags", "VIR_DOMAIN_AFFECT_CONFIG"}}}}) {
        const auto error =
            thrown_by<LibvirtError>([&, name = command, all = arguments] { return call_as("client1", name, all); });
        EXPECT_EQ(error.code(), VIR_ERR_INVALID_ARG) << command << ": " << error.what();
    }
    EXPECT_EQ(xml_of(look_up("test")) + xml_of(look_up("test"), VIR_DOMAIN_XML_INACTIVE), before);
}

TEST_F(AnOwnersCall, WritesNoTextThatHidesTheDomain) {
    const std::string before = xml_of(look_up("test"));
    const auto write = [&](const char* type, const std::string& text) {
        return call_as("client1", "domainSetMetadata", {{"type", type}, {"metadata", text}});
    };
    EXPECT_THROW(write("1", std::string(core::commands::longest_owners_title + 1, 'x')), Refused);
    EXPECT_THROW(write("0", std::string(core::commands::longest_owners_description + 1, 'x')), Refused);
    for (const char* bad : {"a\xEF\xBF\xBE", "a\x01", "a\xC2\x85", "\xFF"}) EXPECT_THROW(write("0", bad), Refused);
    EXPECT_EQ(xml_of(look_up("test")), before);
    EXPECT_NO_THROW(write("1", std::string(core::commands::longest_owners_title, 'x')));
    EXPECT_NO_THROW(write("0", std::string(core::commands::longest_owners_description, '\'')));
}

TEST_F(AnOwnersCall, LiftsNoLimitOfTheScheduler) {
    for (const char* name : {"params.vcpu_quota", "params.global_period", "params.emulator_quota"})
        EXPECT_THROW(call_as("client1", "domainSetSchedulerParameters", {{name, "-1"}}), Refused) << name;
    EXPECT_NO_THROW(call_as("client1", "domainSetSchedulerParameters", {{"params.weight", "77"}}));
}

TEST_F(AnOwnersCall, NeverAsksTheGuestsAgentForVcpus) {
    EXPECT_THROW(call_as("client1", "domainSetVcpusFlags", {{"nvcpus", "1"}, {"flags", "VIR_DOMAIN_VCPU_GUEST"}}),
                 Refused);
}

class ASecret : public AnOwnersCall {
  protected:
    [[nodiscard]] std::size_t kept(Access access) {
        return host.link(access).lease(tests::in(std::chrono::seconds(10)))->kept_domains();
    }
};

TEST_F(ASecret, IsReadThroughAReadWriteConnection) {
    const auto document = call("domainGetXMLDesc", "test", {{"flags", "VIR_DOMAIN_XML_SECURE"}}).document;
    ASSERT_TRUE(document);
    EXPECT_THAT(*document, HasSubstr("<name>test</name>"));
    EXPECT_EQ(kept(Access::read_write), 1U);
    EXPECT_EQ(kept(Access::read_only), 0U);
}

TEST_F(ASecret, IsWhatAReadOnlyConnectionDenies) {
    const core::ConnectHandle reading(virConnectOpenReadOnly(uri));
    const core::DomainHandle domain(virDomainLookupByName(reading.get(), "test"));
    const auto run = [&](const char* flags) {
        return row("domainGetXMLDesc").run({reading.get(), domain.get()}, tests::given({{"flags", flags}}));
    };
    EXPECT_NO_THROW(run("VIR_DOMAIN_XML_INACTIVE"));
    EXPECT_EQ(thrown_by<LibvirtError>([&] { return run("VIR_DOMAIN_XML_SECURE"); }).code(), VIR_ERR_OPERATION_DENIED);
}

// A migratable document holds secrets too: libvirt keeps it from a read-only connection.
TEST_F(ASecret, IsNotHadByAWayAround) {
    const auto asks_secrets = [](const char* flags) {
        return row("domainGetXMLDesc").asks_secrets(tests::given({{"flags", flags}}));
    };
    EXPECT_TRUE(asks_secrets("VIR_DOMAIN_XML_SECURE"));
    EXPECT_TRUE(asks_secrets("VIR_DOMAIN_XML_MIGRATABLE"));
    EXPECT_FALSE(asks_secrets("VIR_DOMAIN_XML_INACTIVE"));
}

using ARead = tests::TestDriver;

TEST_F(ARead, IsPrivilegedWithAFlagThatLibvirtDeniesToReadOnlyConnections) {
    const auto is_privileged = [](const char* name, const char* argument, const char* value) {
        return row(name).is_privileged(tests::given({{argument, value}}));
    };
    EXPECT_TRUE(is_privileged("domainGetVcpusFlags", "flags", "VIR_DOMAIN_VCPU_GUEST"));
    EXPECT_FALSE(is_privileged("domainGetVcpusFlags", "flags", "VIR_DOMAIN_VCPU_MAXIMUM"));
    EXPECT_TRUE(is_privileged("domainInterfaceAddresses", "source", "VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT"));
}

}  // namespace
