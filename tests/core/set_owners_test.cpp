// setOwners: what libvirt has in the domain's metadata afterwards.
#include <gmock/gmock.h>

#include "tests/core/owner_scene.h"
#include "tests/core/thrown.h"

namespace {

using core::OwnerSource;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SetOwners : public tests::OwnerScene {
  protected:
    core::Outcome set(const std::string& domain, const std::string& owners) {
        return call("setOwners", domain, {{"owners", owners}});
    }
};

TEST_F(SetOwners, WritesWhatIsAndWhatWillBeOfARunningDomain) {
    const auto outcome = set("test", "zoe\nanna\nzoe\n");
    EXPECT_THAT(owners_of(look_up("test")), ElementsAre("anna", "zoe"));
    EXPECT_THAT(owners_of(look_up("test"), VIR_DOMAIN_XML_INACTIVE), ElementsAre("anna", "zoe"));
    EXPECT_THAT(outcome.owners, ElementsAre("anna", "zoe"));
    ASSERT_TRUE(outcome.object);
    EXPECT_EQ(outcome.object->name, "test");
    EXPECT_EQ(outcome.object->uuid, uuid_of(look_up("test")));
}

TEST_F(SetOwners, WritesWhatADomainThatIsShutOffWillStartWith) {
    const auto domain = define("vm");
    set("vm", "anna");
    EXPECT_THAT(owners_of(domain), ElementsAre("anna"));
    ASSERT_EQ(virDomainCreate(domain.get()), 0);
    EXPECT_THAT(owners_of(domain), ElementsAre("anna"));
}

TEST_F(SetOwners, WritesWhatATransientDomainHas) {
    const core::DomainHandle domain(virDomainCreateXML(
        libvirt.get(), "<domain type='test'><name>vm</name><memory>65536</memory><os><type>hvm</type></os></domain>",
        0));
    ASSERT_NE(domain, nullptr) << virGetLastErrorMessage();
    set("vm", "anna");
    EXPECT_THAT(owners_of(domain), ElementsAre("anna"));
    EXPECT_THAT(set("vm", "").owners, IsEmpty());
    EXPECT_THAT(owners_of(domain), IsEmpty());
}

TEST_F(SetOwners, ReplacesThoseThatWere) {
    set("test", "anna\nzoe");
    set("test", "bert");
    EXPECT_THAT(owners_of(look_up("test")), ElementsAre("bert"));
    EXPECT_THAT(owners_of(look_up("test"), VIR_DOMAIN_XML_INACTIVE), ElementsAre("bert"));
}

TEST_F(SetOwners, RemovesThemAllWithAnEmptyText) {
    for (const char* nobody : {"", "\n", " \r\n"}) {
        set("test", "anna");
        EXPECT_THAT(set("test", nobody).owners, IsEmpty());
        for (const unsigned flags : {0U, unsigned{VIR_DOMAIN_XML_INACTIVE}})
            EXPECT_THAT(xml_of(look_up("test"), flags), Not(HasSubstr("urn:virt-fcgi:owners")));
    }
}

TEST_F(SetOwners, ToNobodyDoesNothingToADomainWithoutOwners) {
    EXPECT_THAT(set("test", "").owners, IsEmpty());
    EXPECT_THAT(owners_of(look_up("test")), IsEmpty());
}

TEST_F(SetOwners, WritesEveryNameAsItIs) {
    set("test", "a<b&c\"d'e>\n<owner>x<owner>\n&amp;\n]]>\nü🐧\nclient 1");
    EXPECT_THAT(owners_of(look_up("test")),
                ElementsAre("&amp;", "<owner>x<owner>", "]]>", "a<b&c\"d'e>", "client 1", "ü🐧"));
}

TEST_F(SetOwners, LeavesTheRestOfTheMetadata) {
    const auto domain = look_up("test");
    ASSERT_EQ(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, "<x>kept</x>", "o", "urn:other", 3), 0);
    ASSERT_EQ(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, "a title", nullptr, nullptr, 3), 0);
    set("test", "anna");
    set("test", "");
    for (const unsigned flags : {0U, unsigned{VIR_DOMAIN_XML_INACTIVE}})
        EXPECT_THAT(xml_of(domain, flags), testing::AllOf(HasSubstr(">kept<"), HasSubstr("a title")));
}

TEST_F(SetOwners, WritesNothingWhenANameIsWrong) {
    set("test", "anna");
    for (const std::string owners : {"-", "zoe\n_", "a/b", "..", "zoe\na\tb"}) {
        const auto error = tests::thrown_by<core::ArgumentError>([&] { return set("test", owners); });
        EXPECT_EQ(error.argument(), "owners");
    }
    const auto missing = tests::thrown_by<core::ArgumentError>([&] { return call("setOwners"); });
    EXPECT_EQ(missing.argument(), "owners");
    EXPECT_THAT(owners_of(look_up("test")), ElementsAre("anna"));
}

TEST_F(SetOwners, IsImpossibleWhenOwnersStandElsewhere) {
    give(look_up("test"), "anna");
    for (const auto kind : {OwnerSource::Kind::name_prefix, OwnerSource::Kind::file}) {
        rules.source.kind = kind;
        EXPECT_THROW(call_as("", "setOwners", {{"owners", "zoe"}}), core::NotConfigured);
        EXPECT_NO_THROW(call_as("", "domainGetInfo"));
    }
    EXPECT_THAT(owners_of(look_up("test")), ElementsAre("anna"));
    rules.source.kind = OwnerSource::Kind::metadata;
    EXPECT_NO_THROW(call_as("", "setOwners", {{"owners", "zoe"}}));
}

TEST_F(SetOwners, IsRefusedByAReadOnlyConnection) {
    give(look_up("test"), "anna");
    const core::ConnectHandle reading(virConnectOpenReadOnly(uri));
    const core::DomainHandle domain(virDomainLookupByName(reading.get(), "test"));
    for (const char* owners : {"zoe", ""}) {
        const auto error = tests::thrown_by<core::LibvirtError>([&] {
            return row("setOwners").run({reading.get(), domain.get()}, tests::given({{"owners", owners}}));
        });
        EXPECT_EQ(error.code(), VIR_ERR_OPERATION_DENIED);
        EXPECT_EQ(error.call(), "virDomainSetMetadata");
    }
    EXPECT_THAT(owners_of(look_up("test")), ElementsAre("anna"));
}

}  // namespace
