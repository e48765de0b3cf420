#include "core/ownership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using core::describe_domain;
using testing::ElementsAre;
using testing::IsEmpty;

std::string domain(const std::string& metadata) {
    return "<domain type='test'><name>vm1</name><metadata>" + metadata + "</metadata></domain>";
}

std::string owned(const std::string& owners) {
    return domain("<virt:owners xmlns:virt='urn:virt-fcgi:owners:1'>" + owners + "</virt:owners>");
}

TEST(ADomainsOwners, StandInItsMetadata) {
    EXPECT_THAT(describe_domain(owned("<virt:owner>client1</virt:owner>")).owners, ElementsAre("client1"));
}

TEST(ADomainsOwners, MayBeSeveralAreSortedAndCountOnce) {
    const auto xml = owned("<virt:owner>zoe</virt:owner><virt:owner>anna</virt:owner><virt:owner>zoe</virt:owner>");
    EXPECT_THAT(describe_domain(xml).owners, ElementsAre("anna", "zoe"));
}

TEST(ADomainsOwners, HaveNoSpaceAroundThem) {
    EXPECT_THAT(describe_domain(owned("\n <virt:owner>\n\t client 1 \r\n</virt:owner>\n")).owners,
                ElementsAre("client 1"));
}

TEST(ADomainsOwners, AreReadThroughEntitiesAndCdata) {
    EXPECT_THAT(describe_domain(owned("<virt:owner>a&amp;&#98;<![CDATA[<c>]]></virt:owner>")).owners,
                ElementsAre("a&b<c>"));
}

TEST(ADomainsOwners, ComeFromTheNamespaceAndNotThePrefix) {
    EXPECT_THAT(
        describe_domain(domain("<o:owners xmlns:o='urn:virt-fcgi:owners:1'><o:owner>a</o:owner></o:owners>")).owners,
        ElementsAre("a"));
    EXPECT_THAT(describe_domain(domain("<owners xmlns='urn:virt-fcgi:owners:1'><owner>a</owner></owners>")).owners,
                ElementsAre("a"));
}

TEST(ADomainsOwners, AreNotThoseOfAnotherNamespace) {
    for (const std::string other :
         {"urn:virt-fcgi:owners:2", "urn:virt-fcgi:owners:1 ", "URN:virt-fcgi:owners:1", ""}) {
        const std::string xml = "<owners xmlns='" + other + "'><owner>mallory</owner></owners>";
        EXPECT_THAT(describe_domain(domain(xml)).owners, IsEmpty()) << other;
    }
    EXPECT_THAT(describe_domain(owned("<owner>mallory</owner><x:owner xmlns:x='urn:other'>mallory</x:owner>")).owners,
                IsEmpty());
}

TEST(ADomainsOwners, AreFoundBesideForeignMetadata) {
    const std::string foreign = "<a:x xmlns:a='urn:a'><a:owner>mallory</a:owner></a:x>";
    EXPECT_THAT(describe_domain(
                    domain(foreign + "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>anna</v:owner></v:owners>"))
                    .owners,
                ElementsAre("anna"));
}

TEST(ADomainsOwners, AreOnlyThoseInItsOwnMetadataElement) {
    const std::string owners = "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>mallory</v:owner></v:owners>";
    EXPECT_THAT(describe_domain("<domain>" + owners + "</domain>").owners, IsEmpty());
    EXPECT_THAT(describe_domain(domain("<x xmlns='urn:x'>" + owners + "</x>")).owners, IsEmpty());
    EXPECT_THAT(describe_domain("<domain><devices><metadata>" + owners + "</metadata></devices></domain>").owners,
                IsEmpty());
}

TEST(ADomainsOwners, LeaveOutNamesThatNoUrlCanHave) {
    const auto xml = owned(
        "<virt:owner>-</virt:owner><virt:owner>_</virt:owner><virt:owner>.</virt:owner><virt:owner>..</virt:owner>"
        "<virt:owner/><virt:owner> </virt:owner><virt:owner>a/b</virt:owner><virt:owner>a&#10;b</virt:owner>"
        "<virt:owner>good</virt:owner>");
    EXPECT_THAT(describe_domain(xml).owners, ElementsAre("good"));
}

TEST(AnOwnersName, IsWhatCanStandInAUrl) {
    for (const std::string name : {"client1", "a b", "ü🐧", "--", "__", "...", "a-", "%2F", "a.b"})
        EXPECT_TRUE(core::is_owner_name(name)) << name;
    for (const std::string name : {"", "-", "_", ".", "..", "a/b", "/", "a\tb", "a\x7F", "\xFF"})
        EXPECT_FALSE(core::is_owner_name(name)) << name;
}

TEST(ADomainsTitle, IsReadAsItIs) {
    EXPECT_EQ(describe_domain("<domain><title>&lt;script&gt; \"]]&gt; ü</title></domain>").title, "<script> \"]]> ü");
    EXPECT_EQ(describe_domain("<domain/>").title, "");
}

TEST(ADocumentThatCannotBeRead, HasNeitherTitleNorOwners) {
    for (const std::string xml : {"", "text", "<domain><title>x</title>", "<domain>\xFF</domain>"}) {
        EXPECT_EQ(describe_domain(xml).title, "");
        EXPECT_THAT(describe_domain(xml).owners, IsEmpty());
    }
}

}  // namespace
